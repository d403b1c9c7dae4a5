/** Logging in and out. DSP0266 §13.3, idrac.md §2.3. */
import type { Endpoint } from '../appliances/endpoint.ts';
import type { HttpReply, HttpRequest } from '../appliances/http.ts';
import { RedfishError } from './error.ts';
import { parseJson } from './json.ts';
import type { KnownMessages } from './known.ts';
import { pathOf } from './link.ts';
import { redact, scrub } from './redact.ts';
import { demandsPassword, refusal } from './refusal.ts';

export interface LiveSession {
  kind: 'session' | 'basic';
  /** Headers that carry the right to ask. */
  headers: Record<string, string>;
  /** Where it is ended; null when there is nothing to end, or the service did not say where. */
  location: string | null;
  /** Never to be shown. */
  secrets: string[];
  /** The service takes nothing but a new password. */
  passwordChange: boolean;
}

export type Send = (request: HttpRequest) => Promise<HttpReply>;

/**
 * One attempt to log in. A service without sessions (404, 405, 501) gets basic authentication with every request instead.
 * @param password UTF-8; stays the caller's
 * @throws RedfishError `login-refused`, `session-limit`, `password-change`, `malformed` and those of the connection
 */
export async function logIn(
  where: Endpoint,
  send: Send,
  sessions: string | null,
  user: string,
  password: Buffer,
  known: KnownMessages,
): Promise<LiveSession> {
  if (sessions === null) return basic(user, password);
  const path = pathOf(where, sessions);
  const secret = password.toString('utf8');
  const body = Buffer.from(JSON.stringify({ UserName: user, Password: secret }));
  const headers = { 'content-type': 'application/json' };
  const reply = await send({ method: 'POST', path, headers, body }).finally(() => body.fill(0));
  if (reply.status === 404 || reply.status === 405 || reply.status === 501) return basic(user, password);
  const json = redact(parseJson(reply.body));
  if (reply.status < 200 || reply.status > 299) {
    throw loginError(where, refusal(where, path, reply, scrub(json, [secret]), known));
  }
  const token = reply.headers['x-auth-token'];
  if (typeof token !== 'string' || !/^[\x21-\x7e]{1,4096}$/.test(token)) throw noToken(where);
  return {
    kind: 'session',
    headers: { 'x-auth-token': token },
    location: ownPath(where, reply.headers.location) ?? ownPath(where, ownLink(json)),
    secrets: [secret, token],
    passwordChange: demandsPassword(json),
  };
}

/** RFC 7617, in UTF-8. */
export function basic(user: string, password: Buffer): LiveSession {
  const secret = password.toString('utf8');
  const encoded = Buffer.from(`${user}:${secret}`).toString('base64');
  const headers = { authorization: `Basic ${encoded}` };
  return { kind: 'basic', headers, location: null, secrets: [secret, encoded], passwordChange: false };
}

/** A service that calls itself by a name of its own must not cost the login, and its session must still be ended. */
function ownPath(where: Endpoint, href: string | null | undefined): string | null {
  try {
    return href ? pathOf(where, href) : null;
  } catch {
    return null;
  }
}

function ownLink(json: unknown): string | null {
  const id = typeof json === 'object' && json !== null ? (json as Record<string, unknown>)['@odata.id'] : null;
  return typeof id === 'string' ? id : null;
}

function loginError(where: Endpoint, error: RedfishError): RedfishError {
  const refused = error.status === 400 || error.status === 401 || error.status === 403;
  if (!refused || error.code === 'password-change' || error.code === 'session-limit') return error;
  return loginRefused(where, error);
}

export const loginRefused = (where: Endpoint, seen: RedfishError): RedfishError =>
  new RedfishError({
    code: 'login-refused',
    device: where.device,
    finding: `the login was refused (status ${seen.status ?? 'unknown'})`,
    advice:
      'Check user and password. It was tried once and is not repeated: after a few wrong passwords the device bans ' +
      'this address for minutes.',
    ...(seen.status === null ? {} : { status: seen.status }),
    messages: [...seen.messages],
  });

const noToken = (where: Endpoint): RedfishError =>
  new RedfishError({
    code: 'malformed',
    device: where.device,
    finding: 'the login was accepted, but no session token came with it',
    advice: 'Note the firmware version; use the web interface of the device.',
  });
