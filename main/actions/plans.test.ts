import { afterEach, describe, expect, it } from 'vitest';
import type { ActionName, ActionResult, Verdict } from '../../preload/contract.ts';
import { Bmc, type BmcOptions } from '../ipmi/bmc.ts';
import { activatePayload } from '../ipmi/commands/activate-payload.ts';
import { getPayloadActivationStatus } from '../ipmi/commands/get-payload-activation-status.ts';
import { SettingError } from '../ipmi/setup/setting-error.ts';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { BmcCore, type PracticeBmcOptions } from '../practice/bmc/index.ts';
import { simNetwork } from '../practice/bmc/sim.ts';
import { ACTION_NAMES } from '../procedures/actions.ts';
import type { ActionIntent } from '../procedures/events.ts';
import { planOf } from './catalogue.ts';
import { perform } from './perform.ts';
import { permit } from './permit.ts';
import { identifyPlan, type Plan, powerPlan, restorePolicyPlan } from './plan.ts';
import { APPLIANCE_PLANS } from './plans/appliance.ts';
import { bmcResetPlan } from './plans/bmc-reset.ts';
import { bootPlan } from './plans/boot.ts';
import { takeoverPlan, typedPlan } from './plans/console.ts';
import {
  deleteJobPlan,
  dhcpPlan,
  enableNicPlan,
  firmwarePlan,
  idracPasswordPlan,
  idracResetPlan,
  ipmiOverLanPlan,
  staticAddressPlan,
} from './plans/idrac.ts';
import { lanPlan } from './plans/lan.ts';
import { passwordPlan } from './plans/password.ts';
import { selClearPlan } from './plans/sel.ts';
import type { Gate } from './ports.ts';
import { recover } from './recover.ts';

// The plans on a whole BMC in memory: driver, session and practice BMC, on simulated time.

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const rig of open.splice(0)) await rig[Symbol.asyncDispose]();
});

function rig(server: PracticeBmcOptions = {}, client: Partial<BmcOptions> = {}) {
  const clock = new SimulatedClock();
  const core = new BmcCore({ clock, serial: 'S1', ...server });
  const net = simNetwork(core, clock);
  const connect = (more: Partial<BmcOptions> = {}) =>
    new Bmc({
      ...{ host: 'bmc', user: 'admin', password: 'adminpw', privilege: 'administrator', keepAliveMs: null },
      ...{ clock, datagrams: net, ...client, ...more },
    });
  const bmc = connect();
  const intents: ActionIntent[] = [];
  const outcomes: ActionResult[] = [];
  const gate: Gate = {
    decide(intent) {
      intents.push(intent);
      return { allowed: true, stream: 'desk' };
    },
    settle: (_stream, _intent, _site, result) => void outcomes.push(result),
  };
  const device = { id: 'a', siteId: 'site', name: 'A', serial: 'S1' };
  const context = { author: 'tester', path: null, gate, clock, process: { pid: 1, start: 'x' } };
  open.push({ [Symbol.asyncDispose]: () => clock.run(bmc.close()) });
  return {
    ...{ core, net, bmc, clock, intents, outcomes, connect, context },
    executed: core.machine.executed,
    run: <T>(work: Promise<T>) => clock.run(work),
    perform: (plan: Plan) => clock.run(perform(plan, { bmc, address: 'bmc:623', device }, context)),
    recover: (plan: Plan) =>
      clock.run(
        recover(
          {
            ...{ id: '1', action: plan.action, parameters: JSON.parse(JSON.stringify(plan.parameters)), path: null },
            ...{ deviceId: 'a', deviceName: 'A', serial: 'S1', bmc: 'bmc:623', before: 'on' },
            process: { pid: 1, start: 'x' },
          },
          bmc,
          clock,
        ),
      ),
  };
}

const PXE = { device: 'pxe', persistent: false, firmware: 'uefi' } as const;

