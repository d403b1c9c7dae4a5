import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Verdict } from '../../../preload/contract.ts';
import type { BmcOptions } from '../../ipmi/bmc.ts';
import { IpmiError } from '../../ipmi/errors.ts';
import type { SolEvent } from '../../ipmi/sol/console.ts';
import { silentLog } from '../../ports/log.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { BmcCore } from '../../practice/bmc/index.ts';
import { simNetwork } from '../../practice/bmc/sim.ts';
import type { Evidence } from '../../procedures/events.ts';
import type { EvidenceRoom } from '../evidence.ts';
import type { InterlockGate } from '../gate.ts';
import { createEvents } from '../router.ts';
import type { Connection } from '../targets.ts';
import { ConsoleService } from './console-service.ts';
import type { SerialLine } from './line.ts';

const lock = {
  rule: 'I-SPS-015',
  severity: 'hard',
  title: { en: 'Hands off', de: 'Hände weg' },
  reason: { en: 'Phase 1 runs.', de: 'Phase 1 läuft.' },
  lift: { en: 'Wait.', de: 'Warten.' },
} as Verdict;
const homes: string[] = [];
afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true });
});
const temporaryFolder = () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'rackhand-console-'));
  homes.push(home);
  return home;
};
const place = { siteId: 's', deviceId: 'a' };

function rig(options: { serial?: string; opens?: () => Promise<void> } = {}) {
  const clock = new SimulatedClock();
  const core = new BmcCore({ clock, serial: 'S1' });
  const net = simNetwork(core, clock);
  const home = temporaryFolder();
  const events = createEvents(silentLog);
  const told: [string, unknown][] = [];
  events.onEvent((name, payload) => told.push([name, payload]));
  let locks: Verdict[] = [];
  let hear: (event: SolEvent) => void = () => undefined;
  const typed: Buffer[] = [];
  const kept: Evidence[] = [];
  const permitted: string[] = [];
  const line: SerialLine = {
    async open() {
      await options.opens?.();
      hear({ kind: 'state', state: 'open', failure: null });
    },
    write: (bytes) => void typed.push(bytes),
    flushed: () => Promise.resolve(),
    sendBreak: () => void typed.push(Buffer.from('BREAK')),
    close: () => Promise.resolve(),
  };
  const service = new ConsoleService({
    folder: path.join(home, 'console'),
    gate: { verdicts: () => locks } as unknown as InterlockGate,
    evidence: { vouch: (_: string, evidence: Evidence) => void kept.push(evidence) } as unknown as EvidenceRoom,
    events,
    clock,
    processes: { self: () => ({ pid: 1, start: 'x' }), isAlive: () => false },
    openLine(_: BmcOptions, listener) {
      hear = listener;
      return line;
    },
    permit: (action) => {
      permitted.push(action);
      if (locks.length > 0) return { allowed: false, result: { verdicts: locks } as never };
      return { allowed: true, settle: (outcome) => ({ outcome, verdicts: [] }) as never };
    },
  });
  const connection: Connection = {
    address: '127.0.0.1:623',
    device: { id: 'a', siteId: 's', name: 'A', serial: options.serial ?? 'S1' },
    options: () => ({ host: 'bmc', user: 'admin', password: 'adminpw', clock, datagrams: net }),
    wipe: () => undefined,
  };
  const open = async () => {
    await clock.run(service.opened(connection, 'me'));
    return service.view(place);
  };
  return {
    ...{ clock, service, events, told, typed, kept, permitted, home, open },
    say: (text: string) => hear({ kind: 'data', bytes: Buffer.from(text) }),
    tell: (event: SolEvent) => hear(event),
    setLocks(verdicts: Verdict[]) {
      locks = verdicts;
    },
    output: () =>
      told
        .filter(([name]) => name === 'console.output')
        .map(([, chunk]) => Buffer.from((chunk as { data: string }).data, 'base64').toString())
        .join(''),
  };
}

