import type { Finding, FindingsReport } from '../../../preload/contract.ts';
import { isWeak } from '../setup/cipher-suites.ts';
import { canLogIn } from '../setup/users.ts';
import type { Observed, Seen } from './observed.ts';

/** Every finding there is, in the order of the list; texts under the same id in resources/locales. */
export const FINDINGS = {
  'suite-0': 'critical',
  'suite-0-offered': 'high',
  'suite-0-listed': 'low',
  'anonymous-login': 'critical',
  'factory-login': 'critical',
  'null-user': 'high',
  'ipmi15-without-password': 'critical',
  ipmi15: 'high',
  'weak-suites': 'medium',
  'plain-sol': 'medium',
  'all-administrators': 'medium',
  'password-at-limit': 'medium',
  'no-time': 'medium',
  'clock-skew': 'low',
  'not-available': 'medium',
  'open-to-administrators': 'low',
  'kg-unset': 'low',
} as const satisfies Record<string, Finding['severity']>;

export type FindingId = keyof typeof FINDINGS;

/** From here on entries of two logs cannot be laid side by side any more, seconds. */
const SKEW_S = 300;

const read = <T>(seen: Seen<T>): T | null => ('value' in seen ? seen.value : null);

/** The weaknesses that what was read proves, worst first. What was not read proves nothing; see `notRead`. Pure. */
export function findings(observed: Observed): Finding[] {
  const found: Finding[] = [];
  const add = (id: FindingId, values: Finding['values'] = {}) => found.push({ id, severity: FINDINGS[id], values });
  suites(observed, add);
  logins(observed, add);
  const sol = read(observed.sol);
  if (sol && sol.enabled !== false && sol.forceEncryption === false) add('plain-sol');
  const clock = read(observed.clock);
  if (clock && clock.time.kind !== 'wall') add('no-time');
  else if (clock && Math.abs(clock.aheadSeconds) > SKEW_S) {
    add('clock-skew', { minutes: Math.round(clock.aheadSeconds / 60) });
  }
  if (read(observed.device)?.available === false) add('not-available');
  const access = read(observed.channel)?.present;
  if (access?.mode === 'always' && access.limit === 'administrator') add('open-to-administrators');
  if (read(observed.capabilities)?.kgSet === false) add('kg-unset');
  const severities: readonly Finding['severity'][] = ['critical', 'high', 'medium', 'low'];
  return found.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

type Add = (id: FindingId, values?: Finding['values']) => void;

/** Suite 0 lets everybody in without a password; whether it may is told by the limits, where the BMC has them. */
function suites({ cipherSuites, lan }: Observed, add: Add): void {
  const offered = read(cipherSuites);
  const limits = read(lan)?.cipherSuites ?? [];
  const limitOf = (id: number) => limits.find((suite) => suite.id === id)?.limit ?? null;
  if (offered?.some(({ id, oem }) => id === 0 && oem === null)) {
    const limit = limitOf(0);
    if (limit === 'unused') add('suite-0-listed');
    else if (limit === null) add('suite-0-offered');
    else add('suite-0', { limit });
  }
  const weak = (offered ?? []).filter((suite) => suite.id !== 0 && isWeak(suite) && limitOf(suite.id) !== 'unused');
  if (weak.length > 0) add('weak-suites', { suites: weak.map(({ id }) => id).join(', ') });
}

/** Who can log in, and how. */
function logins({ capabilities, users, login, storedWith16 }: Observed, add: Add): void {
  const can = read(capabilities);
  if (can?.anonymous) add('anonymous-login');
  const able = read(users)?.users.filter(canLogIn);
  const nobody = able?.find(({ name }) => name === '');
  if (nobody) add('null-user', { id: nobody.id, privilege: nobody.privilege ?? '' });
  else if (able === undefined && can?.nullUsers) add('null-user', { id: 1, privilege: '' });
  if (able && able.length > 1 && able.every(({ privilege }) => privilege === 'administrator')) {
    add('all-administrators', { count: able.length });
  }
  if (can?.ipmi15 && can.types15.length > 0) {
    add(can.types15.includes('none') ? 'ipmi15-without-password' : 'ipmi15', { types: can.types15.join(', ') });
  }
  if (login.factory) add('factory-login', { user: login.user });
  if (read(storedWith16)) add('password-at-limit', { user: login.user, bytes: login.passwordBytes });
}

/** The checks that could not be made, with the reason: to be shown beside the findings, never counted as good. Pure. */
export function notRead(observed: Observed): FindingsReport['notRead'] {
  const missing: FindingsReport['notRead'] = Object.entries(observed).flatMap(([check, seen]) =>
    'notRead' in seen ? [{ check, reason: seen.notRead }] : [],
  );
  const silent = 'the BMC does not tell';
  const [lan, channel, sol] = [read(observed.lan), read(observed.channel), read(observed.sol)];
  if (lan && lan.cipherSuites === null) missing.push({ check: 'cipherSuiteLimits', reason: silent });
  if (channel && channel.present === null) missing.push({ check: 'channel', reason: silent });
  if (sol && sol.forceEncryption === null) missing.push({ check: 'sol', reason: silent });
  return missing;
}
