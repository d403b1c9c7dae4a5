/** The documented calls of a Remote Support appliance (appliances.md §3.1, §3.2), as far as they only read. */
import { z } from 'zod';
import type { CallOptions, Endpoint } from '../endpoint.ts';
import { ApplianceError } from '../error.ts';
import { exchange, type HttpReply } from '../http.ts';
import type { WebReading } from '../sps/web-state.ts';
import { stateOfFailure } from '../web-failure.ts';
import { NotDocumented, type RsHealth, readHealth } from './reply.ts';

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

/** Version, health and role. @throws ApplianceError `session-expired` when the token is good no more, `malformed` */
export async function rsHealth(where: Endpoint, pin: string, token: string, options: CallOptions): Promise<RsHealth> {
  const path = '/api/command?action=check_health';
  const headers = { authorization: `Bearer ${token}`, accept: 'application/xml' };
  const reply = await exchange(where, pin, { method: 'GET', path, headers }, options);
  if (reply.status === 401 || reply.status === 403) throw expired(where);
  if (reply.status !== 200) throw malformed(where, `check_health was answered with status ${reply.status}`);
  try {
    return readHealth(reply.body);
  } catch (error) {
    if (!(error instanceof NotDocumented)) throw error;
    throw malformed(where, `check_health did not answer in the documented form: ${error.message}`);
  }
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
