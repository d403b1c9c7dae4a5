import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import {
  _electron,
  type Browser,
  test as base,
  chromium,
  type ElectronApplication,
  expect,
  type Page,
} from '@playwright/test';
import { violationsOf } from '../axe.ts';

export const root = path.resolve(import.meta.dirname, '../..');
const browserPath = process.env.RACKHAND_BROWSER ?? '/usr/bin/chromium';

/** The application under test, whatever hosts it. */
export interface AppUnderTest {
  page: Page;
  shell: 'web' | 'double' | 'electron';
  home: string;
  electron?: ElectronApplication;
  close(): Promise<void>;
}

export interface WebServer {
  url: string;
  stop(): Promise<number | null>;
  /** As a power cut does it. */
  kill(): Promise<number | null>;
}

/** The loopback server on its own, for specs that talk to it without a page. */
export async function startWeb(home: string): Promise<WebServer> {
  const child = spawn(process.execPath, [path.join(root, 'out/main/web.js'), '--no-window'], {
    env: { ...process.env, RACKHAND_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    ended.then((code): never => {
      throw new Error(`the loopback shell ended with ${code}`);
    }),
  ]);
  return {
    url: (JSON.parse(line) as { url: string }).url,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
    kill() {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

async function openWeb(home: string, browser: Browser): Promise<AppUnderTest> {
  const server = await startWeb(home);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(server.url);
  const close = async () => {
    await page.context().close();
    await server.stop();
  };
  return { page, shell: 'web', home, close };
}

/** `double` differs from `electron` in one argument only: the executable. */
async function openElectron(home: string, shell: 'double' | 'electron'): Promise<AppUnderTest> {
  const double = path.join(root, 'test/electron-double/electron');
  if (shell === 'electron' && !existsSync(path.join(root, 'node_modules/electron/dist'))) {
    throw new Error('The Electron runtime is not installed: npx install-electron (needs a network), then try again.');
  }
  const electron = await _electron.launch({
    ...(shell === 'double' ? { executablePath: double } : {}),
    args: [path.join(root, 'out/main/index.js'), `--home=${home}`],
    cwd: root,
    acceptDownloads: true,
    env: { ...process.env, RACKHAND_HOME: home } as Record<string, string>,
  });
  const page = await electron.firstWindow();
  return { page, shell, home, electron, close: () => electron.close() };
}

export const test = base.extend<{ app: AppUnderTest; page: Page }, { oneBrowser: () => Promise<Browser> }>({
  /** The loopback shell's tests share a browser; each has a profile of its own. Electron shells bring their own. */
  oneBrowser: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures it must set up from here.
    async ({}, use) => {
      let browser: Promise<Browser> | undefined;
      await use(() => {
        browser ??= chromium.launch({ executablePath: browserPath });
        return browser;
      });
      await (await browser)?.close();
    },
    { scope: 'worker' },
  ],
  app: async ({ oneBrowser }, use, info) => {
    const home = await mkdtemp(path.join(os.tmpdir(), 'rackhand-e2e-'));
    const { shell } = info.project.metadata as { shell: AppUnderTest['shell'] };
    const app = shell === 'web' ? await openWeb(home, await oneBrowser()) : await openElectron(home, shell);
    await use(app);
    await app.close();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  },
  page: async ({ app }, use) => {
    await use(app.page);
  },
});

/** Fails with the findings when axe (WCAG 2.2 A and AA) finds anything on the page. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await violationsOf(page)).toEqual([]);
}

export { expect };
