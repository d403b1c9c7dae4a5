import { describe, expect, it } from 'vitest';
import type { IndexerState } from '../../appliances/indexer/state.ts';
import type { RsHealth } from '../../appliances/remote-support/reply.ts';
import type { Sent } from '../../appliances/sent.ts';
import type { SpsSlot } from '../../appliances/sps/slots.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import type { ApplianceHands, IndexerHand, RemoteSupportHand, SpsHand } from '../appliance.ts';
import { ApplianceChassis } from '../appliance-chassis.ts';
import { perform } from '../perform.ts';
import type { Plan } from '../plan.ts';
import type { Gate } from '../ports.ts';
import { indexerStartPlan, indexerStopPlan, indexerUpgradePlan } from './indexer.ts';
import { failoverRolePlan, roleHindrance, rsBackupPlan } from './remote-support.ts';
import { spsUpgradePlan, spsUploadPlan } from './sps.ts';

const SHA = 'a'.repeat(64);
const accepted: Sent = { kind: 'accepted' };
const lost: Sent = { kind: 'lost', reason: 'cut' };
const gate: Gate = { decide: () => ({ allowed: true, stream: 'run' }), settle: () => undefined };
const device = { id: 'd', siteId: 's', name: 'd', serial: 'S1' };

/** Performs a plan on hands, with time going on by itself. */
async function performed(plan: Plan, hands: Partial<ApplianceHands>, answers = async () => {}) {
  const clock = new SimulatedClock();
  const all: ApplianceHands = { hash: async () => SHA, kept: async () => false, ...hands };
  const bmc = new ApplianceChassis('d', 'S1', all, answers);
  const context = { author: 'a', path: null, gate, clock, process: { pid: 1, start: '1' } };
  let over = false;
  const result = perform(plan, { bmc, address: 'd:443', device }, context).finally(() => {
    over = true;
  });
  while (!over) await clock.advance(5_000);
  return result;
}

