import { describe, expect, it } from 'vitest';
import { ACTION_NAMES, type BlockedAction, covers, waysOf } from './actions.ts';

describe('a rule that blocks', () => {
  it.each([
    ['sps.firmware.upload', 'sps.api.upload'],
    ['sps.firmware.activate', 'sps.api.upgrade'],
    ['sps.thisNode.reboot', 'sps.api.upgrade'],
    ['sps.debugBundle.create', 'sps.api.bundle'],
    ['rs.backup', 'rs.backup.download'],
    ['power.*', 'power.cycle'],
    ['power.on', 'power.on'],
  ] as const)('%s holds for %s', (pattern, action) => {
    expect(covers(pattern, action)).toBe(true);
  });

  it.each([
    ['sps.api.upload', 'sps.firmware.upload'],
    ['sps.firmware.upload', 'sps.api.upgrade'],
    ['sps.otherNode.shutdown', 'sps.api.upgrade'],
    ['power.on', 'power.off'],
    ['power.*', 'sps.api.upgrade'],
  ] as const)('%s lets %s pass', (pattern: BlockedAction, action) => {
    expect(covers(pattern, action)).toBe(false);
  });
});

it('every action has a way to its device', () => {
  const ways = Object.fromEntries(ACTION_NAMES.map((name) => [name, waysOf(name).join()]));
  expect(ways).toMatchObject({
    ...{ 'power.on': 'bmc,idrac', 'sps.api.upgrade': 'web', 'rs.setFailoverRole': 'web', 'indexer.stop': 'ssh' },
    ...{ 'firmware.update': 'idrac', 'boot.set': 'bmc' },
  });
});
