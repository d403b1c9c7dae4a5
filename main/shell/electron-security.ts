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

/**
 * The one permission there is: pictures of a camera, for the top frame of our own page, while a scanner is open. Never sound.
 * Everything else is refused, always.
 */
export function allowCamera(session: Session, open: boolean): void {
  session.setPermissionRequestHandler((_contents, permission, decide, details) => {
    const media = permission === 'media' && 'mediaTypes' in details ? details.mediaTypes : undefined;
    const pictures = media?.length === 1 && media[0] === 'video';
    decide(open && pictures && details.isMainFrame && isOurs(details.requestingUrl));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin, details) =>
      open && permission === 'media' && details.mediaType === 'video' && details.isMainFrame && isOurs(origin),
  );
}

/** No permissions, no devices, nothing from outside. Call once `app` is ready. */
export function hardenSession(session: Session): void {
  allowCamera(session, false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !mayLoad(details.url) }));
}

/** No navigation away, no second window, no webview, and no camera for a page whose scanner is gone. */
export function hardenContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  // A reload ends the scanner without a word from it.
  contents.on('did-navigate', () => allowCamera(contents.session, false));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