describe('SPS', () => {
  const slot = (key: string, version: string | null, current = false): SpsSlot => ({
    key,
    version,
    current,
    afterReboot: current,
  });
  const hand = (more: Partial<SpsHand> = {}): { sps: SpsHand; sent: string[] } => {
    const sent: string[] = [];
    const slots = [slot('1', '5.7.0', true), slot('2', null)];
    let version = '5.7.0';
    const sps: SpsHand = {
      partners: 0,
      version: async () => version,
      firmwareCalls: async () => ['slots', 'test', 'upgrade'],
      slots: async () => slots,
      test: async () => ({ verdict: 'pass', summary: '' }),
      async upload(file) {
        sent.push(file);
        slots[1] = slot('2', '5.8.0');
        return accepted;
      },
      async upgrade(key) {
        sent.push(key);
        version = '5.8.0';
        return lost;
      },
      bundle: async () => accepted,
      ...more,
    };
    return { sps, sent };
  };

  it('an upload is proven by the slots', async () => {
    const { sps, sent } = hand();
    expect(await performed(spsUploadPlan('/a.iso', SHA, '5 F8'), { sps })).toMatchObject({
      outcome: 'done',
      before: 'on',
    });
    expect(await performed(spsUploadPlan('/a.iso', SHA, '5.8.0'), { sps })).toMatchObject({ outcome: 'done' });
    expect(sent).toEqual(['/a.iso']);
  });

  it('an upload without room, or of another file, is not sent', async () => {
    const { sps, sent } = hand({ slots: async () => [slot('1', '5.7.0', true)] });
    expect(await performed(spsUploadPlan('/a', SHA, '5.8.0'), { sps })).toMatchObject({
      failure: { code: 'sps.no-empty-slot' },
    });
    const hash = async () => 'b'.repeat(64);
    expect(await performed(spsUploadPlan('/a', SHA, '5.8.0'), { sps: hand().sps, hash })).toMatchObject({
      failure: { code: 'file.another' },
    });
    expect(sent).toEqual([]);
  });

  it('an upload that was accepted and is in no slot is not done', async () => {
    const { sps } = hand({ upload: async () => accepted });
    expect(await performed(spsUploadPlan('/a', SHA, '5.8.0'), { sps })).toMatchObject({ outcome: 'not-done' });
  });

  it('an upgrade is done when the node has accepted it and goes down; what comes back is watched elsewhere', async () => {
    const gone = new Error('silent');
    let up = true;
    const slots = async () => [slot('2', '5.8.0')];
    const upgrade = async () => {
      up = false;
      return accepted;
    };
    const answers = async () => {
      if (!up) throw gone;
    };
    const { sps } = hand({ slots, upgrade });
    const result = await performed(spsUpgradePlan('5.8.0'), { sps }, answers);
    expect(result).toMatchObject({ outcome: 'done', detail: expect.stringContaining('has gone down'), failure: null });
  });

  it('an upgrade whose reply is lost is proven by the version', async () => {
    const { sps, sent } = hand({ slots: async () => [slot('1', '5.7.0', true), slot('7', '5.8.0')] });
    expect(await performed(spsUpgradePlan('5.8.0'), { sps })).toMatchObject({ outcome: 'done' });
    expect(sent).toEqual(['7']);
  });

  it.each([
    ['sps.pair', { partners: 1 }],
    ['sps.no-upgrade-call', { firmwareCalls: async () => ['slots'] }],
    ['sps.no-such-firmware', {}],
    [
      'sps.test-failed',
      { slots: async () => [slot('2', '5.8.0')], test: async () => ({ verdict: 'fail' as const, summary: 'x' }) },
    ],
  ])('an upgrade is not sent: %s', async (code, more) => {
    const { sps, sent } = hand(more);
    expect(await performed(spsUpgradePlan('5.8.0'), { sps })).toMatchObject({ outcome: 'failed', failure: { code } });
    expect(sent).toEqual([]);
  });

  it('a node that goes on with its old version, or is silent after a lost reply, is never called done', async () => {
    const slots = async () => [slot('2', '5.8.0')];
    const old = hand({ slots, upgrade: async () => accepted });
    expect(await performed(spsUpgradePlan('5.8.0'), { sps: old.sps })).toMatchObject({ outcome: 'not-done' });
    let up = true;
    const upgrade = async () => {
      up = false;
      return lost;
    };
    const gone = hand({ slots, upgrade });
    const answers = async () => {
      if (!up) throw new Error('silent');
    };
    const result = await performed(spsUpgradePlan('5.8.0'), { sps: gone.sps }, answers);
    expect(result).toMatchObject({ outcome: 'unknown', detail: expect.stringContaining('Do not restart') });
  });
});

describe('Remote Support', () => {
  const health = (failoverRole: RsHealth['failoverRole'], guid = 'a', more: Partial<RsHealth> = {}): RsHealth => ({
    ...{ version: '24.1.2', healthy: true, message: null, failoverRole, guid },
    ...{ sharedIps: [], lastSync: null, syncStatus: null, ...more },
  });

  it.each([
    ['peer-unread', 'backup', health('primary'), []],
    ['same-appliance', 'backup', health('primary'), [health('primary')]],
    ['not-well', 'backup', health('primary', 'a', { healthy: false }), [health('backup', 'b')]],
    ['not-well', 'backup', health('primary'), [health('backup', 'b', { healthy: null })]],
    ['no-relationship', 'primary', health('none'), [health('none', 'b')]],
    ['no-relationship', 'primary', health('backup'), [health('none', 'b')]],
    ['two-primaries', 'backup', health('primary'), [health('primary', 'b')]],
    ['backup-first', 'primary', health('backup'), [health('primary', 'b')]],
  ] as const)('%s: no role is set', (code, role, self, peers) => {
    expect(roleHindrance(role, self, [...peers])).toMatchObject({ code: `rs.${code}` });
  });

  it('the backup is set first, then the primary', async () => {
    expect(roleHindrance('backup', health('primary'), [health('backup', 'b')])).toBeNull();
    expect(roleHindrance('primary', health('backup'), [health('backup', 'b')])).toBeNull();
    let now = health('primary');
    const orders: unknown[] = [];
    const remoteSupport: RemoteSupportHand = {
      health: async () => now,
      peers: async () => [health('backup', 'b')],
      async setFailoverRole(...order) {
        orders.push(order);
        now = health('backup');
        return accepted;
      },
      backup: async () => accepted,
    };
    expect(await performed(failoverRolePlan('backup', true), { remoteSupport })).toMatchObject({ outcome: 'done' });
    expect(await performed(failoverRolePlan('backup', true), { remoteSupport })).toMatchObject({ outcome: 'done' });
    expect(orders).toEqual([['backup', true]]);
  });

  it('a backup counts when its file lies there', async () => {
    const remoteSupport = { backup: async () => accepted } as unknown as RemoteSupportHand;
    let there = false;
    const backup = rsBackupPlan('appliances/s/d/x.bin');
    const kept = async () => there;
    expect(await performed(backup, { remoteSupport, kept })).toMatchObject({ outcome: 'not-done' });
    const good = {
      ...remoteSupport,
      async backup() {
        there = true;
        return accepted;
      },
    };
    expect(await performed(backup, { remoteSupport: good, kept })).toMatchObject({ outcome: 'done' });
  });
});

