import { describe, expect, it } from 'vitest';
import type { ActionResult, Verdict } from '../../preload/contract.ts';
import type { ActionResult as Sent } from '../ipmi/bmc.ts';
import { IpmiError } from '../ipmi/errors.ts';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import type { ActionIntent } from '../procedures/events.ts';
import { perform } from './perform.ts';
import { identifyPlan, powerPlan, powerVerbs, restorePolicyPlan } from './plan.ts';
import type { ActionBmc, Gate } from './ports.ts';

/** A chassis whose reply to the one command is scripted: what the wire did, and what the chassis did. */
function scripted(options: {
  power?: 'on' | 'off';
  serial?: string | null;
  reply?: 'accepted' | 'rejected' | 'lost' | 'not-sent';
  acts?: boolean;
  /** Number of readings that still show the old state after the command. */
  lag?: number;
  unreadable?: 'before' | 'after';
  causes?: string[];
}) {
  const log: string[] = [];
  let power = options.power ?? 'off';
  let pending: 'on' | 'off' | null = null;
  let lag = options.lag ?? 0;
  let sent = false;
  const error = new IpmiError({ code: 'vanished', device: '127.0.0.1:623', finding: 'gone', advice: 'look' });
  const send = (what: string): Promise<Sent> => {
    log.push(what);
    sent = true;
    if (options.acts ?? true) pending = what === 'on' ? 'on' : what === 'off' || what === 'soft' ? 'off' : null;
    const kind = options.reply ?? 'accepted';
    if (kind === 'accepted') return Promise.resolve({ kind });
    if (kind === 'lost') return Promise.resolve({ kind, reason: 'no reply' });
    return Promise.resolve({ kind, error });
  };
  const causes = options.causes ?? [];
  const bmc = {
    name: '127.0.0.1:623',
    identity: async () => {
      if (options.unreadable === 'before') throw error;
      log.push('identity');
      return { serial: options.serial === undefined ? 'S1' : options.serial };
    },
    chassisStatus: async () => {
      if (options.unreadable === 'after' && sent) throw error;
      log.push('status');
      if (pending && lag-- <= 0) power = pending;
      return { power, restorePolicy: 'previous' };
    },
    restartCause: async () => {
      const cause = causes.length > 1 ? causes.shift() : causes[0];
      if (cause === undefined) {
        throw new IpmiError({ code: 'completion', device: 'x', finding: 'C1h', advice: '' });
      }
      return { cause };
    },
    chassisControl: send,
    identify: (seconds: number) => send(`identify ${seconds}`),
    setRestorePolicy: (policy: string) => send(`policy ${policy}`),
  } as unknown as ActionBmc;
  return { bmc, log, sends: () => log.filter((line) => line !== 'identity' && line !== 'status') };
}

function recordingGate(verdicts: Verdict[] = []) {
  const written: string[] = [];
  const gate: Gate = {
    decide(intent: ActionIntent) {
      written.push(`decide ${intent.action} ${intent.serial} ${intent.before}`);
      return verdicts.length > 0 ? { allowed: false, stream: 'run-1', verdicts } : { allowed: true, stream: 'run-1' };
    },
    settle(stream, _intent, _siteId, result: ActionResult) {
      written.push(`settle ${stream} ${result.outcome}`);
    },
  };
  return { gate, written };
}

const device = { id: 'sps-b', siteId: 'site', name: 'SPS B', serial: 'S1' };
const run = (verb: (typeof powerVerbs)[number], fake: ReturnType<typeof scripted>, gate = recordingGate()) =>
  perform(
    powerPlan(verb),
    { bmc: fake.bmc, address: '127.0.0.1:623', device },
    {
      author: 'tester',
      path: null,
      gate: gate.gate,
      clock: new SimulatedClock(0, true),
      process: { pid: 1, start: 'x' },
    },
  );