describe('boot.set', () => {
  it('sets the flags within their frame, each command once, and reads them back', async () => {
    const r = rig();
    expect(await r.perform(bootPlan(PXE))).toMatchObject({ outcome: 'done', action: 'boot.set', serial: 'S1' });
    expect(r.executed).toEqual(['boot 4 0101', 'boot 5 a004000000']);
    expect(r.core.machine.configuration.boot.get(0)).toEqual(Buffer.from([0]));
    expect(r.intents).toMatchObject([{ action: 'boot.set', parameters: PXE }]);
  });
  it('leaves out of the frame what the BMC does not have', async () => {
    const r = rig();
    r.core.faults.wrongCompletion('boot-options-set', 0x80, 2);
    expect(await r.perform(bootPlan(PXE))).toMatchObject({ outcome: 'done' });
    expect(r.executed).toEqual(['boot 5 a004000000']);
  });
  it('does not write into what somebody else is writing', async () => {
    const r = rig();
    r.core.machine.configuration.boot.set(0, Buffer.from([1]));
    expect(await r.perform(bootPlan(PXE))).toMatchObject({ outcome: 'failed', failure: { code: 'ipmi.busy' } });
    expect(r.executed).toEqual([]);
  });
  it('says not-done when the flags read otherwise', async () => {
    const r = rig();
    r.core.faults.wrongCompletion('boot-options-set', 0, 4);
    expect(await r.perform(bootPlan(PXE))).toMatchObject({ outcome: 'not-done' });
  });
  it('sends nothing more when the first answer is lost, and does not claim anything', async () => {
    const r = rig();
    r.core.faults.loseNextReply('boot-options-set');
    expect(await r.perform(bootPlan(PXE))).toMatchObject({ outcome: 'unknown' });
    expect(r.executed).toEqual([]);
    expect(r.core.received.filter((what) => what === 'boot-options-set')).toHaveLength(1);
  });
  it('takes an order back with device none', async () => {
    const r = rig();
    await r.perform(bootPlan({ ...PXE, persistent: true }));
    expect(await r.perform(bootPlan({ device: 'none', persistent: false, firmware: 'legacy' }))).toMatchObject({
      outcome: 'done',
    });
  });
});

describe('lan.set', () => {
  const plan = () => lanPlan({ channel: 1, parameter: 'gateway', value: '192.0.2.254' });
  it('sets one parameter and reads it back', async () => {
    const r = rig();
    expect(await r.perform(plan())).toMatchObject({ outcome: 'done' });
    expect(r.executed).toEqual(['lan 12 c00002fe']);
    expect(await r.perform(plan())).toMatchObject({ outcome: 'done', detail: expect.stringContaining('already') });
    expect(r.executed).toHaveLength(1);
  });
  it('sends nothing over a connection of too low a level', async () => {
    const r = rig({}, { privilege: 'operator' });
    expect(await r.perform(plan())).toMatchObject({ outcome: 'failed', failure: { code: 'ipmi.privilege' } });
    expect(r.executed).toEqual([]);
  });
  it('is unknown, with what to look for, when the BMC moves away', async () => {
    const r = rig();
    r.net.fate = (direction, bytes) => (direction === 'answer' && r.executed.length > 0 ? [] : [{ bytes, delayMs: 0 }]);
    const result = await r.perform(lanPlan({ channel: 1, parameter: 'address', value: '192.0.2.77' }));
    expect(result).toMatchObject({ outcome: 'unknown', after: null });
    expect(result.detail).toContain('192.0.2.77');
    expect(r.executed).toEqual(['lan 3 c000024d']);
  });
  it.each([
    ['address', '192.0.2'],
    ['address', '192.0.2.256'],
    ['address', '1e1.0.2.2'],
    ['mask', '255.0.255.0'],
    ['mask', '0.0.0.0'],
    ['vlan', '4095'],
    ['vlan', '1.5'],
    ['source', 'bios'],
  ] as const)('does not take %s %s', (parameter, value) => {
    expect(() => lanPlan({ channel: 1, parameter, value })).toThrow(SettingError);
  });
  it.each([
    ['mask', '255.255.255.252', 'lan 6 fffffffc'],
    ['source', 'dhcp', 'lan 4 02'],
    ['vlan', '4094', 'lan 20 fe8f'],
  ] as const)('sets %s to %s', async (parameter, value, executed) => {
    const r = rig();
    expect(await r.perform(lanPlan({ channel: 1, parameter, value }))).toMatchObject({ outcome: 'done' });
    expect(r.executed).toEqual([executed]);
  });
});

