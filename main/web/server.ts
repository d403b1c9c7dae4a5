import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Router } from '../app/router.ts';
import { readAsset } from '../shell/assets.ts';
import { SECURITY_HEADERS } from '../shell/policy.ts';
import { type Access, createAccess, PROTOCOL } from './access.ts';
import { answer, event, hello, MAX_MESSAGE, parseCall } from './wire.ts';

export interface WebShell {
  /** Address with a fresh one-time code in its fragment, which no server or proxy log ever sees. */
  openUrl(): string;
  /** Called each time the number of connected windows changes. */
  onWindows(listener: (count: number) => void): void;
  close(): Promise<void>;
}

/** Serves the built screen and the bridge on 127.0.0.1 at a port the system picks. */
export async function serve(router: Router, renderer: string): Promise<WebShell> {
  const http = createServer();
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(0, '127.0.0.1', resolve);
  });
  const authority = `127.0.0.1:${(http.address() as AddressInfo).port}`;
  const access = createAccess(authority);
  const windows = new Set<WebSocket>();
  const listeners = new Set<(count: number) => void>();
  const changed = () => {
    for (const listener of listeners) listener(windows.size);
  };

  http.on('request', (request, response) => {
    void respond(access, renderer, request, response).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, handleProtocols: () => PROTOCOL });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (!access.admits(request.url, request.headers)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (window) => {
      windows.add(window);
      window.on('close', () => {
        windows.delete(window);
        changed();
      });
      attach(window, router, access.sessionKey);
      changed();
    });
  });

  return {
    openUrl: () => `http://${authority}/#code=${access.issueCode()}`,
    onWindows: (listener) => void listeners.add(listener),
    async close() {
      listeners.clear();
      for (const window of windows) window.terminate();
      sockets.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

async function respond(access: Access, renderer: string, request: IncomingMessage, response: ServerResponse) {
  const refuse = (status: number, reason: string): void => {
    response.writeHead(status, { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end(reason);
  };
  if (!access.mayRead(request.headers)) return refuse(403, 'forbidden');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'method not allowed');
  // Only the path counts, and as it was sent: a URL parser would resolve `..` before we could refuse it.
  const [pathname = ''] = (request.url ?? '').split(/[?#]/, 1);
  const asset = await readAsset(renderer, pathname);
  if (!asset) return refuse(404, 'not found');
  response.writeHead(200, asset.headers).end(request.method === 'HEAD' ? undefined : asset.body);
}

/** One window: events out, calls in, answers back in whatever order they are ready. */
function attach(window: WebSocket, router: Router, sessionKey: string): void {
  const send = (text: string): void => {
    if (window.readyState === window.OPEN) window.send(text);
  };
  const leave = router.onEvent((name, payload) => send(event(name, payload)));
  window.on('close', leave);
  window.on('error', () => window.terminate());
  window.on('message', (data, isBinary) => {
    const call = isBinary ? null : parseCall(String(data));
    if (!call) return window.close(1008, 'not a call');
    void router.dispatch(call.name, call.args).then((result) => send(answer(call.id, result)));
  });
  send(hello(sessionKey));
}
