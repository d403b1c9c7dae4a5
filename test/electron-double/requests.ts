import type { EventEmitter } from 'node:events';
import type { Protocol } from '../../node_modules/playwright-core/types/protocol.d.ts';
import type { Session as Cdp } from './cdp.ts';
import { fromChromium, handlerFor } from './schemes.ts';
import type { session } from './session.ts';
import { Preventable } from './strict.ts';

type Paused = Protocol.Fetch.requestPausedPayload;
interface Page extends EventEmitter {
  readonly session: typeof session.defaultSession;
  readonly frame: string;
  requested: string | null;
}

/** Puts every request of a page through will-navigate, will-redirect, webRequest and the protocol handlers. */
export function intercept(cdp: Cdp, page: Page): void {
  cdp.on('Fetch.requestPaused', (paused) => {
    const failed = (errorReason: 'Aborted' | 'Failed') =>
      cdp.send('Fetch.failRequest', { requestId: paused.requestId, errorReason });
    answer(cdp, page, paused)
      .catch((error: unknown) => {
        console.error('electron double: request', error);
        return failed('Failed');
      })
      .catch(() => {}); // closed in the meantime
  });
}

/** Electron's order: the navigation events first, then webRequest, then the scheme's handler. */
async function answer(cdp: Cdp, page: Page, paused: Paused): Promise<unknown> {
  const { requestId, request, resourceType } = paused;
  const url = fromChromium(request.url + (request.urlFragment ?? ''));
  const fail = (errorReason: 'Aborted' | 'BlockedByClient') =>
    cdp.send('Fetch.failRequest', { requestId, errorReason });
  if (resourceType === 'Document' && paused.frameId === page.frame && !mayNavigate(page, url, paused)) {
    return fail('Aborted');
  }
  if (await page.session.cancels(url, request.method, resourceType)) return fail('BlockedByClient');
  const handler = handlerFor(url);
  if (!handler) return cdp.send('Fetch.continueRequest', { requestId });
  const response = await handler(new Request(url, { method: request.method, headers: request.headers }));
  return cdp.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: response.status,
    responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  });
}

function mayNavigate(page: Page, url: string, { redirectedRequestId }: Paused): boolean {
  const own = page.requested === url && redirectedRequestId === undefined;
  page.requested = null;
  if (own) return true;
  const event = new Preventable({ url, isMainFrame: true });
  page.emit(redirectedRequestId === undefined ? 'will-navigate' : 'will-redirect', event, url);
  return !event.defaultPrevented;
}