describe('user.setPassword', () => {
  const WORD = 'S3cret-of-twenty-by!';
  const tests = (r: ReturnType<typeof rig>) => r.core.received.filter((what) => what === 'user-password').length - 1;
  it('is proven by the BMC, wiped, and in no record', async () => {
    const r = rig();
    const password = Buffer.from(WORD);
    expect(await r.perform(passwordPlan(3, password))).toMatchObject({ outcome: 'done', action: 'user.setPassword' });
    expect(password.equals(Buffer.alloc(WORD.length))).toBe(true);
    expect(r.core.machine.configuration.user(3)).toMatchObject({ name: 'operator', password: WORD });
    const records = JSON.stringify([r.intents, r.outcomes]);
    for (const form of [WORD, Buffer.from(WORD).toString('hex'), Buffer.from(WORD).toString('base64')]) {
      expect(records).not.toContain(form);
    }
    await using other = r.connect({ user: 'operator', password: WORD, privilege: 'operator' });
    expect(await r.run(other.chassisStatus())).toMatchObject({ power: 'off' });
    await r.run(other.close());
  });
  it('is not done when the BMC says that it has another one, and is asked once', async () => {
    const r = rig();
    r.core.faults.wrongCompletion('user-password', 0);
    expect(await r.perform(passwordPlan(3, Buffer.from(WORD)))).toMatchObject({ outcome: 'not-done' });
    expect(tests(r)).toBe(1);
  });
  it('rests on the word of a BMC that cannot compare', async () => {
    const r = rig();
    const { takeCompletion } = r.core.faults;
    let calls = 0;
    r.core.faults.takeCompletion = (what) =>
      what === 'user-password' && ++calls === 2
        ? { cc: 0xcc, executes: false }
        : takeCompletion.call(r.core.faults, what);
    expect(await r.perform(passwordPlan(3, Buffer.from(WORD)))).toMatchObject({ outcome: 'done' });
    expect(calls).toBe(2);
  });
  it('wipes the password when the gate refuses, too', async () => {
    const r = rig();
    r.context.gate.decide = () => ({ allowed: false, stream: 'desk', verdicts: [{ rule: 'I-X' } as Verdict] });
    const password = Buffer.from(WORD);
    expect(await r.perform(passwordPlan(3, password))).toMatchObject({ outcome: 'refused' });
    expect(password.equals(Buffer.alloc(WORD.length))).toBe(true);
    expect(r.executed).toEqual([]);
  });
  it.each(['', 'x'.repeat(21)])('does not take %s', (word) => {
    expect(() => passwordPlan(3, Buffer.from(word))).toThrow(SettingError);
  });
});

describe('sel.clear', () => {
  const sha256 = 'a'.repeat(64);
  function logged(entries: number) {
    const r = rig();
    const { sel } = r.core.machine.board;
    for (let i = sel.info.entries; i < entries; i++) {
      const record = { recordId: 0, recordType: 0xe0, timestamp: null, manufacturer: null };
      sel.add({ kind: 'oem', ...record, data: Buffer.alloc(13) });
    }
    return { ...r, sel };
  }
  it('erases a log that was saved', async () => {
    const r = logged(3);
    expect(await r.perform(selClearPlan({ entries: 3, sha256 }))).toMatchObject({ outcome: 'done' });
    expect(r.sel.info.entries).toBe(0);
    expect(r.intents).toMatchObject([{ parameters: { savedEntries: 3, savedSha256: sha256 } }]);
  });
  it('does not erase what was not saved', async () => {
    const r = logged(4);
    expect(await r.perform(selClearPlan({ entries: 3, sha256 }))).toMatchObject({
      outcome: 'failed',
      failure: { code: 'sel-changed' },
    });
    expect(r.sel.info.entries).toBe(4);
    expect(r.core.received).not.toContain('sel-clear');
  });
  it('sees by the time of the erasure that it was done, although the new log has an entry', async () => {
    const r = logged(1);
    const { info } = r.sel;
    Object.defineProperty(r.sel, 'info', {
      get: () => ({ ...info, entries: 1, lastErase: r.core.received.includes('sel-clear') ? 7 : 5 }),
    });
    expect(await r.perform(selClearPlan({ entries: 1, sha256 }))).toMatchObject({ outcome: 'done' });
  });
  it('is unknown after a lost answer that nothing proves', async () => {
    const r = logged(2);
    r.core.faults.loseNextRequest('sel-clear');
    expect(await r.perform(selClearPlan({ entries: 2, sha256 }))).toMatchObject({ outcome: 'unknown' });
    expect(r.sel.info.entries).toBe(2);
  });
});

