import type { WebState } from '../../../preload/contract.ts';
import { type CallOptions, type Endpoint, endpoint } from '../endpoint.ts';
import { exchange, type HttpReply } from '../http.ts';
import { stateOfFailure } from '../web-failure.ts';
import { json } from './call.ts';
import { INFO, infoReply } from './info.ts';
import { SETUP, setupReply } from './setup.ts';

export interface WebReading {
  state: WebState;
  /** Up in the sense of the procedures: the right product, configured, at the pinned certificate. */
  up: boolean;
  /** From the product, once it answers: shows that it is the right box. */
  hostname: string | null;
  /** Why it is in this state, for the journal. */
  detail: string;
}

/**
 * How far up the ladder of appliances.md §5.2 the web interface of an SPS is. Anonymous: no secret is sent, so it also
 * works before a certificate is pinned (`pin` null, then never `wrong-pin`).
 * @throws ApplianceError for what says nothing about the state: `address`, `unknown-name`, `tls`
 */
export async function webState(
  device: string,
  web: { url: string; pin: string | null },
  options: CallOptions,
): Promise<WebReading> {
  const where = endpoint(device, web.url);
  try {
    const info = await ask(where, web.pin, INFO, options);
    const product = productIn(info);
    if ('state' in product) return { ...product, up: false, hostname: null };
    const setup = statusIn(await ask(where, web.pin, SETUP, options));
    return { ...setup, up: setup.state === 'ready', hostname: product.hostname };
  } catch (error) {
    return { ...stateOfFailure(error), up: false, hostname: null };
  }
}

const ask = (where: Endpoint, pin: string | null, path: string, options: CallOptions): Promise<HttpReply> =>
  exchange(where, pin, { method: 'GET', path }, options);

const unavailable = (reply: HttpReply): boolean => reply.status >= 502 && reply.status <= 504;

type Finding = { state: WebState; detail: string };

/** The product behind the answer to GET /api/info, or the state that this answer amounts to. Pure. */
export function productIn(reply: HttpReply): Finding | { hostname: string | null } {
  const value = json(reply.body);
  const detail = `${INFO} was answered with status ${reply.status}`;
  if (unavailable(reply) || typeof value !== 'object' || value === null) {
    return { state: 'starting', detail };
  }
  const product = infoReply.safeParse(value);
  if (reply.status !== 200 || !product.success) return { state: 'answering', detail: `${detail}, not by an SPS` };
  return { hostname: product.data.body.hostname };
}

/**
 * What GET /api/setup adds once the product answers. Pure. Only the two known words lower the state, because whether a
 * configured node answers at all is not documented.
 */
export function statusIn(reply: HttpReply): Finding {
  if (unavailable(reply)) return { state: 'starting', detail: `${SETUP} was answered with status ${reply.status}` };
  const parsed = reply.status === 200 ? setupReply.safeParse(json(reply.body)) : null;
  const status = parsed?.success ? parsed.data.status : null;
  const detail = `set-up status ${status ?? 'not reported'}`;
  if (status === 'booting') return { state: 'starting', detail };
  if (status === 'uninitialized') return { state: 'uninitialized', detail };
  return { state: 'ready', detail };
}
