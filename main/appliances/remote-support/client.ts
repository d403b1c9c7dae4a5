/** The documented calls of a Remote Support appliance (appliances.md §3.1, §3.2). */
import { z } from 'zod';
import type { CallOptions, Endpoint } from '../endpoint.ts';
import { ApplianceError } from '../error.ts';
import { type ExchangeOptions, exchange, type HttpReply } from '../http.ts';
import type { WebReading } from '../sps/web-state.ts';
import { stateOfFailure } from '../web-failure.ts';
import {
  NotDocumented,
  type RoleChange,
  type RsApiInfo,
  type RsHealth,
  readApiInfo,
  readAppliances,
  readHealth,
  readRoleChange,
} from './reply.ts';

export const CHECK_HEALTH = '/check_health';

/**
 * How far up its web interface is, by the anonymous GET /check_health: 200 is well, 500 is not.
 * @param pin null while nothing is pinned: nothing secret is sent
 * @throws ApplianceError for what says nothing about the state: `address`, `unknown-name`, `tls`
 */
export async function rsWebState(where: Endpoint, pin: string | null, options: CallOptions): Promise<WebReading> {
  try {
    const { status } = await exchange(where, pin, { method: 'GET', path: CHECK_HEALTH }, options);
    const state = status === 200 ? 'ready' : status >= 502 && status <= 504 ? 'starting' : 'answering';
    const detail = `${CHECK_HEALTH} was answered with status ${status}`;
    return { state, up: state === 'ready', hostname: null, detail };
  } catch (error) {
    return { ...stateOfFailure(error), up: false, hostname: null };
  }
}

export interface RsToken {
  token: string;
  /** For how long it is good. */
  seconds: number;
}

const tokenReply = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
  expires_in: z.number().positive().default(3600),
});

/**
 * A token of an API account: one attempt. An account has at most 30 at a time, so keep it.
 * @param id the account's client ID; `secret` its secret in UTF-8, which the caller wipes
 * @throws ApplianceError `login-refused`, `not-supported` (the XML API is off), `malformed`
 */
export async function rsToken(
  where: Endpoint,
  pin: string,
  id: string,
  secret: Uint8Array,
  options: CallOptions,
): Promise<RsToken> {
  const clear = Buffer.concat([Buffer.from(`${id}:`, 'utf8'), secret]);
  const authorization = `Basic ${clear.toString('base64')}`;
  clear.fill(0);
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
  const body = Buffer.from('grant_type=client_credentials');
  const reply = await exchange(where, pin, { method: 'POST', path: '/oauth2/token', headers, body }, options);
  if (reply.status === 400 || reply.status === 401 || reply.status === 403) throw loginRefused(where, id);
  if (reply.status === 404) throw noApi(where);
  const parsed = tokenReply.safeParse(reply.status === 200 ? json(reply) : null);
  if (!parsed.success) throw malformed(where, '/oauth2/token did not answer in the documented form');
  return { token: parsed.data.access_token, seconds: parsed.data.expires_in };
}

const COMMAND = '/api/command';

/** Version, health and role. @throws ApplianceError `session-expired` when the token is good no more, `malformed` */
export const rsHealth = (where: Endpoint, pin: string, token: string, options: CallOptions): Promise<RsHealth> =>
  command(where, pin, token, { action: 'check_health' }, readHealth, options);

/** What the account may do, and the appliance's time: to be asked first. @throws as rsHealth */
export const rsApiInfo = (where: Endpoint, pin: string, token: string, options: CallOptions): Promise<RsApiInfo> =>
  command(where, pin, token, { action: 'get_api_info' }, readApiInfo, options);

/** Names of the cluster's members. @throws as rsHealth */
export const rsAppliances = (where: Endpoint, pin: string, token: string, options: CallOptions): Promise<string[]> =>
  command(where, pin, token, { action: 'get_appliances' }, readAppliances, options);

/**
 * Makes the appliance the primary or the backup. Never with `force`. With `syncFirst` all users of the primary are cut off,
 * and nothing else works until the roles are swapped (appliances.md §3.2). Do not mix with the roles set under /login.
 * @throws as rsHealth; `rejected` with what the API says
 */
export const rsSetFailoverRole = (
  where: Endpoint,
  pin: string,
  token: string,
  { role, syncFirst }: { role: 'primary' | 'backup'; syncFirst: boolean },
  options: ExchangeOptions,
): Promise<RoleChange> => {
  const order = { action: 'set_failover_role', role, ...(syncFirst ? { data_sync_first: '1' } : {}) };
  return command(where, pin, token, order, readRoleChange, options);
};

