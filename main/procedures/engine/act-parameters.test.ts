import { describe, expect, it } from 'vitest';
import { next, order, type RunState, record, start } from '../engine.ts';
import type { ActionParameters, Binding, Stamped } from '../events.ts';
import { blocking } from '../interlocks.ts';
import { conflict } from '../standing.ts';
import { Driver, type Person, type World } from '../testing/driver.ts';
import { FILES, loaded } from '../testing/fixture.ts';
import { headOf, T } from '../testing/head.ts';
import { Pair, startedRun } from '../testing/pair.ts';
import { runView } from '../view.ts';

const FACTS = `
facts:
  package: { label: ${T}, type: text, recordable: true }
  hash: { label: ${T}, type: sha256 }
  target: { label: ${T}, type: text }
  version: { label: ${T}, type: text, sense: { probe: idrac.info, role: server, field: biosVersion } }
  power: { label: ${T}, type: enum, values: { 'on': ${T}, 'off': ${T} }, sense: { probe: idrac.info, role: server, field: power } }
  jobs.open: { label: ${T}, type: number, sense: { probe: idrac.jobs, role: server, field: open } }
  refused: { label: ${T}, type: boolean }
`;
const STEPS = `${headOf('flash', { product: 'u-series' })}
roles: { server: { label: ${T}, needs: [], may: [idrac] } }
interlocks: [I-HW-017]
steps:
  - { id: plan, kind: input, title: ${T}, sources: [ { document: tool } ], asks: [ { fact: package, optional: true }, { fact: hash }, { fact: target } ] }
  - id: update
    kind: act
    title: ${T}
    sources: [ { document: tool } ]
    on: server
    action: firmware.update
    with: { file: package, sha256: hash, version: target }
    reads: [jobs.open]
    until: jobs.open > 0
    onFailure: refused
    onNotDone: watched
  - { id: taken, kind: guide, title: ${T}, sources: [ { document: tool } ] }
  - { id: over, kind: decide, title: ${T}, sources: [ { document: tool } ], cases: [ { when: known(target), goto: end } ], otherwise: end }
  - { id: watched, kind: guide, title: ${T}, sources: [ { document: tool } ], asks: [ { fact: target } ] }
  - { id: refused, kind: guide, title: ${T}, sources: [ { document: tool } ], marks: [refused] }
`;
const RULES = `
interlocks:
  I-HW-017: { severity: hard, title: ${T}, reason: ${T}, lift: ${T}, source: { document: tool }, when: known(refused), requires: 'false', blocks: [ { actions: [power.*], roles: any } ] }
`;
const folder = 'resources/procedures/u-series';
const withSteps = (text: string) =>
  loaded([
    { path: `${folder}/facts.yaml`, text: FACTS },
    { path: `${folder}/interlocks.yaml`, text: RULES },
    { path: `${folder}/flash.yaml`, text },
  ]);
const library = withSteps(STEPS);
const byHand = withSteps(STEPS.replace('onNotDone: watched', 'onNotDone: watched\n    onUnproven: watched'));
const SERVER: Binding = {
  role: 'server',
  deviceId: 'us-1',
  deviceName: 'U-Series',
  serial: 'AAAAAA1',
  bmc: null,
  web: null,
  idrac: '127.0.0.1:8443',
};
const HASH = 'a'.repeat(64);
const ASKED = { file: 'bios.exe', sha256: HASH, version: '2.1.7' };

class Server implements World {
  jobs: number | null = 0;
  silent = false;
  outcomes: ('done' | 'unknown' | 'failed' | 'not-done')[] = [];
  onSend = () => {};
  readonly sent: ActionParameters[] = [];
  probe({ probe }: { probe: string }) {
    if (this.silent) throw new Error('the iDRAC is silent');
    const fields = probe === 'idrac.jobs' ? { open: this.jobs } : { power: 'on', biosVersion: '2.0.0' };
    return { fields, serial: 'AAAAAA1' };
  }
  perform(_action: string, _binding: Binding, _now: number, parameters: ActionParameters) {
    this.sent.push(parameters);
    this.onSend();
    return this.outcomes.shift() ?? ('done' as const);
  }
  readBack() {
    return 'unknown' as const;
  }
}

function ordering(values: Record<string, string> = {}, procedures = library) {
  const server = new Server();
  let goes = 0;
  const person: Person = {
    answer: (path) => (path === 'plan' ? { hash: HASH, target: '2.1.7', package: 'bios.exe', ...values } : null),
    go: () => goes-- > 0,
  };
  const driver = new Driver(server, person);
  driver.append(start(procedures, { runId: 'r', procedure: 'flash', siteId: 's', scale: 1, bindings: [SERVER] }));
  const run = () => driver.run((_, what) => what.do === 'order' && goes < 1);
  run();
  return {
    server,
    driver,
    run,
    go: () => {
      goes = 1;
      return run();
    },
  };
}
const what = (driver: Driver) => next(driver.state as RunState, driver.now);

