import type { Clock } from '../ports/clock.ts';
import type { Screen } from './context.ts';

export type RowState = 'waiting' | 'read' | 'failed';

export interface Row {
  label: string;
  state: RowState;
  text: string;
}

/** Ten pictures a second are smooth for text, and what comes in between costs nothing. */
const PAINT_MS = 100;
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
/** Synchronised output: terminals that know it show the picture as a whole, others ignore it. */
const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';
const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

/** A table on a terminal whose rows fill themselves, each in its place. When it ends, the whole of it stays on the screen. */
export class LiveTable {
  readonly #screen: Screen;
  readonly #clock: Clock;
  readonly #rows: Map<string, Row>;
  #shown: string[] = [];
  #due = false;
  #ended = false;

  constructor(screen: Screen, labels: readonly string[], clock: Clock) {
    this.#screen = screen;
    this.#clock = clock;
    this.#rows = new Map(labels.map((label) => [label, { label, state: 'waiting', text: '…' }]));
    screen.write(HIDE_CURSOR);
    this.#paint(frame([...this.#rows.values()], screen));
  }

  set(label: string, state: RowState, text: string): void {
    this.#rows.set(label, { label, state, text });
    if (this.#due) return;
    this.#due = true;
    void this.#clock.sleep(PAINT_MS).then(() => {
      this.#due = false;
      if (!this.#ended) this.#paint(frame([...this.#rows.values()], this.#screen));
    });
  }

  /** Replaces the picture by all rows in their order. */
  end(): void {
    this.#ended = true;
    const rows = [...this.#rows.values()];
    this.#screen.write(
      `${repaint(this.#shown, [])}${lines(rows, Number.POSITIVE_INFINITY).join('\n')}\n${SHOW_CURSOR}`,
    );
  }

  #paint(next: string[]): void {
    this.#screen.write(repaint(this.#shown, next));
    this.#shown = next;
  }
}

/**
 * What fits on the screen: all rows, or else those that want attention (failed first, then waiting), and below them how
 * far it has come. One line of the screen stays free, so that nothing scrolls.
 */
export function frame(rows: readonly Row[], { columns, rows: height }: { columns: number; rows: number }): string[] {
  const count = (state: RowState) => rows.filter((row) => row.state === state).length;
  const foot = `${count('read')} of ${rows.length} read, ${count('failed')} failed, ${count('waiting')} waiting`;
  const room = Math.max(0, height - 2);
  const urgent = () => [
    ...rows.filter((row) => row.state === 'failed'),
    ...rows.filter((row) => row.state === 'waiting'),
  ];
  const shown = rows.length <= room ? rows : urgent().slice(0, room);
  return [...lines(shown, columns), foot.slice(0, columns - 1)];
}

function lines(rows: readonly Row[], columns: number): string[] {
  const width = rows.reduce((most, { label }) => Math.max(most, label.length), 0);
  return rows.map(({ label, text }) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a BMC says must not steer the terminal.
    const line = `${label.padEnd(width)}  ${text}`.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
    // The last column stays free: clearing to the end of a full line would eat its last character.
    return line.length >= columns ? `${line.slice(0, columns - 2)}…` : line;
  });
}

/** What to write so that a screen with `shown` shows `next`; the cursor stands below the last line before and after. */
export function repaint(shown: readonly string[], next: readonly string[]): string {
  const up = shown.length > 0 ? `\x1b[${shown.length}A` : '';
  const body = next.map((line, index) => (line === shown[index] ? '\n' : `${line}${CLEAR_LINE}\n`)).join('');
  return `${BEGIN}${up}\r${body}${next.length < shown.length ? CLEAR_BELOW : ''}${END}`;
}
