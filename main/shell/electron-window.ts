import { app, BrowserWindow, Menu, protocol } from 'electron';
import type { EventChannel } from '../../preload/contract.ts';
import type { Router } from '../app/router.ts';
import { readAsset } from './assets.ts';
import { BUNDLE, ORIGIN } from './electron-security.ts';
import type { Layout } from './layout.ts';

const EVENT: EventChannel = 'rackhand:event';

/** Serves the built screen as app://bundle, with the security headers; every other host and path is "not found". */
export function serveBundle(renderer: string): void {
  protocol.handle(BUNDLE.scheme, async (request) => {
    const url = new URL(request.url);
    const asset = url.host === BUNDLE.host ? await readAsset(renderer, url.pathname) : null;
    if (!asset) return new Response('not found', { status: 404 });
    return new Response(new Uint8Array(asset.body), { headers: asset.headers });
  });
}

/** Zoom and edit keys need a menu to live in; devtools and reload are for developers only. */
export function setMenu(): void {
  const developer = app.isPackaged ? [] : [{ role: 'reload' as const }, { role: 'toggleDevTools' as const }];
  const view = [
    { role: 'zoomIn' as const },
    { role: 'zoomOut' as const },
    { role: 'resetZoom' as const },
    { role: 'togglefullscreen' as const },
  ];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
      { role: 'editMenu' },
      { label: 'View', submenu: [...view, ...developer] },
      { role: 'windowMenu' },
    ]),
  );
}

/** Opens the window and forwards events to it for as long as it lives. */
export async function openWindow(layout: Layout, router: Router): Promise<void> {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 360,
    minHeight: 480,
    show: false,
    title: 'Rackhand',
    autoHideMenuBar: true,
    webPreferences: {
      preload: layout.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false, // would fetch dictionaries
      devTools: !app.isPackaged,
    },
  });
  const leave = router.onEvent((name, payload) => {
    if (!window.isDestroyed()) window.webContents.send(EVENT, name, payload);
  });
  window.once('closed', leave);
  window.once('ready-to-show', () => window.show());
  await window.loadURL(`${ORIGIN}/index.html`);
}
