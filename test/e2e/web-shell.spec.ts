// The loopback server against everyone else on this machine, and the life of the window that it opens.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { WebSocket } from 'ws';
import { GROUP_IDS } from '../../main/practice/remote-support/group-models.ts';
import { call, ready } from './call.ts';
import { expect, expectAccessible, root, startWeb, test } from './shell.ts';

interface Server {
  url: URL;
  code: string;
  home: string;
}

/** The product's own process, without a page: its address and its one-time code are still unused. */
const served = test.extend<{ server: Server }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures it must set up from here.
  server: async ({}, use) => {
    const home = await mkdtemp(path.join(os.tmpdir(), 'rackhand-e2e-'));
    const web = await startWeb(home);
    const url = new URL(web.url);
    await use({ url, code: new URLSearchParams(url.hash.slice(1)).get('code') ?? '', home });
    await web.stop();
    await rm(home, { recursive: true, force: true });
  },
});

/** Status of a raw request: `fetch` would tidy the path up and forbid the Host header. */
async function get(url: URL, pathname: string, headers: Record<string, string> = {}): Promise<number> {
  const asked = request({ host: url.hostname, port: url.port, path: pathname, headers }).end();
  const [response] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }];
  response.resume();
  return response.statusCode;
}

/** Status of an attempt to get at the bridge; 101 and the session key when it was let in. */
async function knock(
  url: URL,
  pass: string | null,
  headers: Record<string, string> = {},
): Promise<{ status: number; key: string }> {
  const protocols = ['rackhand.v1', ...(pass === null ? [] : [pass])];
  const socket = new WebSocket(`ws://${url.host}/bridge`, protocols, { headers: { origin: url.origin, ...headers } });
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('unexpected-response', (_request, { statusCode }) => resolve({ status: statusCode ?? 0, key: '' }));
      socket.once('message', (text) =>
        resolve({ status: 101, key: (JSON.parse(String(text)) as { hello: string }).hello }),
      );
    });
  } finally {
    socket.on('error', () => {}); // of being dropped
    socket.terminate();
  }
}

served('who does not have the code is not let in, and nobody is let in twice with it', async ({ server }) => {
  const { url, code } = server;
  const guess = Buffer.alloc(32).toString('base64url');
  for (const pass of [null, 'code.', `code.${guess}`, 'session.', `session.${guess}`, code]) {
    expect(await knock(url, pass)).toMatchObject({ status: 403 });
  }
  expect(await knock(url, `code.${code}`)).toMatchObject({ status: 101 });
  expect(await knock(url, `code.${code}`)).toMatchObject({ status: 403 });
});

served('the right code from another page or under another name is refused and stays good', async ({ server }) => {
  const { url, code } = server;
  const pass = `code.${code}`;
  for (const origin of ['http://127.0.0.1:1', `http://localhost:${url.port}`, `https://${url.host}`, 'null']) {
    expect(await knock(url, pass, { origin })).toMatchObject({ status: 403 });
  }
  expect(await knock(url, pass, { host: `localhost:${url.port}` })).toMatchObject({ status: 403 });
  expect(await knock(url, pass, { 'sec-fetch-site': 'same-site' })).toMatchObject({ status: 403 });
  expect(await knock(url, pass)).toMatchObject({ status: 101 });
});

served('files are served under our own name only, and only those of the screen', async ({ server }) => {
  const { url } = server;
  expect(await get(url, '/')).toBe(200);
  expect(await get(url, '/', { host: `localhost:${url.port}` })).toBe(403);
  expect(await get(url, '/', { host: 'rackhand.example' })).toBe(403);
  expect(await get(url, '/', { 'sec-fetch-site': 'cross-site' })).toBe(403);
  const up = [
    '/../main/web.js',
    '/..%2fmain/web.js',
    '/%2e%2e/%2e%2e/package.json',
    '/..%5cmain%5cweb.js',
    '//etc/passwd',
  ];
  for (const name of [...up, '/assets', '/%', '/%00']) expect(await get(url, name)).toBe(404);
});

served('the key of a former process is worth nothing', async ({ server }) => {
  const { key } = await knock(server.url, `code.${server.code}`);
  expect(await knock(server.url, `session.${key}`)).toMatchObject({ status: 101 });
  const again = await startWeb(server.home);
  try {
    expect(await knock(new URL(again.url), `session.${key}`)).toMatchObject({ status: 403 });
  } finally {
    await again.stop();
  }
});

test('the code leaves the address at once, and the key lasts through a reload', async ({ app, page }) => {
  await ready(app);
  const url = new URL(page.url());
  expect(url.hash).toBe('');
  const key = () => page.evaluate(() => sessionStorage.getItem('rackhand.session'));
  const before = await key();
  expect(before).toMatch(/^[\w-]{43}$/);
  await page.reload();
  await ready(app);
  expect(await key()).toBe(before);
  expect(await call(app, 'app.info')).toMatchObject({ ok: true, value: { shell: 'web' } });
});

test('another tab without the key is told that it is not connected', async ({ app, page }) => {
  await ready(app);
  const other = await page.context().browser()?.newPage();
  if (!other) throw new Error('the page has no browser');
  await other.goto(page.url());
  await expect(other.getByRole('heading', { name: 'Rackhand has stopped' })).toBeVisible();
  await expect(other.getByRole('navigation')).toBeHidden();
});

test('a screen that fails does so alone: it says what still works, and the next screen opens', async ({
  app,
  page,
}) => {
  await ready(app);
  await page.route('**/HelpScreen*.js', (route) => route.abort());
  await page.getByRole('link', { name: 'Help', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'This screen has failed' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Planner', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Planner' })).toBeFocused();
});

test('everything there is to practise on starts in the window, and its devices are listed', async ({ page }) => {
  await expect(page.getByRole('radio', { name: /^Small rack/ })).toBeChecked();
  await page.getByRole('radio', { name: /^Everything/ }).check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Start practice rack' }).click();
  await expect(page.getByText('Everything is running, 60 times as fast')).toBeVisible();
  for (const serial of ['RH-SPS-A', 'RH-RS-1', 'RH-ATLAS-US-2', 'RH-IMP-D'])
    await expect(page.getByRole('article').filter({ hasText: serial })).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(12 + GROUP_IDS.length);
});

test('the process ends with the window that it opened', async () => {
  const home = await mkdtemp(path.join(os.tmpdir(), 'rackhand-e2e-'));
  const more = '--headless=new --no-sandbox --remote-debugging-port=0';
  const child = spawn(process.execPath, [path.join(root, 'out/main/web.js'), `--home=${home}`], {
    env: { ...process.env, DISPLAY: ':0', RACKHAND_BROWSER_ARGS: more }, // headless, so no display is touched
    stdio: ['ignore', 'inherit', 'ignore'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const port = async () => {
    const [line] = (await readFile(path.join(home, 'browser/DevToolsActivePort'), 'utf8').catch(() => '')).split('\n');
    return Number(line);
  };
  await expect.poll(port).toBeGreaterThan(0);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await port()}`);
  const window = browser.contexts()[0]?.pages()[0];
  if (!window) throw new Error('the browser shows no window');
  await ready({ page: window });
  const control = await browser.newBrowserCDPSession();
  await window.close();
  expect(await ended).toBe(0);
  await control.send('Browser.close').catch(() => {}); // it may have ended with its window
  await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});