describe.each(['cold', 'warm'] as const)('bmc.reset.%s', (kind) => {
  const plan = bmcResetPlan(kind);
  it('is done when the BMC answers again in a new session', async () => {
    const r = rig({ restartMs: 70_000 });
    const start = r.clock.monotonic();
    expect(await r.perform(plan)).toMatchObject({ outcome: 'done', action: `bmc.reset.${kind}` });
    expect(r.clock.monotonic() - start).toBeGreaterThan(70_000);
    expect(r.executed).toEqual([`bmc ${kind} reset`]);
    expect(r.core.received.filter((what) => what === 'open')).toHaveLength(2);
  });
  it('is not taken for done before a new session stands, also on a BMC that keeps the old one', async () => {
    const r = rig();
    r.core.faults.wrongCompletion(`${kind}-reset`, 0);
    expect(await r.perform(plan)).toMatchObject({ outcome: 'done' });
    expect(r.core.received.filter((what) => what === 'open')).toHaveLength(2);
  });
  it('is unknown when it does not answer within three minutes, and is sent once', async () => {
    const r = rig({ restartMs: 600_000 });
    const start = r.clock.monotonic();
    const result = await r.perform(plan);
    expect(result).toMatchObject({ outcome: 'unknown', after: null });
    expect(result.detail).toContain('mains');
    expect(r.clock.monotonic() - start).toBeLessThan(200_000);
    expect(r.executed).toEqual([`bmc ${kind} reset`]);
  });
  it('is unknown when the answer is lost, because answering again proves nothing', async () => {
    const r = rig();
    r.core.faults.loseNextReply(`${kind}-reset`);
    expect(await r.perform(plan)).toMatchObject({ outcome: 'unknown' });
    expect(r.executed).toEqual([`bmc ${kind} reset`]);
  });
});

describe('console.takeover', () => {
  const sol = { payloadType: 1, instance: 1 };
  it('ends the console of another session', async () => {
    const r = rig();
    const holder = r.connect();
    const active = async () => (await r.run(r.bmc.read(getPayloadActivationStatus, 1))).active;
    const activation = { ...sol, encrypted: true, authenticated: true };
    expect(await r.run(holder.act(activatePayload, activation))).toEqual({ kind: 'accepted' });
    expect(await active()).toEqual([1]);
    expect(await r.perform(takeoverPlan())).toMatchObject({ outcome: 'done', detail: 'read back: as ordered' });
    expect(await active()).toEqual([]);
    await r.run(holder.close());
  });
  it('sends nothing when nobody holds it', async () => {
    const r = rig();
    expect(await r.perform(takeoverPlan())).toMatchObject({
      outcome: 'done',
      detail: expect.stringContaining('already'),
    });
    expect(r.core.received).not.toContain('payload-deactivate');
  });
});

describe('keys over an open console', () => {
  const place = { address: 'bmc:623', device: { id: 'a', siteId: 'site', name: 'A', serial: 'S1' } };
  const order = { action: 'console.input', parameters: { bytes: 3 } } as const;
  it('have an intent before and an outcome after, and send nothing by themselves', () => {
    const r = rig();
    const permission = permit(order, place, { serial: 'S1', power: null }, r.context);
    expect([r.intents, r.outcomes]).toMatchObject([[{ ...order, serial: 'S1' }], []]);
    if (!permission.allowed) throw new Error('refused');
    expect(permission.settle('done', '3 bytes were accepted')).toMatchObject({ outcome: 'done', deviceName: 'A' });
    expect(r.outcomes).toMatchObject([{ action: 'console.input', detail: '3 bytes were accepted' }]);
    expect(r.core.received).toEqual([]);
  });
  it('are refused by a rule, and the refusal is journalled', () => {
    const r = rig();
    r.context.gate.decide = () => ({ allowed: false, stream: 'run', verdicts: [{ rule: 'I-SPS-015' } as Verdict] });
    expect(permit(order, place, { serial: 'S1', power: null }, r.context)).toMatchObject({
      allowed: false,
      result: { outcome: 'refused', verdicts: [{ rule: 'I-SPS-015' }] },
    });
    expect(r.outcomes).toMatchObject([{ outcome: 'refused' }]);
  });
  it('never reach another chassis than the bound one', () => {
    const r = rig();
    const permission = permit(order, place, { serial: 'S2', power: null }, r.context);
    expect(permission).toMatchObject({ allowed: false, result: { verdicts: [{ rule: 'I-GEN-002' }] } });
    expect(r.intents).toEqual([]);
  });
  it.each(['console.input', 'console.break'] as const)('%s cannot be sent as a plan', async (action) => {
    const r = rig();
    expect(await r.perform(typedPlan(action))).toMatchObject({ outcome: 'failed', failure: { code: 'ipmi.usage' } });
  });
});