/** A command by POST: nothing of it stands in a log of addresses. */
async function command<T>(
  where: Endpoint,
  pin: string,
  token: string,
  order: Readonly<Record<string, string>>,
  read: (body: Buffer) => T,
  options: ExchangeOptions,
): Promise<T> {
  const headers = {
    ...{ authorization: `Bearer ${token}`, accept: 'application/xml' },
    'content-type': 'application/x-www-form-urlencoded',
  };
  const body = Buffer.from(new URLSearchParams(order).toString());
  const reply = await exchange(where, pin, { method: 'POST', path: COMMAND, headers, body }, options);
  const { action } = order;
  if (reply.status === 401 || reply.status === 403) throw expired(where);
  if (reply.status >= 500) throw serverError(where, `${action} was answered with status ${reply.status}`);
  if (reply.status !== 200) throw malformed(where, `${action} was answered with status ${reply.status}`);
  try {
    return read(reply.body);
  } catch (error) {
    if (!(error instanceof NotDocumented)) throw error;
    if (error.message.startsWith('it says: ')) throw refused(where, `${action}: ${error.message}`);
    throw malformed(where, `${action} did not answer in the documented form: ${error.message}`);
  }
}

const BACKUP = '/api/backup';
/** Configuration and logged data, small files at most. */
const BACKUP_LIMIT = 16 * 2 ** 30;
const BACKUP_MS = 10 * 60_000;
/** Replies that are a page or an error in place of a backup. */
const NO_BACKUP = /^\s*(<|\{)/;

/**
 * Has a backup made and hands its bytes to `into`. Recordings and the Vault's key are not in it (appliances.md §3.2).
 * @returns its size in bytes. @throws ApplianceError also when what comes is empty, a page or an error text
 */
export async function rsBackup(
  where: Endpoint,
  pin: string,
  token: string,
  into: (chunk: Buffer) => Promise<void>,
  options: ExchangeOptions,
): Promise<number> {
  let size = 0;
  let first: Buffer | null = null;
  const headers = { authorization: `Bearer ${token}`, accept: '*/*' };
  const reply = await exchange(
    where,
    pin,
    { method: 'GET', path: BACKUP, headers },
    {
      ...{ replyMs: BACKUP_MS, limit: BACKUP_LIMIT, ...options },
      into(chunk) {
        first ??= chunk.subarray(0, 64);
        size += chunk.length;
        return into(chunk);
      },
    },
  );
  if (reply.status === 401 || reply.status === 403) throw expired(where);
  if (reply.status === 404) throw noApi(where);
  if (reply.status !== 200) throw serverError(where, `${BACKUP} was answered with status ${reply.status}`);
  const text = String(first ?? '');
  const page = /html|xml|json/i.test(reply.headers['content-type'] ?? '') || NO_BACKUP.test(text);
  if (size === 0 || page) throw malformed(where, 'what came in place of the backup is empty, a page or an error text');
  return size;
}

function json({ body }: HttpReply): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

const loginRefused = ({ device }: Endpoint, id: string): ApplianceError =>
  new ApplianceError({
    ...{ code: 'login-refused', device, finding: `the API account ${id} was refused` },
    advice: 'Check client ID and secret under Management > API Configuration: a new secret makes the old one useless.',
  });
const noApi = ({ device }: Endpoint): ApplianceError =>
  new ApplianceError({
    ...{ code: 'not-supported', device, finding: 'the appliance has no API' },
    advice: 'Turn on the XML API under Management > API Configuration, or read the status page.',
  });
const expired = ({ device }: Endpoint): ApplianceError =>
  new ApplianceError({
    ...{ code: 'session-expired', device, finding: 'the token of the API account is good no more, or may not read' },
    advice: 'Read again. If it stays, give the API account the right to read commands.',
  });
const malformed = ({ device }: Endpoint, finding: string): ApplianceError =>
  new ApplianceError({
    ...{ code: 'malformed', device, finding },
    advice: 'Check that the address is that of a Remote Support appliance; read the value on its status page.',
  });
const serverError = ({ device }: Endpoint, finding: string): ApplianceError =>
  new ApplianceError({
    ...{ code: 'server-error', device, finding },
    advice: 'Look at the status page of the appliance, and read the state back before anything else.',
  });
const refused = ({ device }: Endpoint, finding: string): ApplianceError =>
  new ApplianceError({
    ...{ code: 'rejected', device, finding },
    advice: 'Nothing was changed. Look at its words and at the status page of the appliance.',
  });