describe('perform', () => {
  it('reads identity and state, asks the gate, sends once, reads back, and journals in this order', async () => {
    const fake = scripted({ power: 'off' });
    const gate = recordingGate();
    const result = await run('on', fake, gate);
    expect(result).toMatchObject({ outcome: 'done', before: 'off', after: 'on', serial: 'S1', failure: null });
    expect(fake.log).toEqual(['identity', 'status', 'on', 'status']);
    expect(gate.written).toEqual(['decide power.on S1 off', 'settle run-1 done']);
  });

  it.each(powerVerbs)('never sends %s when the gate refuses', async (verb) => {
    const verdict = { rule: 'I-SPS-010' } as Verdict;
    const fake = scripted({ power: verb === 'on' ? 'off' : 'on' });
    const result = await run(verb, fake, recordingGate([verdict]));
    expect(result).toMatchObject({ outcome: 'refused', verdicts: [{ rule: 'I-SPS-010' }] });
    expect(fake.sends()).toEqual([]);
  });

  it.each([['S2'], [null]])('refuses when the chassis identifies itself as %s', async (serial) => {
    const fake = scripted({ serial });
    const gate = recordingGate();
    const result = await run('on', fake, gate);
    expect(result).toMatchObject({ outcome: 'refused', verdicts: [{ rule: 'I-GEN-002' }] });
    expect(fake.sends()).toEqual([]);
    expect(gate.written).toEqual(['settle null refused']);
  });

  it('sends nothing when the state cannot be read', async () => {
    const fake = scripted({ unreadable: 'before' });
    const result = await run('reset', fake);
    expect(result).toMatchObject({ outcome: 'failed', failure: { code: 'ipmi.vanished' } });
    expect(fake.sends()).toEqual([]);
  });

  it.each([
    ['on', 'on'],
    ['off', 'off'],
    ['soft', 'off'],
  ] as const)('sends nothing for %s when the chassis is %s already', async (verb, power) => {
    const fake = scripted({ power });
    expect(await run(verb, fake)).toMatchObject({ outcome: 'done', after: power });
    expect(fake.sends()).toEqual([]);
  });

  it.each(['reset', 'cycle', 'diag'] as const)('does not send %s to a chassis that is off', async (verb) => {
    const fake = scripted({ power: 'off' });
    expect(await run(verb, fake)).toMatchObject({ outcome: 'failed', failure: { code: 'chassis-off' } });
    expect(fake.sends()).toEqual([]);
  });

  it('waits for a state that follows slowly', async () => {
    expect(await run('off', scripted({ power: 'on', lag: 10 }))).toMatchObject({ outcome: 'done', after: 'off' });
  });

  it('says not-done when the command was accepted and the state does not follow', async () => {
    expect(await run('on', scripted({ acts: false }))).toMatchObject({ outcome: 'not-done', after: 'off' });
  });

  describe('with the reply lost', () => {
    it('proves on by reading', async () => {
      expect(await run('on', scripted({ reply: 'lost' }))).toMatchObject({ outcome: 'done', after: 'on' });
    });

    it('does not take a missing change for proof of anything', async () => {
      expect(await run('on', scripted({ reply: 'lost', acts: false }))).toMatchObject({
        outcome: 'unknown',
        after: 'off',
      });
    });

    it.each(['reset', 'cycle', 'diag'] as const)(
      'never says done for %s without evidence, and sends once',
      async (verb) => {
        const fake = scripted({ power: 'on', reply: 'lost' });
        expect(await run(verb, fake)).toMatchObject({ outcome: 'unknown' });
        expect(fake.sends()).toEqual([verb]);
      },
    );

    it('takes a changed restart cause as evidence for reset', async () => {
      const fake = scripted({ power: 'on', reply: 'lost', causes: ['power button', 'chassis control'] });
      expect(await run('reset', fake)).toMatchObject({ outcome: 'done' });
    });

    it('does not take an unchanged restart cause as evidence', async () => {
      const fake = scripted({ power: 'on', reply: 'lost', causes: ['chassis control'] });
      expect(await run('reset', fake)).toMatchObject({ outcome: 'unknown' });
    });

    it('says unknown when the BMC cannot be read any more', async () => {
      const fake = scripted({ reply: 'lost', unreadable: 'after' });
      expect(await run('on', fake)).toMatchObject({
        outcome: 'unknown',
        after: null,
        failure: { code: 'ipmi.vanished' },
      });
    });
  });

  it('says unknown when the command was accepted but nothing can be read back', async () => {
    expect(await run('on', scripted({ unreadable: 'after' }))).toMatchObject({ outcome: 'unknown', after: null });
  });

  it.each(['rejected', 'not-sent'] as const)('reports %s as failed with the reason of the BMC', async (reply) => {
    const result = await run('on', scripted({ reply, acts: false }));
    expect(result).toMatchObject({ outcome: 'failed', failure: { code: 'ipmi.vanished', advice: 'look.' } });
  });

  it('sends identify and restore policy through the same gate', async () => {
    const context = { author: 't', path: null, clock: new SimulatedClock(0, true), process: { pid: 1, start: 'x' } };
    const fake = scripted({});
    const gate = recordingGate();
    const target = { bmc: fake.bmc, address: 'a', device: null };
    expect(await perform(identifyPlan(15), target, { ...context, gate: gate.gate })).toMatchObject({ outcome: 'done' });
    expect(await perform(restorePolicyPlan('always-on'), target, { ...context, gate: gate.gate })).toMatchObject({
      outcome: 'not-done', // the scripted chassis keeps its old policy
    });
    expect(fake.sends()).toEqual(['identify 15', 'policy always-on']);
    expect(gate.written.filter((line) => line.startsWith('decide'))).toHaveLength(2);
  });
});