describe('an act step with parameters', () => {
  it('orders the values of the facts, shows them, and the intent carries them', () => {
    const { driver, server, go } = ordering();
    expect(what(driver)).toMatchObject({ do: 'order', action: 'firmware.update', parameters: ASKED });
    const { current } = runView(driver.state as RunState, driver.now);
    expect(current?.readings.map(({ fact, reading }) => [fact, reading.value])).toEqual([
      ['package', 'bios.exe'],
      ['hash', HASH],
      ['target', '2.1.7'],
      ['jobs.open', null],
    ]);
    go();
    expect(server.sent).toEqual([ASKED]);
    const said = (type: string) => driver.events.find((event) => event.type === type)?.data;
    expect(said('act.ordered')).toEqual({ path: 'update', parameters: ASKED });
    expect(said('action.intended')).toMatchObject({ action: 'firmware.update', parameters: ASKED });
    expect(driver.state?.position).toMatchObject({ path: 'taken' });
  });
  it('needs a new go when a value has changed since the go', () => {
    const { driver, server } = ordering();
    driver.append(...order(driver.state as RunState, 'update', driver.now));
    expect(what(driver)).toMatchObject({ do: 'act', parameters: ASKED });
    driver.append(...record(driver.state as RunState, { package: 'other.exe' }, driver.now));
    expect(what(driver)).toMatchObject({ do: 'order', parameters: { ...ASKED, file: 'other.exe' } });
    expect(server.sent).toEqual([]);
  });
  it('is not ordered while a value is missing', () => {
    const { driver } = ordering({ package: '' });
    expect(what(driver)).toMatchObject({ do: 'blocked', verdicts: [{ rule: 'I-GEN-010', unmet: ['known(package)'] }] });
    expect(() => order(driver.state as RunState, 'update', driver.now)).toThrow(
      expect.objectContaining({ code: 'blocked' }),
    );
    const { current } = runView(driver.state as RunState, driver.now);
    expect(current?.blockedBy).toMatchObject([{ rule: 'I-GEN-010' }]);
    driver.append(...record(driver.state as RunState, { package: 'bios.exe' }, driver.now));
    expect(what(driver)).toMatchObject({ do: 'order', parameters: ASKED });
  });
  it('replays an order from before orders had parameters as one without', () => {
    const { driver } = ordering();
    driver.append({ type: 'act.ordered', data: { path: 'update' } });
    expect(what(driver)).toMatchObject({ do: 'order' });
  });
});

describe('a run from before acts had parameters', () => {
  it('goes through its act as ever', () => {
    const old = structuredClone(loaded(FILES));
    for (const procedure of Object.values(old.procedures)) {
      for (const role of procedure.roles) delete role.may;
      for (const step of procedure.steps) {
        if (step.kind !== 'act') continue;
        delete step.with;
        delete step.reads;
        delete step.until;
        delete step.onFailure;
        delete step.onNotDone;
      }
    }
    const driver = startedRun(old, new Pair());
    expect([driver.run().status, driver.sent.length]).toEqual(['finished', 1]);
  });
});

