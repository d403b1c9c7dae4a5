// The module `electron` as main/ sees it. An export that is missing here is a SyntaxError that names it.
export { app } from './application.ts';
export { BrowserWindow } from './browser-window.ts';
export { clipboard, dialog, Menu, Notification, powerMonitor, powerSaveBlocker } from './desktop.ts';
export { ipcMain } from './ipc-main.ts';
export { safeStorage } from './safe-storage.ts';
export { protocol } from './schemes.ts';
export { session } from './session.ts';
export { webContents } from './web-contents.ts';
