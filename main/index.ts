// Shell 1: the Electron window. Everything that is not about windows is in main/app.
import { app, BrowserWindow, dialog, ipcMain, protocol, session } from 'electron';
import type { CommandChannel, Failure, Result } from '../preload/contract.ts';
import { type App, createApp } from './app/app.ts';
import { createLogger } from './ports/log.ts';
import { stayAwakeDuringRuns } from './shell/electron-awake.ts';
import { electronKeyStore } from './shell/electron-key-store.ts';
import { remindOnDesktop } from './shell/electron-reminders.ts';
import { allowCamera, BUNDLE, hardenContents, hardenSession, isTrustedSender } from './shell/electron-security.ts';
import { electronClipboard, guardVault } from './shell/electron-vault-guard.ts';
import { openWindow, serveBundle, setMenu } from './shell/electron-window.ts';
import { dataFolder, prepareDataFolder } from './shell/home.ts';
import { findLayout } from './shell/layout.ts';

const COMMAND: CommandChannel = 'rackhand:command';
const DENIED: Failure = { code: 'denied', message: 'This page may not give commands.' };

const layout = findLayout(import.meta.dirname);
const home = prepareDataFolder(dataFolder());
app.setPath('userData', home);
app.setPath('sessionData', `${home}/chromium`);

protocol.registerSchemesAsPrivileged([
  { scheme: BUNDLE.scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);
app.enableSandbox();
app.on('web-contents-created', (_event, contents) => hardenContents(contents));
app.on('window-all-closed', () => app.quit());

async function start(): Promise<void> {
  const core = await createApp({
    kind: 'electron',
    version: layout.version,
    runtime: {
      electron: process.versions.electron ?? '',
      chrome: process.versions.chrome ?? '',
      node: process.versions.node,
    },
    home,
    resources: layout.resources,
    library: layout.library,
    log: createLogger({ level: 'warn' }),
    keyStore: electronKeyStore,
    clipboard: electronClipboard(),
    camera: (open) => allowCamera(session.defaultSession, open),
  });
  closeBeforeQuitting(core);
  serveBundle(layout.renderer);
  hardenSession(session.defaultSession);
  setMenu();
  stayAwakeDuringRuns(core.router);
  remindOnDesktop(core.router);
  guardVault(core);
  ipcMain.handle(COMMAND, (event, name: unknown, args: unknown): Result<unknown> | Promise<Result<unknown>> =>
    isTrustedSender(event) ? core.router.dispatch(name, args) : { ok: false, error: DENIED },
  );
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  await openWindow(layout, core.router);
}

/** Quitting waits for the journal and the open sessions to be put away, once. */
function closeBeforeQuitting(core: App): void {
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void core.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}

// Never `await app.whenReady()` at the top level: Electron emits `ready` only after this module has been evaluated.
if (app.requestSingleInstanceLock()) {
  void app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      dialog.showErrorBox('Rackhand cannot start', error instanceof Error ? error.message : String(error));
      app.exit(1);
    });
} else {
  app.quit();
}
