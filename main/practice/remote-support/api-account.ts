/** Who may call a practice appliance's API: one account, and the tokens it was given (appliances.md §3.1). */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../ports/clock.ts';
import { practicePassword, practiceWebUser } from '../credentials.ts';
import type { RsReply } from './api.ts';

/** As documented. */
const TOKEN_MS = 3_600_000;
const EXPECTED = Buffer.from(`Basic ${Buffer.from(`${practiceWebUser}:${practicePassword}`).toString('base64')}`);

export class ApiAccount {
  /** How often a wrong password or secret was presented. */
  failedLogins = 0;
  readonly #clock: Clock;
  readonly #tokens = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** True with its name and secret; a practice appliance has the same for its pages. */
  basic({ headers }: IncomingMessage): boolean {
    const given = Buffer.from(headers.authorization ?? '');
    const right = given.length === EXPECTED.length && timingSafeEqual(given, EXPECTED);
    if (!right && given.toString('latin1', 0, 6) === 'Basic ') this.failedLogins += 1;
    return right;
  }

  /** The reply to a request for a token; `right`: what `basic` says. */
  issue(right: boolean, fields: URLSearchParams): RsReply {
    const json = (status: number, body: object): RsReply => ({
      ...{ status, type: 'application/json', body: JSON.stringify(body) },
    });
    if (!right) return json(401, { error: 'invalid_client' });
    if (fields.get('grant_type') !== 'client_credentials') return json(400, { error: 'unsupported_grant_type' });
    const token = randomBytes(20).toString('hex');
    this.#tokens.set(token, this.#clock.monotonic() + TOKEN_MS);
    return json(200, { access_token: token, token_type: 'Bearer', expires_in: TOKEN_MS / 1000 });
  }

  /** True with a token that was given and has not ended. */
  bearer({ headers }: IncomingMessage): boolean {
    const token = /^Bearer ([0-9a-f]+)$/.exec(headers.authorization ?? '')?.[1];
    return (this.#tokens.get(token ?? '') ?? 0) > this.#clock.monotonic();
  }

  /** It went down: no token is good any more. */
  forget(): void {
    this.#tokens.clear();
  }
}
