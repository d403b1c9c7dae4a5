// The parts that show and read requests, in a real Chromium under our own policy, with a film of codes as its camera.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { toFailure } from '../../main/ports/failure.ts';
import { newSecret, recipientOf } from '../../main/request/age-x25519.ts';
import { type Arrived, carriersOf, receive } from '../../main/request/carriers.ts';
import { viewOf } from '../../main/request/request.ts';
import { DOWNLOAD_KEY, FIELDS, signedRequest } from '../../main/request/testing.ts';
import { typedFaults } from '../../main/request/typed.ts';
import { readAsset } from '../../main/shell/assets.ts';
import type { RequestCarriers } from '../../preload/contract.ts';
import { modulesOf } from '../../renderer/src/airgap/modules.ts';
import { violationsOf } from '../axe.ts';

const root = path.resolve(import.meta.dirname, '../..');
const LONG = { product: 'p'.repeat(100), host: 'h'.repeat(100) };
const SIDE = 640;

let folder: string;
let server: http.Server;
let browser: Browser;
let still: RequestCarriers;
let moving: RequestCarriers;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'rackhand-carriers-'));
  const page = path.join(root, 'renderer/src/airgap/testing/carriers.html');
  // As it is shipped: the runner's own value would build React for developers.
  vi.stubEnv('NODE_ENV', 'production');
  await build({
    ...{
      root: path.join(root, 'renderer'),
      configFile: false,
      logLevel: 'error',
    },
    build: {
      outDir: path.join(folder, 'page'),
      target: 'esnext',
      assetsInlineLimit: 0,
      rolldownOptions: { input: page },
    },
  });
  vi.unstubAllEnvs();
  server = http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const asset = await readAsset(path.join(folder, 'page'), pathname);
    response.writeHead(asset ? 200 : 404, asset?.headers).end(asset?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const made = async (fields: object) => {
    const request = await signedRequest(recipientOf(newSecret()), fields);
    return carriersOf(
      request,
      viewOf(request, DOWNLOAD_KEY, () => true),
    );
  };
  [still, moving] = [await made({}), await made(LONG)];
  // Two turns, each with another third missing: the parts that a frame mixes depend on the request, and one turn may not do.
  const film = await filmOf([0, 1].flatMap((missing) => moving.frames.filter((_, i) => i % 3 !== missing)));
  browser = await chromium.launch({
    executablePath: process.env.RACKHAND_BROWSER ?? '/usr/bin/chromium',
    args: ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`],
  });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Opened {
  page: Page;
  /** Commands that the page gave. */
  commands: unknown[][];
  /** Fields of the request that was taken. */
  taken: unknown[];
  said: string[];
}

/** One part on a page. @param camera whether the page may use it */
async function opened(
  part: string,
  camera: boolean,
  carriers: RequestCarriers,
  work: (opened: Opened) => Promise<void>,
) {
  const context = await browser.newContext({
    viewport: { width: 1000, height: 900 },
    permissions: camera ? ['camera'] : [],
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const all: Opened = { page, commands: [], taken: [], said: [] };
    page.on('console', (message) => void all.said.push(message.text()));
    page.on('pageerror', (error) => void all.said.push(String(error)));
    await page.exposeFunction('command', (name: string, args: unknown[]) => {
      all.commands.push([name, ...args]);
      return name.endsWith('.list') ? [] : null;
    });
    await page.exposeFunction('receive', (arrived: Arrived) => {
      try {
        all.taken.push(receive(arrived).fields);
        return null;
      } catch (error) {
        return toFailure(error);
      }
    });
    await page.exposeFunction('check', (lines: string[]) => typedFaults(lines));
    await page.exposeFunction('carriers', () => carriers);
    await page.addInitScript('window.service = { command, receive, check, carriers }');
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/src/airgap/testing/carriers.html?part=${part}`);
    await work(all);
    expect(all.said).toEqual([]);
  } finally {
    await context.close();
  }
}

const cameraOf = (commands: unknown[][]) => commands.filter(([name]) => name === 'app.camera').map(([, open]) => open);

/** A film (YUV4MPEG2) that shows each code for two of its pictures, round and round. */
async function filmOf(texts: readonly string[]): Promise<string> {
  const file = path.join(folder, 'codes.y4m');
  const pictures = texts.flatMap((text) => [pictureOf(text), pictureOf(text)]);
  await writeFile(
    file,
    Buffer.concat([Buffer.from(`YUV4MPEG2 W${SIDE} H${SIDE} F10:1 Ip A1:1 C420jpeg\n`), ...pictures]),
  );
  return file;
}

