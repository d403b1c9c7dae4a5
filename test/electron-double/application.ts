import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launchChromium } from './chromium.ts';
import { lock } from './single-instance.ts';
import { state } from './state.ts';
import { Preventable, strict } from './strict.ts';
import { adoptTargets } from './targets.ts';

interface Manifest {
  name: string;
  productName?: string;
  version: string;
}

class App extends EventEmitter {
  readonly isPackaged = false;
  private readonly paths = new Map<string, string>();
  private readonly becameReady = Promise.withResolvers<void>();
  private root = '';
  private manifest: Manifest = { name: 'electron', version: '0.0.0' };

  whenReady(): Promise<void> {
    return this.becameReady.promise;
  }
  isReady(): boolean {
    return state.ready;
  }
  getVersion(): string {
    return this.manifest.version;
  }
  getName(): string {
    return this.manifest.productName ?? this.manifest.name;
  }
  getAppPath(): string {
    return this.root;
  }
  getPath(name: string): string {
    const found = this.paths.get(name);
    if (found === undefined) throw new Error(`Failed to get '${name}' path`);
    return found;
  }
  setPath(name: string, folder: string): void {
    if (!path.isAbsolute(folder)) throw new Error('Path must be absolute');
    this.paths.set(name, folder);
  }
  enableSandbox(): void {
    if (state.ready) throw new Error('app.enableSandbox() can only be called before app is ready');
  }
  requestSingleInstanceLock(): boolean {
    return lock(this.getPath('userData'), () => this.emit('second-instance', {}, [], ''));
  }

  quit(): void {
    if (state.quitting) return;
    state.quitting = true;
    if (!this.mayQuit()) {
      state.quitting = false;
      return;
    }
    this.exit(0);
  }

  exit(code = 0): void {
    state.quitting = true;
    this.emit('quit', {}, code);
    const end = () => process.exit(code);
    if (state.pipe) {
      state.pipe.root.once('exit', end);
      state.pipe.root.send('Browser.close').catch(() => {}); // it may close the pipe before it answers
    } else end();
  }

  private mayQuit(): boolean {
    const asked = (name: string) => {
      const event = new Preventable();
      this.emit(name, event);
      return !event.defaultPrevented;
    };
    return asked('before-quit') && [...state.windows].every((window) => window.tryClose()) && asked('will-quit');
  }

  /** Reads the manifest of the application that `entry` belongs to, and sets the paths that Electron sets. */
  prepare(entry: string): void {
    let root = path.dirname(entry);
    while (!existsSync(path.join(root, 'package.json')) && path.dirname(root) !== root) root = path.dirname(root);
    this.root = root;
    const read = (...parts: string[]) => JSON.parse(readFileSync(path.join(root, ...parts), 'utf8')) as Manifest;
    this.manifest = read('package.json');
    const appData = process.env.XDG_CONFIG_HOME ?? path.join(os.homedir(), '.config');
    const userData = path.join(appData, this.getName());
    for (const [name, folder] of Object.entries({ home: os.homedir(), temp: os.tmpdir(), appData, userData })) {
      this.paths.set(name, folder);
    }
    Object.assign(process.versions, { electron: read('node_modules', 'electron', 'package.json').version });
  }

  /** Starts Chromium and says `ready`. */
  async start(argv: readonly string[]): Promise<void> {
    const profile = this.paths.get('sessionData') ?? this.getPath('userData');
    mkdirSync(profile, { recursive: true, mode: 0o700 });
    const pipe = launchChromium(argv, profile);
    state.pipe = pipe;
    pipe.root.once('exit', () => {
      if (state.quitting) return;
      console.error('electron double: Chromium has exited');
      process.exit(1);
    });
    await adoptTargets(pipe);
    const { product } = await pipe.root.send('Browser.getVersion');
    Object.assign(process.versions, { chrome: product.split('/')[1] });
    state.ready = true;
    this.emit('ready', {});
    this.becameReady.resolve();
  }
}

export const app = strict('app', new App());
