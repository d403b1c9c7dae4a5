// Members that touch the desktop: recorded or said, never shown.
import { EventEmitter } from 'node:events';
import { state } from './state.ts';
import { strict } from './strict.ts';

export const dialog = strict('dialog', {
  showErrorBox(title: string, content: string): void {
    console.error(`${title}: ${content}`);
  },
});

const ROLES = new Set(
  'appMenu editMenu windowMenu reload toggleDevTools zoomIn zoomOut resetZoom togglefullscreen'.split(' '),
);
interface Item {
  role?: string;
  label?: string;
  submenu?: readonly Item[];
}
let menu: { items: readonly Item[] } | null = null;

export const Menu = strict('Menu', {
  buildFromTemplate(items: readonly Item[]): { items: readonly Item[] } {
    for (const { role, label, submenu } of items) {
      if (role !== undefined && !ROLES.has(role)) throw new Error(`electron double: menu role ${role}`);
      if (role === undefined && label === undefined) throw new Error('Invalid menu item: no label, no role');
      if (submenu) Menu.buildFromTemplate(submenu);
    }
    return { items };
  },
  setApplicationMenu(next: { items: readonly Item[] } | null): void {
    menu = next;
  },
  getApplicationMenu: (): { items: readonly Item[] } | null => menu,
});

const blockers = new Set<number>();
let blocker = 0;

export const powerSaveBlocker = strict('powerSaveBlocker', {
  start(_type: 'prevent-app-suspension' | 'prevent-display-sleep'): number {
    blockers.add(++blocker);
    return blocker;
  },
  stop: (id: number): boolean => blockers.delete(id),
  isStarted: (id: number): boolean => blockers.has(id),
});

/** Nothing happens to the machine by itself; a spec emits what should. */
export const powerMonitor = strict('powerMonitor', new EventEmitter());

let copied = '';

/** One of its own: the specs run side by side and must not meet on the desktop's. */
export const clipboard = strict('clipboard', {
  async writeText(text: string): Promise<void> {
    if (!state.ready) throw new Error('clipboard is not available before app is ready');
    copied = text;
  },
  readText: async (): Promise<string> => copied,
  clear(): void {
    copied = '';
  },
});

/** Nobody looks at the desktop of a spec: what was said there is printed, so that a spec can read it. */
export class Notification extends EventEmitter {
  readonly #words: { title: string; body: string };

  constructor(words: { title: string; body: string }) {
    super();
    this.#words = words;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    if (!state.ready) throw new Error('Notification is not available before app is ready');
    console.log(`notification: ${this.#words.title}: ${this.#words.body}`);
  }
}