describe('after a crash', () => {
  const plans: Plan[] = [
    ...(['on', 'off', 'soft', 'cycle', 'reset', 'diag'] as const).map(powerPlan),
    identifyPlan(15),
    restorePolicyPlan('always-on'),
    bmcResetPlan('cold'),
    bmcResetPlan('warm'),
    bootPlan({ device: 'cd', persistent: true, firmware: 'legacy' }),
    selClearPlan({ entries: 7, sha256: 'b'.repeat(64) }),
    lanPlan({ channel: 1, parameter: 'vlan', value: 'off' }),
    passwordPlan(2, Buffer.from('x')),
    typedPlan('console.input'),
    typedPlan('console.break'),
    takeoverPlan(),
    firmwarePlan({ file: '/bios.exe', sha256: 'c'.repeat(64), version: '2.9.0', components: [159] }),
    idracResetPlan(),
    deleteJobPlan('JID_1'),
    staticAddressPlan('10.0.0.2', '255.0.0.0', '10.0.0.1'),
    dhcpPlan(),
    enableNicPlan(),
    idracPasswordPlan(2, Buffer.from('x')),
    ipmiOverLanPlan(true),
    ...['sps.api.upload', 'indexer.upgrade'].map((name) =>
      APPLIANCE_PLANS[name as 'sps.api.upload']({ file: '/a.iso', sha256: 'd'.repeat(64), version: '5.8.0' }),
    ),
    APPLIANCE_PLANS['sps.api.upgrade']({ version: '5.8.0' }),
    APPLIANCE_PLANS['sps.api.bundle']({ file: 'evidence/a.tar.gz' }),
    APPLIANCE_PLANS['rs.backup.download']({ file: 'evidence/a.bin' }),
    APPLIANCE_PLANS['rs.setFailoverRole']({ role: 'backup', syncFirst: true }),
    ...(['backup', 'stop', 'start'] as const).map((verb) => APPLIANCE_PLANS[`indexer.${verb}`]({})),
  ];
  it('every action there is can be told from its intent', () => {
    expect(plans.map(({ action }) => action).sort()).toEqual([...ACTION_NAMES].sort() satisfies ActionName[]);
    for (const { action, parameters } of plans) {
      expect(planOf(action, JSON.parse(JSON.stringify(parameters)))).toMatchObject({ action, parameters });
    }
  });
  it('what a reading proves is done, without sending anything', async () => {
    const r = rig();
    await r.perform(bootPlan(PXE));
    await r.perform(lanPlan({ channel: 1, parameter: 'vlan', value: '7' }));
    const before = [...r.executed];
    expect(await r.recover(bootPlan(PXE))).toMatchObject({ outcome: 'done' });
    expect(await r.recover(lanPlan({ channel: 1, parameter: 'vlan', value: '7' }))).toMatchObject({ outcome: 'done' });
    expect(r.executed).toEqual(before);
  });
  it.each([
    bootPlan(PXE),
    lanPlan({ channel: 1, parameter: 'vlan', value: '7' }),
    passwordPlan(2, Buffer.from('x')),
    bmcResetPlan('cold'),
    typedPlan('console.input'),
  ])('what no reading proves is unknown: $action', async (plan) => {
    const r = rig();
    expect(await r.recover(plan)).toMatchObject({ outcome: 'unknown' });
    expect(r.executed).toEqual([]);
  });
});
