// Shell 2: for machines without the Electron runtime. The same application, served on loopback to the system's browser.
//   --no-window   print {"ready":true,"url":…} on one line and serve until a signal
//   --home=DIR    data folder, see main/shell/home.ts
import path from 'node:path';
import { createApp } from './app/app.ts';
import { systemClock } from './ports/clock.ts';
import { createLogger } from './ports/log.ts';
import { dataFolder, prepareDataFolder } from './shell/home.ts';
import { findLayout } from './shell/layout.ts';
import { findBrowser, hasDisplay, openWindow } from './web/browser.ts';
import { watchIdle } from './web/idle.ts';
import { serve, type WebShell } from './web/server.ts';

const say = (sentence: string): void => void process.stderr.write(`rackhand: ${sentence}\n`);

/** For a person who opens the address by hand. */
function tell(shell: WebShell): void {
  console.log(`Open this address in a browser on this machine (it works once):\n  ${shell.openUrl()}`);
}

/** Serves until a signal, with a new address each time nobody is connected any more. */
function serveByHand(shell: WebShell): void {
  tell(shell);
  shell.onWindows((count) => {
    if (count === 0) tell(shell);
  });
}

/** Opens the window and ends with it. A browser that cannot start leaves the address for a person instead. */
function openOwnWindow(shell: WebShell, browser: string, end: () => void): void {
  let seen = false;
  shell.onWindows((count) => {
    seen ||= count > 0;
  });
  shell.onWindows(watchIdle(systemClock, end));
  const child = openWindow(browser, shell.openUrl(), path.join(home, 'browser'));
  const failed = (why: string) => {
    if (seen) return;
    seen = true;
    say(`${browser} ${why}; RACKHAND_BROWSER names another one.`);
    tell(shell);
  };
  child.once('error', (error) => failed(`cannot be started (${error.message})`));
  child.once('exit', (code, signal) => {
    if (code !== 0) failed(`ended with ${signal ?? `code ${code}`} before it showed the window`);
  });
}

const layout = findLayout(import.meta.dirname);
const home = prepareDataFolder(dataFolder());
const core = await createApp({
  kind: 'web',
  version: layout.version,
  runtime: { node: process.versions.node },
  home,
  resources: layout.resources,
  library: layout.library,
  log: createLogger({ level: 'warn' }),
});
const shell = await serve(core.router, layout.renderer);

let ending = false;
function end(): void {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(1), 5000).unref(); // should closing hang
  void shell
    .close()
    .then(() => core.close())
    .then(
      () => process.exit(0),
      (error: unknown) => {
        say(`did not end cleanly: ${error instanceof Error ? error.message : String(error)}`);
        process.exit(1);
      },
    );
}
process.on('SIGINT', end);
process.on('SIGTERM', end);

const browser = findBrowser();
if (process.argv.includes('--no-window')) {
  console.log(JSON.stringify({ ready: true, url: shell.openUrl() }));
} else if (!hasDisplay()) {
  say('loopback shell without a window, because there is no display (DISPLAY, WAYLAND_DISPLAY). Ctrl+C ends it.');
  serveByHand(shell);
} else if (browser === null) {
  say('loopback shell without a window, because no Chromium, Chrome or Edge was found; RACKHAND_BROWSER names one.');
  serveByHand(shell);
} else {
  say(`loopback shell in ${browser}; closing the window ends it.`);
  openOwnWindow(shell, browser, end);
}
