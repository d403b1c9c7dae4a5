import type { WebState } from '../../preload/contract.ts';
import type { CallOptions, Endpoint } from './endpoint.ts';
import { exchange, type HttpReply } from './http.ts';
import { stateOfFailure } from './web-failure.ts';

export interface PageState {
  state: WebState;
  /** A page of the web server came, be it the one that asks for a login. */
  up: boolean;
  /** The path that answered so; null when none did. */
  path: string | null;
  detail: string;
}

/**
 * How far up the ladder of appliances.md §5.2 a web server is that has no documented call to ask: the first of `paths` whose
 * page is served counts. Anonymous; nothing secret is sent.
 * @throws ApplianceError for what says nothing about the state: `address`, `unknown-name`, `tls`
 */
export async function pageState(
  where: Endpoint,
  pin: string | null,
  paths: readonly string[],
  options: CallOptions,
): Promise<PageState> {
  let found: PageState = { state: 'answering', up: false, path: null, detail: 'no page was asked for' };
  for (const path of paths) {
    try {
      const reply = await exchange(where, pin, { method: 'GET', path, headers: { accept: 'text/html' } }, options);
      const state = stateOfPage(path, reply);
      found = {
        state,
        up: state === 'ready',
        path: state === 'ready' ? path : null,
        detail: `${path}: ${reply.status}`,
      };
    } catch (error) {
      return { ...stateOfFailure(error), up: false, path: null };
    }
    if (found.up || found.state === 'starting') return found;
  }
  return found;
}

/** What one answer says. Pure. A redirect counts only where it stays below the path, for others lead to a start page. */
export function stateOfPage(path: string, { status, headers }: Pick<HttpReply, 'status' | 'headers'>): WebState {
  if (status >= 502 && status <= 504) return 'starting';
  if ((status >= 200 && status < 300) || status === 401 || status === 403) return 'ready';
  if (status < 300 || status >= 400) return 'answering';
  const location = headers.location ?? '';
  const target = URL.canParse(location, 'https://x/') ? new URL(location, 'https://x/').pathname : '';
  return target.toLowerCase().startsWith(path.toLowerCase()) ? 'ready' : 'answering';
}
