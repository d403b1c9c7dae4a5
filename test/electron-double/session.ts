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
type PermissionRequest = (
  contents: unknown,
  permission: string,
  decide: (granted: boolean) => void,
  details: { isMainFrame: boolean; requestingUrl: string; mediaTypes?: string[] },
) => void;
type PermissionCheck = (
  contents: unknown,
  permission: string,
  origin: string,
  details: { isMainFrame: boolean; requestingUrl: string; mediaType?: string },
) => boolean;
/** A page that has been told what it may do. */
interface Page {
  browser: Cdp;
  contents: unknown;
  origin: string;
}

/** Permissions that Chromium lets DevTools set, with the kind of medium where Electron calls them all `media`. */
const PERMISSIONS: readonly { name: string; medium?: 'video' | 'audio' }[] = [
  { name: 'notifications' },
  { name: 'clipboard-read' },
  { name: 'geolocation' },
  { name: 'midi' },
  { name: 'camera', medium: 'video' },
  { name: 'microphone', medium: 'audio' },
];

class Session {
  private before: BeforeRequest = (_details, decide) => decide({});
  // Electron grants whatever nobody decides about.
  private request: PermissionRequest = (_contents, _permission, decide) => decide(true);
  private check: PermissionCheck = () => true;
  private requests = 0;
  private page: Page | null = null;
  private telling: Promise<void> = Promise.resolve();

  readonly webRequest = strict('session.webRequest', {
    onBeforeRequest: (listener: BeforeRequest): void => {
      this.before = listener;
    },
  });

  setPermissionRequestHandler(handler: PermissionRequest): void {
    this.request = handler;
    this.tellAgain();
  }
  setPermissionCheckHandler(handler: PermissionCheck): void {
    this.check = handler;
    this.tellAgain();
  }
  /** There are no devices to choose from. */
  setDevicePermissionHandler(_handler: unknown): void {}

  /** What the application says about one request. */
  cancels(url: string, method: string, resourceType: string): Promise<boolean> {
    const details = { id: ++this.requests, url, method, resourceType };
    return new Promise((resolve) => this.before(details, ({ cancel }) => resolve(cancel === true)));
  }

  /** Tells Chromium what both handlers say for pages of this origin, now and whenever one of them is replaced. */
  async applyPermissions(browser: Cdp, contents: unknown, origin: string): Promise<void> {
    if (origin === 'null') return; // about:blank has none to give
    this.page = { browser, contents, origin };
    this.tellAgain();
    await this.telling;
  }

  /** Resolves once Chromium has heard what the handlers say. Not a member of Electron's, where they are asked each time. */
  async permissionsTold(): Promise<void> {
    await this.telling;
  }

  private tellAgain(): void {
    const { page } = this;
    if (page) this.telling = this.telling.then(() => this.tell(page)).catch(() => {}); // Chromium has gone
  }

  private async tell({ browser, contents, origin }: Page): Promise<void> {
    const about = { isMainFrame: true, requestingUrl: `${fromChromium(origin)}/` };
    for (const { name, medium } of PERMISSIONS) {
      const permission = medium ? 'media' : name;
      const kinds = medium ? { mediaTypes: [medium] } : {};
      const asked = await new Promise<boolean>((resolve) =>
        this.request(contents, permission, resolve, { ...about, ...kinds }),
      );
      const kind = medium ? { mediaType: medium } : {};
      const granted = asked && this.check(contents, permission, about.requestingUrl, { ...about, ...kind });
      const setting = granted ? 'granted' : 'denied';
      await browser.send('Browser.setPermission', { permission: { name }, setting, origin });
    }
  }
}

const defaultSession = strict('session.defaultSession', new Session());
export const session = strict('session', { defaultSession });
