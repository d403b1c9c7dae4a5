import { EventEmitter } from 'node:events';
import { app } from './application.ts';
import { state } from './state.ts';
import { Preventable, strict } from './strict.ts';
import { WebContents } from './web-contents.ts';

interface Options {
  width?: number;
  height?: number;
  show?: boolean;
  webPreferences?: {
    preload?: string;
    sandbox?: boolean;
    contextIsolation?: boolean;
    nodeIntegration?: boolean;
    webSecurity?: boolean;
  };
}

const windows: Window[] = [];

class Window extends EventEmitter {
  readonly webContents: WebContents;
  private visible: boolean;
  private dead = false;
  private shielded = false;

  constructor({ width = 800, height = 600, show = true, webPreferences = {} }: Options = {}) {
    super();
    if (!state.ready) throw new Error('Cannot create BrowserWindow before app is ready');
    const { preload, sandbox, contextIsolation, nodeIntegration, webSecurity } = webPreferences;
    if (nodeIntegration || contextIsolation === false || sandbox === false || webSecurity === false) {
      throw new Error('electron double: sandboxed, isolated pages only');
    }
    const self = strict('BrowserWindow', this);
    this.visible = show;
    this.webContents = new WebContents(preload, { width, height });
    this.webContents.once('destroyed', () => self.gone());
    this.webContents.once('dom-ready', () => self.emit('ready-to-show'));
    windows.push(self);
    state.windows.push(self);
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, self);
    // biome-ignore lint/correctness/noConstructorReturn: every window that anybody holds is the strict one.
    return self;
  }

  static getAllWindows(): Window[] {
    return [...windows];
  }
  static fromWebContents(contents: WebContents): Window | null {
    return windows.find((window) => window.webContents === contents) ?? null;
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }
  show(): void {
    this.visible = true;
    this.emit('show');
  }
  isVisible(): boolean {
    return this.visible;
  }
  focus(): void {
    this.webContents.focus();
  }
  /** Headless windows cannot be minimized. */
  isMinimized(): boolean {
    return false;
  }
  setContentProtection(enable: boolean): void {
    if (this.dead) throw new TypeError('Object has been destroyed');
    this.shielded = enable;
  }
  isContentProtected(): boolean {
    return this.shielded;
  }
  isDestroyed(): boolean {
    return this.dead;
  }
  close(): void {
    this.tryClose();
  }
  destroy(): void {
    this.webContents.destroy();
  }

  tryClose(): boolean {
    const event = new Preventable();
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    this.destroy();
    return true;
  }

  private gone(): void {
    this.dead = true;
    windows.splice(windows.indexOf(this), 1);
    state.windows.splice(state.windows.indexOf(this), 1);
    this.emit('closed');
    if (windows.length > 0 || state.quitting) return;
    // Electron quits by itself only when nobody listens.
    if (!app.emit('window-all-closed')) app.quit();
  }
}

export const BrowserWindow = strict('BrowserWindow', Window);