function pictureOf(text: string): Buffer {
  const modules = modulesOf(text);
  const scale = Math.floor(SIDE / modules.length);
  const grey = Buffer.alloc(SIDE * SIDE, 200);
  for (let y = 0; y < modules.length * scale; y++)
    for (let x = 0; x < modules.length * scale; x++)
      grey[y * SIDE + x] = modules[Math.floor(y / scale)]?.[Math.floor(x / scale)] ? 30 : 225;
  return Buffer.concat([Buffer.from('FRAME\n'), grey, Buffer.alloc((SIDE * SIDE) / 2, 128)]);
}

test('the camera reads a moving code of which every third picture is missing, and is given back', async () => {
  await opened('scan', true, moving, async ({ page, commands, taken }) => {
    await page.getByRole('progressbar').waitFor();
    await expect.poll(() => taken, { timeout: 30_000 }).toEqual([{ ...FIELDS, ...LONG }]);
    await expect.poll(() => cameraOf(commands)).toEqual([true, false]);
  });
});

test('without a camera it says what to do instead', async () => {
  await opened('scan', false, still, async ({ page, commands }) => {
    await page.getByText('The camera may not be used.').waitFor();
    expect(cameraOf(commands)).toEqual([true, false]);
    await page.getByRole('button', { name: 'Scan again' }).waitFor();
  });
});

test('a moving code moves, holds still, and has a name for those who do not see it', async () => {
  await opened('code', false, moving, async ({ page }) => {
    const drawn = () => page.locator('.qr-dark').getAttribute('d');
    await page.getByRole('img', { name: /^Request 2 of RS-4711-0815\. Several codes/ }).waitFor();
    const first = await drawn();
    await expect.poll(drawn).not.toBe(first);
    await page.getByRole('button', { name: 'Hold still' }).click();
    const held = await drawn();
    await page.getByRole('button', { name: 'Next code' }).click();
    await expect.poll(drawn).not.toBe(held);
    expect(await violationsOf(page, ['page-has-heading-one'])).toEqual([]);
  });
});

test('typed line by line: a wrong one is named at once, and the rest is known from the first', async () => {
  await opened('entry', false, still, async ({ page, taken }) => {
    const { typed } = still;
    const line = (n: number) => page.getByRole('textbox', { name: `Line ${n}`, exact: true });
    await line(1).pressSequentially((typed[0] ?? '').toLowerCase().replaceAll(' ', ''));
    await expect.poll(() => page.getByRole('textbox').count()).toBe(typed.length);
    expect(await line(1).inputValue()).toBe(typed[0]);
    await line(1).press('Enter');
    const right = typed[1] ?? '';
    await page.keyboard.type(`${right.slice(0, -1)}${right.endsWith('7') ? '8' : '7'}`);
    await page.getByText('This line is not right. Look at group 6 first.').waitFor();
    await line(2).fill(typed[2] ?? '');
    await page.getByText('This line is not right. It looks like line 3.').waitFor();
    expect(await violationsOf(page, ['page-has-heading-one'])).toEqual([]);
    for (const [i, text] of typed.entries()) await line(i + 1).fill(text);
    await expect.poll(() => page.getByText('right', { exact: true }).count()).toBe(typed.length);
    await page.getByRole('button', { name: 'Take the request' }).click();
    await expect.poll(() => taken).toEqual([FIELDS]);
  });
});

test('shown for typing, and taken as a file', async () => {
  await opened('typed', false, still, async ({ page }) => {
    await expect.poll(() => page.getByRole('listitem').count()).toBe(still.typed.length);
    expect((await page.getByRole('listitem').first().innerText()).trim()).toBe(still.typed[0]);
  });
  await opened('file', false, still, async ({ page, taken }) => {
    const choose = (text: string) =>
      page
        .getByLabel('File of the request')
        .setInputFiles({ name: 'r.ur.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await choose('# nothing\n');
    await page.getByText('request.incomplete').waitFor();
    await choose(still.file.text);
    await expect.poll(() => taken).toEqual([FIELDS]);
  });
});

test('what is wrong with a page is found: the check that all screens pass can fail', async () => {
  const page = await browser.newPage();
  await page.setContent('<html lang="en"><title>t</title><main><h1>t</h1><button></button></main></html>');
  expect(await violationsOf(page)).toEqual(['button-name: button']);
  await page.close();
});
