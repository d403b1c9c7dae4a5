import { app, type IpcMainInvokeEvent, type Session, type WebContents } from 'electron';

/** Scheme and host under which the screen is served from the archive. */
export const BUNDLE = { scheme: 'app', host: 'bundle' } as const;

// `electron-vite dev` names its server here; a packaged application never looks at it.
const devServer = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;

/** The only origin that is ever shown or listened to. */
export const ORIGIN = devServer ? new URL(devServer).origin : `${BUNDLE.scheme}://${BUNDLE.host}`;
const hotReload = devServer ? ORIGIN.replace(/^http/, 'ws') : null;

/** Scheme and host, compared as a whole: a prefix test would let `app://bundle.example` through. */
function originOf(url: string): string | null {
  const parsed = URL.parse(url);
  return parsed && `${parsed.protocol}//${parsed.host}`;
}

const isOurs = (url: string): boolean => originOf(url) === ORIGIN;

/** Whether a page may load this at all: our origin, and what our own scripts made out of nothing. */
function mayLoad(url: string): boolean {
  if (isOurs(url) || url.startsWith('data:image/') || url.startsWith(`blob:${ORIGIN}/`)) return true;
  return !app.isPackaged && (originOf(url) === hotReload || url.startsWith('devtools://'));
}

/** The choke point of IPC: only the top frame of a page that we served. `senderFrame` is null once it has navigated. */
export function isTrustedSender(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isOurs(frame.url);
}

/** No permissions, no devices, nothing from outside. Call once `app` is ready. */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !mayLoad(details.url) }));
}

/** No navigation away, no second window, no webview. */
export function hardenContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
