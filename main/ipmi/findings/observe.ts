import type { FindingsReport } from '../../../preload/contract.ts';
import { type Clock, systemClock } from '../../ports/clock.ts';
import type { Reads } from '../bmc.ts';
import { getDeviceId } from '../commands/get-device-id.ts';
import { getSelTime } from '../commands/get-sel-time.ts';
import { testUserPassword } from '../commands/set-user-password.ts';
import type { DatagramPort } from '../datagram.ts';
import { IpmiError, isAbsent } from '../errors.ts';
import { selTime } from '../sel/time.ts';
import { readChannel } from '../setup/channel.ts';
import { readLan } from '../setup/lan.ts';
import { readUsers } from '../setup/users.ts';
import { readSolConfiguration } from '../sol/configuration.ts';
import { isFactoryLogin } from './default-accounts.ts';
import { findings, notRead } from './findings.ts';
import type { Observed, Seen } from './observed.ts';
import { probe } from './probe.ts';

export interface ObserveOptions {
  host: string;
  port?: number;
  /** The login with which `bmc` was opened. Compared with factory passwords here; not kept, and never tried anywhere. */
  user: string;
  password: Buffer;
  clock?: Clock;
  datagrams?: DatagramPort;
}

/** Passwords of this length on may have been stored by a BMC of the 16-byte age. */
const OLD_LIMIT = 16;
/** After one of these nothing else is asked: a BMC that is gone would take a time-out for each question. */
const GONE: ReadonlySet<string> = new Set([
  'vanished',
  'timeout',
  'unreachable',
  'no-slots',
  'wrong-user',
  'wrong-password',
]);
const ABSENT = 'the BMC does not have it';

/** Reads what the findings are made from. Changes nothing; never throws for what a BMC does. */
export async function observe(bmc: Reads, options: ObserveOptions): Promise<Observed> {
  const { host, port, user, password, clock = systemClock, datagrams } = options;
  let gone: string | null = null;
  const see = async <T>(read: () => Promise<T | null>): Promise<Seen<T>> => {
    if (gone !== null) return { notRead: gone };
    try {
      const value = await read();
      return value === null ? { notRead: ABSENT } : { value };
    } catch (e) {
      if (!(e instanceof IpmiError)) throw e;
      if (isAbsent(e)) return { notRead: ABSENT };
      if (GONE.has(e.code)) gone = e.finding;
      return { notRead: e.finding };
    }
  };
  const device = await see(() => bmc.read(getDeviceId, undefined));
  const channel = await see(() => readChannel(bmc));
  const number = 'value' in channel ? channel.value.number : 1;
  const users = await see(() => readUsers(bmc, number));
  const ownId = 'value' in users ? users.value.users.find(({ name }) => name === user)?.id : undefined;
  const observed = {
    device,
    channel,
    users,
    lan: await see(() => readLan(bmc, number)),
    sol: await see(() => readSolConfiguration(bmc)),
    clock: await see(async () => {
      const seconds = await bmc.read(getSelTime, undefined);
      return { time: selTime(seconds), aheadSeconds: Math.round(seconds - clock.now() / 1000) };
    }),
    login: { user, factory: isFactoryLogin(user, password), passwordBytes: password.length },
    storedWith16: await see(async () => {
      if (password.length < OLD_LIMIT) return false;
      return ownId === undefined ? null : await isStoredWith16(bmc, ownId, password);
    }),
  };
  await using open = await probe(host, port, { clock, ...(datagrams ? { datagrams } : {}) });
  return {
    ...observed,
    capabilities: await see(() => open.capabilities()),
    cipherSuites: await see(() => open.cipherSuites()),
  };
}

/**
 * Whether the first 16 bytes alone are the password: one comparison by the BMC, and one only, because a wrong one may
 * count as a failed login.
 */
async function isStoredWith16(bmc: Reads, userId: number, password: Buffer): Promise<boolean> {
  const first = Buffer.from(password.subarray(0, OLD_LIMIT));
  try {
    await bmc.read(testUserPassword, { userId, size: OLD_LIMIT, password: first });
    return true;
  } catch (e) {
    // 80h to BEh: another password, or stored with the other size.
    if (e instanceof IpmiError && e.status !== null && e.status >= 0x80 && e.status <= 0xbe) return false;
    throw e;
  } finally {
    first.fill(0);
  }
}

/** What is weak in the set-up of a BMC, and what could not be checked. Changes nothing. */
export async function readFindings(bmc: Reads, options: ObserveOptions): Promise<FindingsReport> {
  const observed = await observe(bmc, options);
  return { findings: findings(observed), notRead: notRead(observed) };
}