describe('after an attempt', () => {
  it.each([
    ['failed', 'refused'],
    ['not-done', 'watched'],
  ] as const)('that ended %s the run goes on at %s, and marks nothing', (outcome, path) => {
    const { driver, server, go } = ordering();
    server.outcomes = [outcome];
    go();
    expect(driver.state?.position).toMatchObject({ path });
    expect(driver.state?.facts).not.toHaveProperty(['refused']);
    expect(server.sent).toHaveLength(1);
  });
  it('of unknown outcome a reading that shows the effect completes the step, and nothing is sent again', () => {
    const { driver, server, go } = ordering();
    server.outcomes = ['unknown'];
    server.onSend = () => {
      server.jobs = 1;
    };
    go();
    expect(driver.state?.position).toMatchObject({ path: 'taken' });
    expect(server.sent).toHaveLength(1);
  });
  it('of unknown outcome without effect a new go is needed; what was so before the attempt is no effect', () => {
    const { driver, server, go } = ordering();
    server.outcomes = ['unknown'];
    go();
    expect([what(driver).do, server.sent.length]).toEqual(['order', 1]);
    go();
    expect([driver.state?.position, server.sent.length]).toMatchObject([{ path: 'taken' }, 2]);

    const other = ordering();
    other.server.jobs = 1;
    other.driver.now += 60_000;
    other.run();
    expect(what(other.driver).do).toBe('order');
  });
  it.each([0, null])('of unknown outcome without effect (%s is read) leads to its second way', (jobs) => {
    const { driver, server, go } = ordering({}, byHand);
    server.outcomes = ['unknown'];
    server.onSend = () => {
      server.jobs = jobs;
    };
    go();
    expect([driver.state?.position, server.sent.length]).toMatchObject([{ path: 'watched' }, 1]);
  });
  it('of unknown outcome with a second way still completes by its effect', () => {
    const { driver, server, go } = ordering({}, byHand);
    server.outcomes = ['unknown'];
    server.onSend = () => {
      server.jobs = 1;
    };
    go();
    expect(driver.state?.position).toMatchObject({ path: 'taken' });
  });
  it('of unknown outcome nothing can be ordered while the device is silent', () => {
    const { driver, server } = ordering();
    server.outcomes = ['unknown'];
    server.onSend = () => {
      server.silent = true;
    };
    driver.append(...order(driver.state as RunState, 'update', driver.now));
    driver.run((_, { do: now }) => now === 'watch');
    driver.now += 60_000;
    expect(what(driver).do).toBe('watch');
    expect(() => order(driver.state as RunState, 'update', driver.now)).toThrow(
      expect.objectContaining({ code: 'not-ready' }),
    );
  });
  it('that a crash cut off, the next process settles and reads, and sends nothing', () => {
    const { driver, server } = ordering();
    driver.append(...order(driver.state as RunState, 'update', driver.now));
    const intent: Stamped['data'] = {
      id: 'a',
      action: 'firmware.update',
      parameters: ASKED,
      path: 'update',
      deviceId: 'us-1',
      deviceName: 'U-Series',
      serial: 'AAAAAA1',
      bmc: '127.0.0.1:8443',
      before: 'on',
      process: { pid: 1, start: '1' },
    };
    driver.append({ type: 'action.intended', data: intent });
    server.jobs = 1;
    const other = new Driver(server, { answer: () => null, go: () => false });
    other.takeOver(driver.events);
    other.run();
    expect([other.state?.position, server.sent]).toMatchObject([{ path: 'taken' }, []]);
  });
});

describe('a device known by its iDRAC', () => {
  it('is found by its address, and is bound by one run only', () => {
    const { driver } = ordering();
    driver.append({ type: 'fact.recorded', data: { path: null, facts: [MARKED] } });
    const state = driver.state as RunState;
    const against = (idrac: string) => blocking(state, { action: 'power.off', idrac }, driver.now).length;
    expect([against('127.0.0.1:8443'), against('127.0.0.1:9443')]).toEqual([1, 0]);
    const twin: Binding = { ...SERVER, deviceId: 'us-2', serial: null };
    expect(conflict([state], [twin], 's')).toMatchObject([{ rule: 'I-GEN-006' }]);
    expect(conflict([state], [{ ...twin, idrac: null }], 's')).toEqual([]);
  });
  it('starts without it where the procedure only may use it', () => {
    const { idrac: _, ...without } = SERVER;
    const begin = () => start(library, { runId: 'r', procedure: 'flash', siteId: 's', scale: 1, bindings: [without] });
    expect(begin).not.toThrow();
    const needing = structuredClone(library);
    for (const role of needing.procedures.flash?.roles ?? []) role.needs = ['idrac'];
    expect(() =>
      start(needing, { runId: 'r', procedure: 'flash', siteId: 's', scale: 1, bindings: [without] }),
    ).toThrow(/no idrac endpoint/);
  });
});
const MARKED = { name: 'refused', value: true, origin: 'marked', serial: null, evidence: null } as const;

describe('a recovery key', () => {
  it.each([
    ['with hyphens', '111111-222222-333333-444444-555555-666666-777777-888888'],
    ['with blanks in a sentence', `key 111111 222222 333333 444444 555555 666666 777777 888888 of C:`],
    ['without any', '1'.repeat(48)],
  ])('%s is no answer and no record (I-HW-032)', (_, text) => {
    const { driver } = ordering();
    const enter = () => record(driver.state as RunState, { package: text }, driver.now);
    expect(enter).toThrow(expect.objectContaining({ code: 'answer', fact: 'package' }));
    try {
      enter();
    } catch (error) {
      expect(String(error)).not.toContain('111111');
    }
  });
  it('is told from a hash', () => {
    const { driver } = ordering();
    expect(() => record(driver.state as RunState, { package: '0'.repeat(40) }, driver.now)).not.toThrow();
  });
});
