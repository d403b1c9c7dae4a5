import { spawn } from 'node:child_process';
import { findBrowser } from '../../main/web/browser.ts';
import { Pipe } from './cdp.ts';

const FLAGS = [
  '--remote-debugging-pipe',
  '--no-startup-window',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-extensions',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-popup-blocking',
  '--disable-features=HttpsUpgrades,Translate,MediaRouter',
  '--password-store=basic',
  '--use-fake-device-for-media-stream',
];

/** Starts Chromium without a window. Playwright's port is passed on, and the line that it waits for is repeated. */
export function launchChromium(argv: readonly string[], profile: string): Pipe {
  const browser = findBrowser();
  if (!browser)
    throw new Error('electron double: no Chromium found; apt-get install chromium, or set RACKHAND_BROWSER');
  const port = argv.filter((argument) => argument.startsWith('--remote-debugging-port='));
  const sandbox = process.getuid?.() === 0 || argv.includes('--no-sandbox') ? ['--no-sandbox'] : [];
  const headless = process.env.DOUBLE_HEADED ? [] : ['--headless=new'];
  const child = spawn(browser, [...FLAGS, ...port, ...sandbox, ...headless, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  child.stderr?.on('data', (data: Buffer) => {
    for (const line of data.toString().split('\n')) {
      if (line.startsWith('DevTools listening on ')) process.stderr.write(`\n${line}\n`);
    }
  });
  return new Pipe(child);
}
