/**
 * Does the console keep its frames while 1 MB/s arrives? The built page, unchanged and under its own security headers, in
 * a real Chromium; what stands in for the main process is this file, over the same WebSocket as the loopback shell.
 * Prints frame times with nothing arriving and with 1 MB/s for ten seconds, so that a busy machine is seen as one.
 */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { WebSocketServer } from 'ws';
import { readAsset } from '../../main/shell/assets.ts';
import type { CommandName, Commands, ConsoleChunk, ConsoleView, Device, Site } from '../../preload/contract.ts';

const root = path.resolve(import.meta.dirname, '../..');
const pages = path.join(root, 'out/renderer');
const RATE = 1_000_000;
const SECONDS = 10;
/** As the main process collects output before it tells it. */
const TICK_MS = 20;
const recording = 'bench';

const line = (n: number) =>
  `\x1b[3${1 + (n % 6)}m[${String(n).padStart(9)}]\x1b[0m sd 0:0:${n % 8}:0: [sda] ${'=-'.repeat(18)} \x1b[1mok\x1b[0m\r\n`;
/** The whole recording, cut into lines of one length. */
const lineLength = Buffer.byteLength(line(0));
const lines = Math.ceil((RATE * SECONDS) / lineLength);
const output = Buffer.from(Array.from({ length: lines }, (_, n) => line(n)).join(''), 'latin1');

const device = {
  ...{ id: 'd', name: 'Bench', product: 'sps', model: '', serial: 'S', rackUnit: 1, heightUnits: 1 },
  bmc: { address: '127.0.0.1', user: 'u', cipherSuite: 17, suite3Consent: null },
  web: null,
} as unknown as Device;
const site: Site = { id: 's', name: 'Bench', notes: '', devices: [device], practice: null };
const view: ConsoleView = {
  ...{ siteId: 's', deviceId: 'd', state: 'open', failure: null, size: 0, keyboard: false, locks: [] },
  ...{ openedAt: new Date().toISOString(), recording },
};
let sent = 0;
const chunk = (from: number, to: number): ConsoleChunk => ({
  ...{ siteId: 's', deviceId: 'd', recording, offset: from, at: new Date().toISOString() },
  data: output.subarray(from, to).toString('base64'),
});
const answers: { [K in CommandName]?: (...args: Commands[K]['args']) => Commands[K]['result'] } = {
  'app.info': () => ({ name: 'Rackhand', version: '0', shell: 'web', runtime: {}, home: '' }),
  'settings.get': () => ({
    language: 'en',
    theme: 'dark',
    vaultLockMinutes: 15,
    operator: '',
    collector: '',
    timeServer: '',
  }),
  'sites.list': () => [site],
  'runs.list': () => [],
  'procedures.list': () => [],
  'practice.state': () => ({ running: false, size: null, siteId: null, scale: 1 }),
  'rack.watch': () => null,
  'vault.state': () => ({
    state: 'absent',
    secrets: [],
    keyStore: { available: false, name: null, reason: 'shell', enrolled: false },
  }),
  'console.view': () => view,
  'console.replay': (_site, _device, _recording, offset) => ({
    chunks: [chunk(offset, Math.min(sent, offset + 1_000_000))],
    marks: [],
    size: sent,
  }),
};

async function serve() {
  const server = createServer((request, response) => {
    void readAsset(pages, request.url ?? '/').then((asset) =>
      response.writeHead(asset ? 200 : 404, asset?.headers).end(asset?.body),
    );
  });
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'rackhand.v1' });
  sockets.on('connection', (socket) => {
    socket.send(JSON.stringify({ hello: 'bench' }));
    socket.on('message', (data) => {
      const { id, name, args } = JSON.parse(String(data)) as { id: number; name: CommandName; args: never };
      const answer = answers[name] as ((...all: unknown[]) => unknown) | undefined;
      const result = answer
        ? { ok: true, value: answer(...(args as unknown[])) }
        : { ok: false, error: { code: 'unknown-command', message: name } };
      socket.send(JSON.stringify({ id, result }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}/#/console/d`,
    tell(payload: ConsoleChunk) {
      for (const client of sockets.clients) client.send(JSON.stringify({ event: 'console.output', payload }));
    },
    stop() {
      for (const client of sockets.clients) client.terminate();
      server.close();
    },
  };
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Frame times in ms while `work` goes on. */
async function framesDuring(page: Page, work: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { frameTimes: times, countFrames: true });
    let last = performance.now();
    const count = (now: number) => {
      times.push(now - last);
      last = now;
      if ((window as unknown as { countFrames: boolean }).countFrames) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  await work();
  return page.evaluate(() => {
    Object.assign(window, { countFrames: false });
    return (window as unknown as { frameTimes: number[] }).frameTimes.slice(2);
  });
}

function say(name: string, times: number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (q: number) => (sorted[Math.floor(q * (sorted.length - 1))] ?? 0).toFixed(1);
  const late = (100 * times.filter((t) => t > 25).length) / times.length;
  const perSecond = (1000 * times.length) / times.reduce((a, b) => a + b, 0);
  console.log(
    `  ${name.padEnd(10)} median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, over 25 ms: ${late.toFixed(1)} %, ${perSecond.toFixed(1)} frames/s`,
  );
}

if (!existsSync(pages)) {
  console.error('console-fps: nothing is built; npm run build first.');
  process.exit(1);
}
const server = await serve();
const browser = await chromium.launch({ executablePath: process.env.RACKHAND_BROWSER ?? '/usr/bin/chromium' });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(server.url);
  await page.locator('.xterm-rows').waitFor();
  console.log(
    `console at ${RATE / 1e6} MB/s for ${SECONDS} s, scrollback 100,000 lines, Chromium ${browser.version()}`,
  );
  say('idle', await framesDuring(page, () => sleep(3_000)));

  const lastLine = `[${String(lines - 1).padStart(9)}]`;
  let shownAfter = 0;
  const times = await framesDuring(page, async () => {
    const start = performance.now();
    while (sent < output.length) {
      const due = Math.min(output.length, Math.floor(((performance.now() - start) / 1000) * RATE));
      if (due > sent) server.tell(chunk(sent, due));
      sent = Math.max(sent, due);
      await sleep(TICK_MS);
    }
    const end = performance.now();
    await page.locator('.xterm-rows', { hasText: lastLine }).waitFor();
    shownAfter = performance.now() - end;
  });
  say('1 MB/s', times);
  // Lines are numbered and of one length: a byte lost or doubled anywhere in view breaks the row of numbers.
  const rows = await page.locator('.xterm-rows > div').allTextContents();
  const numbers = rows.flatMap((row) => /^\[ *(\d+)\]/.exec(row)?.[1] ?? []).map(Number);
  const unbroken = numbers.every((n, i) => i === 0 || n === (numbers[i - 1] ?? 0) + 1) && numbers.at(-1) === lines - 1;
  console.log(
    `  ${sent.toLocaleString('en')} bytes sent; the last of ${lines.toLocaleString('en')} lines is in view ${shownAfter.toFixed(0)} ms after it was sent; lines in view ${unbroken ? 'unbroken' : 'BROKEN'}`,
  );
  if (!unbroken) process.exitCode = 1;
} finally {
  await browser.close();
  server.stop();
}
