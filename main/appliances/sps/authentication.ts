import { z } from 'zod';
import type { Endpoint } from '../endpoint.ts';
import { ApplianceError } from '../error.ts';
import { type ExchangeOptions, exchange } from '../http.ts';
import { decode } from './call.ts';

export const AUTHENTICATION = '/api/authentication';

/**
 * GET /api/authentication with HTTP Basic: the value of the `session_id` cookie (appliances.md §1.1). One attempt, for a
 * repeated wrong password may lock the user.
 * @param password UTF-8; the caller wipes it
 * @throws ApplianceError `login-refused`
 */
export async function authenticate(
  where: Endpoint,
  pin: string,
  user: string,
  password: Uint8Array,
  options: ExchangeOptions,
): Promise<string> {
  const { device } = where;
  if (user === '' || user.includes(':')) {
    const advice = 'Correct the user of the device.';
    throw new ApplianceError({
      code: 'login-refused',
      device,
      finding: 'the user name is empty or has a colon',
      advice,
    });
  }
  const clear = Buffer.concat([Buffer.from(`${user}:`, 'utf8'), password]);
  const authorization = `Basic ${clear.toString('base64')}`;
  clear.fill(0);
  const reply = await exchange(
    where,
    pin,
    { method: 'GET', path: AUTHENTICATION, headers: { authorization } },
    options,
  );
  if (reply.status === 401 || reply.status === 403) {
    throw new ApplianceError({
      code: 'login-refused',
      device,
      finding: `user ${user} was refused`,
      advice:
        'Check user and password and that the user has the "REST server" privilege; compare the clocks of both sides. ' +
        'It was not tried again, so as not to lock the user.',
    });
  }
  decode(where, AUTHENTICATION, reply, z.unknown());
  const session = sessionId(reply.headers['set-cookie'] ?? []);
  if (session !== null) return session;
  const advice = 'Check that the address is that of an SPS web interface.';
  throw new ApplianceError({ code: 'malformed', device, finding: 'the login brought no session', advice });
}

/** The `session_id` among Set-Cookie headers, if it has the form of a cookie value (RFC 6265 §4.1.1). */
export function sessionId(cookies: string[]): string | null {
  for (const cookie of cookies) {
    const value = /^session_id="?([\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,1024})"?(?:;|$)/.exec(cookie)?.[1];
    if (value !== undefined) return value;
  }
  return null;
}
