import type { Session as Cdp } from './cdp.ts';
import { fromChromium } from './schemes.ts';
import { strict } from './strict.ts';

interface Details {
  id: number;
  url: string;
  method: string;
  resourceType: string;
}
type BeforeRequest = (details: Details, decide: (response: { cancel?: boolean }) => void) => void;
type PermissionRequest = (contents: unknown, permission: string, decide: (granted: boolean) => void) => void;
type PermissionCheck = (contents: unknown, permission: string, origin: string) => boolean;

/** Permissions that Chromium lets DevTools set and a Permissions-Policy header does not switch off by itself. */
const PERMISSIONS = ['notifications', 'clipboard-read', 'geolocation', 'midi', 'camera', 'microphone'] as const;

class Session {
  private before: BeforeRequest = (_details, decide) => decide({});
  // Electron grants whatever nobody decides about.
  private request: PermissionRequest = (_contents, _permission, decide) => decide(true);
  private check: PermissionCheck = () => true;
  private requests = 0;

  readonly webRequest = strict('session.webRequest', {
    onBeforeRequest: (listener: BeforeRequest): void => {
      this.before = listener;
    },
  });

  setPermissionRequestHandler(handler: PermissionRequest): void {
    this.request = handler;
  }
  setPermissionCheckHandler(handler: PermissionCheck): void {
    this.check = handler;
  }
  /** There are no devices to choose from. */
  setDevicePermissionHandler(_handler: unknown): void {}

  /** What the application says about one request. */
  cancels(url: string, method: string, resourceType: string): Promise<boolean> {
    const details = { id: ++this.requests, url, method, resourceType };
    return new Promise((resolve) => this.before(details, ({ cancel }) => resolve(cancel === true)));
  }

  /** Tells Chromium what both handlers say for pages of this origin. */
  async applyPermissions(browser: Cdp, contents: unknown, origin: string): Promise<void> {
    if (origin === 'null') return; // about:blank has none to give
    for (const name of PERMISSIONS) {
      const asked = await new Promise<boolean>((resolve) => this.request(contents, name, resolve));
      const granted = asked && this.check(contents, name, fromChromium(origin));
      const setting = granted ? 'granted' : 'denied';
      await browser.send('Browser.setPermission', { permission: { name }, setting, origin });
    }
  }
}

const defaultSession = strict('session.defaultSession', new Session());
export const session = strict('session', { defaultSession });
