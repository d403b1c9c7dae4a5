import { EventEmitter } from 'node:events';
import type { Session as Cdp } from './cdp.ts';
import { makeCodec } from './codec.ts';
import { ipcMain } from './ipc-main.ts';
import { intercept } from './requests.ts';
import { fromChromium, toChromium } from './schemes.ts';
import { preloadScripts, WORLD } from './scripts.ts';
import { session } from './session.ts';
import { chromium } from './state.ts';
import { strict } from './strict.ts';
import { createPage, decidePopups } from './targets.ts';
import type { Incoming, Outgoing } from './worlds.ts';

type OpenHandler = (details: { url: string; frameName: string }) => { action: 'allow' | 'deny' };

const codec = makeCodec();
const all: WebContents[] = [];
let next = 1;

export class WebContents extends EventEmitter {
  readonly id: number = next++;
  readonly session: typeof session.defaultSession = session.defaultSession;
  readonly mainFrame: { url: string; parent: null } = { url: '', parent: null };
  /** Id of the DevTools target, once there is one. */
  target: string | undefined;
  /** The document that loadURL asked for: no navigation of the page's own. */
  requested: string | null = null;
  frame = '';
  private readonly self: this;
  private readonly attached: Promise<Cdp>;
  private readonly verdicts: PromiseWithResolvers<'allow' | 'deny'>[] = [Promise.withResolvers()];
  private asked = 0;
  private answered = 0;
  private openHandler: OpenHandler = () => ({ action: 'allow' });
  private world: number | undefined;
  private dead = false;

  constructor(preload: string | undefined, size: { width: number; height: number }) {
    super();
    const self = strict('webContents', this);
    this.self = self;
    this.attached = createPage(chromium(), size, () => self.gone()).then(async ({ target, session: cdp }) => {
      this.target = target;
      await this.attach(cdp, preload);
      return cdp;
    });
    this.attached.catch((error: unknown) => this.dead || console.error('electron double:', error));
    all.push(self);
    // biome-ignore lint/correctness/noConstructorReturn: all that anybody holds is the strict one.
    return self;
  }

  async loadURL(url: string): Promise<void> {
    const cdp = await this.attached;
    await this.session.applyPermissions(chromium().root, this.self, new URL(toChromium(url)).origin);
    this.requested = url;
    const loaded = new Promise((resolve) => this.once('did-finish-load', resolve));
    const { errorText } = await cdp.send('Page.navigate', { url: toChromium(url) });
    if (errorText) throw new Error(`${errorText} (-2) loading '${url}'`);
    await loaded;
  }
  send(channel: string, ...args: unknown[]): void {
    if (this.dead) throw new TypeError('Object has been destroyed');
    if (this.world !== undefined) this.deliver({ type: 'event', channel, args }, this.world);
  }
  getURL(): string {
    return this.mainFrame.url;
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
  isDestroyed(): boolean {
    return this.dead;
  }
  focus(): void {
    this.attached.then((cdp) => cdp.send('Page.bringToFront')).catch(() => {}); // closed in the meantime
  }
  destroy(): void {
    const close = () => this.target && chromium().root.send('Target.closeTarget', { targetId: this.target });
    Promise.resolve(close()).catch(() => {}); // closed in the meantime
    this.gone();
  }

  /** What the open handler says about the window that this page asked for; DevTools tells of both in either order. */
  nextVerdict(): Promise<'allow' | 'deny'> {
    return this.verdict(this.answered++).promise;
  }
  private verdict(index: number): PromiseWithResolvers<'allow' | 'deny'> {
    const known = this.verdicts[index] ?? Promise.withResolvers();
    this.verdicts[index] = known;
    return known;
  }

  private async attach(cdp: Cdp, preload: string | undefined): Promise<void> {
    const { frameTree } = await cdp.send('Page.getFrameTree');
    this.frame = frameTree.frame.id;
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId } = context.auxData as { frameId: string };
      if (context.name === WORLD && frameId === this.frame) this.world = context.id;
    });
    cdp.on('Runtime.executionContextsCleared', () => {
      this.world = undefined;
    });
    cdp.on('Runtime.bindingCalled', ({ payload, executionContextId }) => {
      if (executionContextId === this.world) this.receive(codec.decode(payload) as Outgoing, executionContextId);
    });
    cdp.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId) return;
      this.frame = frame.id;
      this.mainFrame.url = fromChromium(frame.url);
      this.emit('did-navigate', {}, this.mainFrame.url, 200, 'OK');
    });
    cdp.on('Page.domContentEventFired', () => this.emit('dom-ready', {}));
    cdp.on('Page.loadEventFired', () => this.emit('did-finish-load', {}));
    cdp.on('Page.windowOpen', ({ url, windowName }) => {
      const { action } = this.openHandler({ url: fromChromium(url), frameName: windowName });
      this.verdict(this.asked++).resolve(action);
    });
    intercept(cdp, this.self);
    await Promise.all([
      cdp.send('Page.enable'),
      cdp.send('Runtime.enable'),
      cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      cdp.send('Runtime.addBinding', { name: '__electronSend', executionContextName: WORLD }),
      ...(preload ? preloadScripts(preload) : []).map((script) =>
        cdp.send('Page.addScriptToEvaluateOnNewDocument', script),
      ),
    ]);
    await cdp.send('Runtime.runIfWaitingForDebugger');
  }

  private receive(message: Outgoing, world: number): void {
    if (message.type === 'preload-error') {
      console.error('preload failed:', message.message);
      return;
    }
    // Only the top frame has a preload, so only it can send.
    const event = { sender: this.self, senderFrame: { ...this.mainFrame }, type: 'frame' };
    const { channel, args } = message;
    if (message.type === 'send') {
      ipcMain.emit(channel, event, ...args);
      return;
    }
    const answer = (ok: boolean, value: unknown) => this.deliver({ type: 'reply', id: message.id, ok, value }, world);
    const handler = ipcMain._invokeHandlers.get(channel);
    const result = async () => {
      if (!handler) throw new Error(`No handler registered for '${channel}'`);
      return handler(event, ...args);
    };
    result()
      .then(async (value) => {
        await this.session.permissionsTold();
        answer(true, value);
      })
      .catch((error: unknown) => answer(false, String(error)));
  }

  private deliver(message: Incoming, world: number): void {
    if (this.world !== world) return; // the document that asked is gone
    const expression = `__electronDeliver(${JSON.stringify(codec.encode(message))})`;
    this.attached.then((cdp) => cdp.send('Runtime.evaluate', { contextId: world, expression })).catch(() => {}); // navigated or closed in the meantime
  }

  private gone(): void {
    if (this.dead) return;
    this.dead = true;
    this.world = undefined;
    all.splice(all.indexOf(this.self), 1);
    this.emit('destroyed');
  }
}

decidePopups(async (opener) => {
  const contents = all.find(({ target }) => target === opener) ?? all[0];
  return contents ? contents.nextVerdict() : 'deny';
});

export const webContents = strict('webContents', {
  getAllWebContents: (): WebContents[] => [...all],
  fromDevToolsTargetId: (id: string): WebContents | undefined => all.find(({ target }) => target === id),
});
