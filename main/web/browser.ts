import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

const MAC = ['Google Chrome', 'Microsoft Edge', 'Chromium'];
const LINUX = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];
const WINDOWS = [
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
];

/** Where a Chromium-based browser may be, best first. RACKHAND_BROWSER stands before all others. */
export function browserCandidates(platform: NodeJS.Platform, env: Env): string[] {
  const chosen = env.RACKHAND_BROWSER ? [env.RACKHAND_BROWSER] : [];
  if (platform === 'win32') {
    const folders = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].filter(
      (folder) => folder !== undefined,
    );
    return [...chosen, ...folders.flatMap((folder) => WINDOWS.map((parts) => path.win32.join(folder, ...parts)))];
  }
  if (platform === 'darwin')
    return [...chosen, ...MAC.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)];
  const folders = (env.PATH ?? '/usr/bin').split(':').filter((folder) => folder !== '');
  return [...chosen, ...LINUX.flatMap((name) => folders.map((folder) => path.posix.join(folder, name)))];
}

export function findBrowser(env: Env = process.env): string | null {
  return browserCandidates(process.platform, env).find((file) => existsSync(file)) ?? null;
}

/** False where a window could not be shown anyway. */
export function hasDisplay(env: Env = process.env, platform: NodeJS.Platform = process.platform): boolean {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** A window without browser chrome and with a profile of its own: no extensions, no sync, no history of ours elsewhere. */
export function openWindow(browser: string, url: string, profile: string, env: Env = process.env): ChildProcess {
  const more = (env.RACKHAND_BROWSER_ARGS ?? '').split(' ').filter((argument) => argument !== '');
  const fixed = [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-extensions',
    '--disable-sync',
    '--disable-background-networking',
    '--disable-component-update',
    '--window-size=1280,800',
    '--class=rackhand',
  ];
  return spawn(browser, [...fixed, ...more], { stdio: 'ignore' });
}
