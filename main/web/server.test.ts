import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createEvents, type Router } from '../app/router.ts';
import { silentLog } from '../ports/log.ts';
import { serve, type WebShell } from './server.ts';
import { MAX_MESSAGE } from './wire.ts';

let dir: string;
let shell: WebShell;
let router: Router;
let opened: WebSocket[];
beforeEach(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'rackhand-web-'));
  writeFileSync(path.join(dir, 'index.html'), '<!doctype html>');
  router = {
    ...createEvents(silentLog),
    dispatch: async (name, args) => ({ ok: true, value: { name, args } }),
  };
  shell = await serve(router, dir);
  opened = [];
});
afterEach(async () => {
  for (const socket of opened) socket.terminate();
  await shell.close();
  rmSync(dir, { recursive: true });
});

const address = (): { url: URL; code: string } => {
  const url = new URL(shell.openUrl());
  return { url, code: new URLSearchParams(url.hash.slice(1)).get('code') ?? '' };
};

/** A raw request: `fetch` would tidy the path up and forbid the Host header. */
async function get(pathname: string, headers: Record<string, string> = {}, method = 'GET') {
  const { url } = address();
  const call = request({ host: url.hostname, port: url.port, path: pathname, method, headers }).end();
  const [response] = (await once(call, 'response')) as [
    { statusCode: number; headers: IncomingHttpHeaders; resume(): void },
  ];
  response.resume();
  return response;
}

function connect(pass: string, headers: Record<string, string> = {}): { socket: WebSocket; messages: unknown[] } {
  const { url } = address();
  return connectTo(url, pass, headers);
}
function connectTo(url: URL, pass: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`ws://${url.host}/bridge`, ['rackhand.v1', pass], { headers, origin: url.origin });
  socket.on('error', () => {});
  opened.push(socket);
  const messages: unknown[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  return { socket, messages };
}
/** Opens a window with a good code and waits for its greeting. */
async function open() {
  const { url, code } = address();
  const window = connectTo(url, `code.${code}`);
  await once(window.socket, 'message');
  return window;
}
async function refusal(socket: WebSocket): Promise<number> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  return response.statusCode;
}

test('the page comes with the policy; the rest of the machine does not', async () => {
  const page = await get('/');
  expect(page.statusCode).toBe(200);
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  expect(page.headers['set-cookie']).toBeUndefined();
  for (const name of ['/../package.json', '/..%2fpackage.json', '/missing', '/bridge']) {
    const response = await get(name);
    expect(response.statusCode).toBe(404);
    expect(response.headers['content-security-policy']).toBeDefined();
  }
  expect((await get('/', {}, 'POST')).statusCode).toBe(405);
  expect((await get('/', { host: 'rackhand.example' })).statusCode).toBe(403);
  expect((await get('/', { 'sec-fetch-site': 'same-site' })).statusCode).toBe(403);
});

test('calls are answered by id, events reach every window', async () => {
  const one = await open();
  const two = await open();
  expect(one.messages).toEqual([{ hello: expect.any(String) }]);
  expect(one.socket.protocol).toBe('rackhand.v1');
  one.socket.send(JSON.stringify({ id: 7, name: 'vault.state', args: ['s'] }));
  await once(one.socket, 'message');
  expect(one.messages[1]).toEqual({ id: 7, result: { ok: true, value: { name: 'vault.state', args: ['s'] } } });
  router.emit('journal.grown', { stream: 'r1', seq: 3 });
  await Promise.all([once(one.socket, 'message'), once(two.socket, 'message')]);
  const event = { event: 'journal.grown', payload: { stream: 'r1', seq: 3 } };
  expect([one.messages[2], two.messages[1]]).toEqual([event, event]);
});

test('the greeting lets the same page in again, a spent code does not', async () => {
  const { url, code } = address();
  const first = connectTo(url, `code.${code}`);
  await once(first.socket, 'message');
  const { hello } = first.messages[0] as { hello: string };
  const second = connectTo(url, `session.${hello}`);
  await once(second.socket, 'message');
  expect(await refusal(connectTo(url, `code.${code}`).socket)).toBe(403);
  expect(await refusal(connect('session.none').socket)).toBe(403);
  expect(await refusal(connect(`session.${hello}`, { host: 'rackhand.example' }).socket)).toBe(403);
});

test('what is not a call ends the connection', async () => {
  for (const text of ['', 'hello', '[]', '7', '{"name":"app.info"}', '{"id":"1","name":"app.info"}']) {
    const { socket } = await open();
    socket.send(text);
    expect((await once(socket, 'close'))[0]).toBe(1008);
  }
  const { socket } = await open();
  socket.send('x'.repeat(MAX_MESSAGE + 1));
  expect((await once(socket, 'close'))[0]).toBe(1009);
});

test('the number of windows is told, and a window that is gone hears nothing more', async () => {
  const counts: number[] = [];
  shell.onWindows((count) => counts.push(count));
  const one = await open();
  const two = await open();
  const gone = new Promise<void>((resolve) => shell.onWindows((count) => count === 1 && resolve()));
  one.socket.close();
  await gone;
  router.emit('sites.changed', []);
  await once(two.socket, 'message');
  expect(counts).toEqual([1, 2, 1]);
  expect(one.messages).toHaveLength(1);
});
