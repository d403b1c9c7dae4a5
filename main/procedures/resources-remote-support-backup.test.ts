/** The settings backup over the appliance's own API, and by hand wherever that does not do it. */
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../preload/contract.ts';
import type { ProbeOrder } from './engine.ts';
import type { World } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { type Answers, CAREFUL, times, walking } from './testing/remote-support.ts';
import { filesOf } from './testing/shipped.ts';

const library = loaded(filesOf('remote-support'));
const KEPT = 'e'.repeat(64);
const BY_HAND = 'ab'.repeat(32);
const none = { 'rs.backup.password': 'none' };
const FILES = {
  choose: none,
  store: { 'rs.backup.file': 'copy.nsb', 'rs.backup.sha256': KEPT },
  download: { 'rs.backup.file': 'settings.nsb', 'rs.backup.sha256': BY_HAND },
};

/** An appliance with an API; `backup` is null where nobody has an account. */
function api(backup: boolean | null, outcome: Outcome = 'done') {
  let sent = 0;
  const world: World = {
    probe({ probe }: ProbeOrder) {
      if (probe === 'rs.api' && backup !== null) return { fields: { backup }, serial: null };
      if (probe === 'rs.backup') {
        return { fields: { sha256: sent > 0 && outcome === 'done' ? KEPT : null }, serial: null };
      }
      throw new Error('nothing answers');
    },
    perform() {
      sent += 1;
      return outcome;
    },
    readBack: () => 'unknown',
  };
  return { world, sent: () => sent };
}
function backup(of: ReturnType<typeof api>, answers: Answers = {}) {
  const driver = walking(library, 'rs-backup-settings', { ...CAREFUL, ...FILES, ...answers }, 'appliance', of.world);
  return { driver, of };
}

describe('the settings backup', () => {
  it('is downloaded by the tool where the account may; the copy has to be what was downloaded', () => {
    const { driver, of } = backup(api(true));
    const state = driver.run();
    expect([state.status, of.sent(), times(driver, 'download')]).toEqual(['finished', 1, 0]);
    expect(state.facts['rs.backup.sha256']?.value).toBe(KEPT);
    const other = backup(api(true), { store: { ...FILES.store, 'rs.backup.sha256': BY_HAND } });
    expect(() => other.driver.run()).toThrow(expect.objectContaining({ code: 'answer', fact: 'rs.backup.sha256' }));
  });
  it.each([
    ['nobody has an account', api(null), 0],
    ['the account may not', api(false), 0],
    ['it is refused or breaks off', api(true, 'failed'), 1],
    ['no file is there afterwards', api(true, 'not-done'), 1],
    ['nobody knows what came of it', api(true, 'unknown'), 1],
  ])('is downloaded by hand where %s', (_when, of, sent) => {
    const { driver } = backup(of);
    const state = driver.run();
    expect([state.status, of.sent(), times(driver, 'download')]).toEqual(['finished', sent, 1]);
    expect(state.facts['rs.backup.sha256']?.value).toBe(BY_HAND);
  });
  it.each([
    ['a password', { 'rs.backup.password': 'set', 'rs.backup.custodian': 'Ms Berg' }],
    ['the logged history', { ...none, 'rs.backup.history': 'included' }],
  ])('with %s is made by hand: the tool asks the API for none', (_what, choose) => {
    const { driver, of } = backup(api(true), { choose });
    expect([driver.run().status, of.sent(), times(driver, 'download')]).toEqual(['finished', 0, 1]);
  });
});