describe('an indexer host', () => {
  const state = (more: Partial<IndexerState>): IndexerState => ({
    ...{ packageName: 'external-indexer', version: '5.7.0', service: 'stopped', init: 'sysv', packageManager: 'yum' },
    ...{ configBackup: 'kept', workerSha256: SHA, certsSha256: SHA, conflicts: 0, ...more },
  });
  const upgrade = indexerUpgradePlan('/a.rpm', SHA, '5.8.0');
  const hand = (before: Partial<IndexerState>, after: Partial<IndexerState>, sent: Sent = accepted) => {
    const orders: string[] = [];
    let now = state(before);
    const change = (name: string) => async () => {
      orders.push(name);
      now = state(after);
      return sent;
    };
    const [backup, stop, start, up] = ['backup', 'stop', 'start', 'upgrade'].map(change);
    return { orders, indexer: { state: async () => now, backup, stop, start, upgrade: up } as IndexerHand };
  };

  it.each([
    ['no copies, no stop', indexerStopPlan(), { service: 'running', configBackup: 'none' }, 'indexer.no-backup'],
    ['old copies, no upgrade', upgrade, { configBackup: 'stale' }, 'indexer.no-backup'],
    ['still running, no upgrade', upgrade, { service: 'running' }, 'indexer.running'],
    ['service unread, no upgrade', upgrade, { service: null }, 'indexer.running'],
  ] as const)('%s', async (_what, plan, before, code) => {
    const { indexer, orders } = hand(before, {});
    expect(await performed(plan, { indexer })).toMatchObject({ outcome: 'failed', failure: { code } });
    expect(orders).toEqual([]);
  });

  it('stop, upgrade and start are proven by what the host says', async () => {
    for (const [plan, before, after] of [
      [indexerStopPlan(), { service: 'running' }, {}],
      [upgrade, {}, { version: '5.8.0' }],
      [indexerStartPlan(), {}, { service: 'running' }],
    ] as const) {
      const { indexer, orders } = hand(before, after);
      expect(await performed(plan, { indexer })).toMatchObject({ outcome: 'done' });
      expect(orders).toHaveLength(1);
      expect(await performed(plan, { indexer: hand(before, before).indexer })).toMatchObject({ outcome: 'not-done' });
    }
  });

  it('a cut connection is unknown, and says that the package manager goes on', async () => {
    const { indexer } = hand({}, {}, lost);
    const result = await performed(upgrade, { indexer });
    expect(result).toMatchObject({ outcome: 'unknown', detail: expect.stringContaining('goes on') });
    expect(await performed(upgrade, { indexer: hand({}, { version: '5.8.0' }, lost).indexer })).toMatchObject({
      outcome: 'done',
    });
  });

  it('what a device has no way for is not sent', async () => {
    for (const plan of [upgrade, spsUpgradePlan('5.8.0'), failoverRolePlan('backup', false)]) {
      expect(await performed(plan, {})).toMatchObject({ outcome: 'failed' });
    }
  });
});
