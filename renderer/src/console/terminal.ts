import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Terminal } from '@xterm/xterm';
import { createArrivals } from './arrivals.ts';
import { adoptStyles } from './style-elements.ts';
import { themeOf } from './theme.ts';

export const SCROLLBACK = 100_000;
/** Firmware menus are drawn for 80 columns. */
const LEAST_COLUMNS = 80;
const MOST_HITS = 2000;

/**
 * Questions that a terminal answers by itself (device attributes, status, modes, colours) stay unanswered: the answer
 * would be typed into the machine, nobody typed it, and the question may be an hour old and come from a recording.
 */
function swallowQuestions({ parser }: Terminal): void {
  const swallow = () => true;
  const csi = ['c', '>c', '=c', 'n', '?n', '$p', '?$p', '>q', 't', '?u'];
  for (const id of csi) {
    const prefix = /^[<=>?]/.exec(id)?.[0];
    const intermediates = id.includes('$') ? '$' : undefined;
    parser.registerCsiHandler(
      { final: id.at(-1) ?? '', ...(prefix ? { prefix } : {}), ...(intermediates ? { intermediates } : {}) },
      swallow,
    );
  }
  parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow);
  for (const osc of [4, 10, 11, 12, 52]) parser.registerOscHandler(osc, swallow);
}

export interface Hits {
  /** One-based place of the present match; 0 when there is none. */
  index: number;
  count: number;
}
export interface Hooks {
  /** The person typed. */
  typed(data: string): void;
  /** A key that is ours and not the machine's was pressed; true when it was taken. */
  key(event: KeyboardEvent): boolean;
  found(hits: Hits): void;
  /** What is seen has changed: the arrival times of the rows in view, and their height. */
  scrolled(times: (string | null)[], rowHeight: number): void;
}

/** xterm.js as this screen uses it. Everything that knows the library is in this file. */
export function openTerminal(host: HTMLElement, label: string, hooks: Hooks) {
  const term = new Terminal({
    scrollback: SCROLLBACK,
    theme: themeOf(host),
    disableStdin: true,
    cursorInactiveStyle: 'outline',
    allowProposedApi: true,
    logLevel: 'off',
  });
  const fit = new FitAddon();
  const search = new SearchAddon({ highlightLimit: MOST_HITS });
  term.loadAddon(fit);
  term.loadAddon(search);
  swallowQuestions(term);
  const root = document.createElement('div');
  term.open(root);
  const giveUpStyles = adoptStyles(root);
  host.append(root);
  // Only now: letters are measured when the font is set, and outside the document they have no width.
  const { fontFamily, fontSize } = getComputedStyle(host);
  term.options.fontFamily = fontFamily;
  term.options.fontSize = Number.parseFloat(fontSize);
  term.textarea?.setAttribute('aria-label', label);
  const arrivals = createArrivals();

  const resize = () => {
    const room = fit.proposeDimensions();
    if (room) term.resize(Math.max(LEAST_COLUMNS, room.cols || 0), Math.max(5, room.rows || 0));
  };
  resize();
  const watcher = new ResizeObserver(resize);
  watcher.observe(host);

  let timesShown = false;
  const showTimes = () => {
    if (!timesShown) return;
    const screen = host.querySelector('.xterm-screen');
    const { viewportY, baseY, cursorY } = term.buffer.active;
    const written = Math.min(term.rows, baseY + cursorY - viewportY + 1);
    if (screen) hooks.scrolled(arrivals.of(viewportY, written), screen.clientHeight / term.rows);
  };
  term.onRender(showTimes);
  term.onScroll(showTimes);
  term.onData((data) => {
    if (!term.options.disableStdin) hooks.typed(data);
  });
  term.attachCustomKeyEventHandler((event) => {
    if (event.type === 'keydown' && hooks.key(event)) {
      event.preventDefault();
      return false;
    }
    // Nobody types: keys belong to the page, so that Tab leaves and shortcuts work; only scrolling stays here.
    return !term.options.disableStdin || /^(Page(Up|Down)|Home|End)$/.test(event.key);
  });
  search.onDidChangeResults(({ resultIndex, resultCount }) =>
    hooks.found({ index: resultIndex + 1, count: resultCount }),
  );

  const encoder = new TextEncoder();
  const write = (bytes: Uint8Array, at: string, done: () => void) => {
    term.write('', () => arrivals.note(at, () => term.registerMarker(0)));
    term.write(bytes, () => {
      // A machine that cleared its screen took the anchor with it; all that is on the screen now came with this stretch.
      arrivals.note(at, () => term.registerMarker(-term.buffer.active.cursorY));
      done();
    });
  };
  return {
    /** Writes what arrived at `at`; `done` is called once it is parsed. */
    write,
    /** A full-width line of our own. CAN first: a sequence that a gap cut in two must not swallow it. */
    line(text: string, grave: boolean, at: string, done: () => void): void {
      const colour = grave ? '\x1b[30;43m' : '\x1b[7m';
      const start = term.buffer.active.cursorX > 0 ? '\r\n' : '';
      write(encoder.encode(`\x18\x1b[m${start}${colour}${text}\x1b[K\x1b[m\r\n`), at, done);
    },
    clear(): void {
      arrivals.clear();
      term.reset();
    },
    keyboard(on: boolean): void {
      term.options.disableStdin = !on;
      term.options.cursorBlink = on;
    },
    readAloud(on: boolean): void {
      term.options.screenReaderMode = on;
    },
    rename(name: string): void {
      term.textarea?.setAttribute('aria-label', name);
    },
    recolour(): void {
      term.options.theme = themeOf(host);
    },
    times(shown: boolean): void {
      timesShown = shown;
      showTimes();
    },
    find(text: string, how: { regex: boolean; caseSensitive: boolean; back: boolean; incremental: boolean }): void {
      const options = {
        regex: how.regex,
        caseSensitive: how.caseSensitive,
        incremental: how.incremental,
        // Matches are coloured by class in console.css; the two colours are for the ruler, which is not shown.
        decorations: { matchOverviewRuler: '#000000', activeMatchColorOverviewRuler: '#000000' },
      };
      if (text === '') {
        search.clearDecorations();
        term.clearSelection();
        hooks.found({ index: 0, count: 0 });
      } else if (!(how.back ? search.findPrevious(text, options) : search.findNext(text, options)))
        // The addon keeps silent about a search that ends without a match.
        hooks.found({ index: 0, count: 0 });
    },
    endSearch(): void {
      search.clearDecorations();
    },
    /** Puts the selected text on the clipboard; false when nothing is selected. */
    copy(): boolean {
      if (!term.hasSelection()) return false;
      term.focus();
      // xterm answers the copy event with its selection. The clipboard API would need a permission that we do not grant.
      return document.execCommand('copy');
    },
    /** Search counts no further. */
    mostHits: MOST_HITS,
    focus: () => term.focus(),
    close(): void {
      watcher.disconnect();
      term.dispose();
      giveUpStyles();
      root.remove();
    },
  };
}
export type TerminalPart = ReturnType<typeof openTerminal>;