describe('a console', () => {
  test('is recorded before it is seen, and the recording is vouched for when it ends', async () => {
    const r = rig();
    expect(await r.open()).toMatchObject({ state: 'open', keyboard: false, failure: null });
    r.say('hello ');
    r.say('world\r\n');
    const { chunks } = r.service.replay(place, null, 0);
    expect(chunks.map(({ data }) => Buffer.from(data, 'base64').toString()).join('')).toBe('hello world\r\n');
    expect(r.output()).toBe('');
    await r.clock.advance(20);
    expect(r.output()).toBe('hello world\r\n');
    await r.clock.run(r.service.close(place));
    expect(r.service.view(place)).toMatchObject({ state: 'closed', failure: null });
    const [evidence] = r.kept;
    const raw = readFileSync(path.join(r.home, evidence?.name ?? ''));
    expect(evidence).toMatchObject({
      ...{ kind: 'console', deviceId: 'a', serial: 'S1', size: 13, gaps: 0 },
      sha256: createHash('sha256').update(raw).digest('hex'),
    });
  });

  test('of another machine is not opened', async () => {
    const r = rig({ serial: 'S2' });
    expect(await r.open()).toMatchObject({ state: 'closed', failure: { code: 'locked' } });
    expect(r.kept).toEqual([]);
  });

  test('that somebody else holds says so, leaves no recording, and can be tried again', async () => {
    let held = true;
    const r = rig({
      async opens() {
        if (held) throw new IpmiError({ code: 'held', device: 'bmc', finding: 'held', advice: 'take over' });
      },
    });
    expect(await r.open()).toMatchObject({ state: 'closed', failure: { code: 'ipmi.held' }, recording: null });
    held = false;
    expect(await r.open()).toMatchObject({ state: 'open', failure: null });
  });

  test('marks an interruption, and typing is off after it', async () => {
    const r = rig();
    await r.open();
    r.service.keyboard(place, true, 'me');
    r.tell({ kind: 'state', state: 'lost', failure: null });
    expect(r.service.view(place)).toMatchObject({ state: 'lost', keyboard: false });
    r.tell({ kind: 'gap', from: r.clock.now() - 14_000, to: r.clock.now(), reason: 'bmc-reset' });
    r.tell({ kind: 'state', state: 'open', failure: null });
    const { marks } = r.service.replay(place, null, 0);
    expect(marks.map(({ kind, note }) => [kind, note])).toEqual([
      ['opened', 'me'],
      ['gap', 'bmc-reset, 14 s'],
    ]);
    await r.clock.run(r.service.close(place));
    expect(r.kept).toMatchObject([{ gaps: 1 }]);
  });

  test('closes when it cannot be recorded any more, and says why', async () => {
    const r = rig();
    await r.open();
    r.say('kept');
    // As a full disk: the next write fails.
    const { recordings } = r.service;
    const [first] = recordings.list('s');
    expect(first?.size).toBe(4);
    r.tell({ kind: 'data', bytes: null as unknown as Buffer });
    await r.clock.advance(50);
    expect(r.service.view(place)).toMatchObject({ state: 'closed', failure: { code: 'console.unrecorded' } });
    expect(recordings.list('s')).toMatchObject([{ size: 4 }]);
  });
});

describe('typing', () => {
  test('is off until it is permitted, and what is typed is counted and never written down', async () => {
    const r = rig();
    await r.open();
    expect(() => r.service.type(place, Buffer.from('x'))).toThrow('switched off');
    expect(r.service.keyboard(place, true, 'me').keyboard).toBe(true);
    expect(r.permitted).toEqual(['console.input']);
    r.service.type(place, Buffer.from('secret\r'));
    await r.clock.advance(1_100);
    expect(Buffer.concat(r.typed).toString()).toBe('secret\r');
    const { marks } = r.service.replay(place, null, 0);
    expect(marks.at(-1)).toMatchObject({ kind: 'typed', note: '7 bytes, me' });
    await r.clock.run(r.service.close(place));
    for (const file of readdirSync(path.join(r.home, 'console')))
      expect(readFileSync(path.join(r.home, 'console', file), 'utf8')).not.toContain('secret');
  });

  test('is refused by a rule, also one that begins while somebody types', async () => {
    const r = rig();
    await r.open();
    r.setLocks([lock]);
    expect(() => r.service.keyboard(place, true, 'me')).toThrow('I-SPS-015');
    r.setLocks([]);
    r.service.keyboard(place, true, 'me');
    r.service.type(place, Buffer.from('a'));
    r.setLocks([lock]);
    expect(() => r.service.type(place, Buffer.from('b'))).toThrow('I-SPS-015');
    expect(() => r.service.sendBreak(place, 'me')).toThrow('switched off');
    expect(r.service.view(place)).toMatchObject({ keyboard: false, locks: [{ rule: 'I-SPS-015' }] });
    r.setLocks([]);
    expect(() => r.service.type(place, Buffer.from('c'))).toThrow('switched off');
    expect(Buffer.concat(r.typed).toString()).toBe('a');
    expect(r.service.replay(place, null, 0).marks.map(({ kind }) => kind)).toEqual(['opened', 'typed', 'locked']);
  });

  test('a break is asked for by itself', async () => {
    const r = rig();
    await r.open();
    r.service.keyboard(place, true, 'me');
    expect(r.service.sendBreak(place, 'me')).toMatchObject({ outcome: 'done' });
    expect(r.permitted).toEqual(['console.input', 'console.break']);
    expect(r.typed.map(String)).toEqual(['BREAK']);
  });
});

describe('lines for triggers', () => {
  test('opens the console without waiting, then gives lines since an instant, also from earlier recordings', async () => {
    const r = rig();
    const connect = () =>
      Promise.resolve({
        ...{ address: '127.0.0.1:623', device: { id: 'a', siteId: 's', name: 'A', serial: 'S1' } },
        options: () => ({
          host: 'bmc',
          user: 'admin',
          password: 'adminpw',
          clock: r.clock,
          datagrams: simNetwork(new BmcCore({ clock: r.clock, serial: 'S1' }), r.clock),
        }),
        wipe: () => undefined,
      });
    expect(await r.service.watched(place, 0, connect, 'tool')).toMatchObject({ lines: [], serial: null });
    await r.clock.advance(500);
    r.say('old\r\n');
    await r.clock.advance(1_000);
    const since = r.clock.now();
    r.say('new\r\nlogin: ');
    const seen = await r.service.watched(place, since, connect, 'tool');
    expect(seen).toMatchObject({ serial: 'S1', lines: [{ text: 'new' }, { text: 'login: ' }] });
    await r.clock.run(r.service.close(place));
    const again = await r.service.watched(place, 0, connect, 'tool');
    expect(again.lines.map(({ text }) => text)).toEqual(['old', 'new', 'login: ']);
  });
});
