import { expect, test } from 'vitest';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { frame, LiveTable, type Row, repaint } from './live-table.ts';

/** A terminal that knows what the table writes: text, new lines, cursor up, clear to the end of line and of screen. */
class Terminal {
  readonly columns = 40;
  readonly rows = 12;
  lines: string[] = [''];
  written = '';
  #row = 0;
  #column = 0;

  write(text: string): void {
    this.written += text;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a terminal reads.
    for (const [token, up] of text.matchAll(/\x1b\[(\d+)A|\x1b\[\?\d+[hl]|\x1b\[[KJ]|[^\x1b]/g)) {
      if (up !== undefined) this.#row -= Number(up);
      else if (token === '\r') this.#column = 0;
      else if (token === '\n') [this.#row, this.#column] = [this.#row + 1, 0];
      else if (token === '\x1b[K') this.lines[this.#row] = this.line.slice(0, this.#column);
      else if (token === '\x1b[J') this.lines.splice(this.#row);
      else if (token.length === 1) {
        this.lines[this.#row] =
          this.line.slice(0, this.#column).padEnd(this.#column) + token + this.line.slice(this.#column + 1);
        this.#column++;
      }
    }
  }

  get line(): string {
    return this.lines[this.#row] ?? '';
  }

  get text(): string[] {
    return this.lines.map((line) => line.trimEnd()).filter((line, index, all) => line !== '' || index < all.length - 1);
  }
}

const row = (label: string, state: Row['state'], text: string): Row => ({ label, state, text });

test('rows fill themselves in place; in the end all of them stand there once', async () => {
  const screen = new Terminal();
  const clock = new SimulatedClock();
  const table = new LiveTable(screen, ['a', 'bmc-b'], clock);
  expect(screen.text).toEqual(['a      …', 'bmc-b  …', '0 of 2 read, 0 failed, 2 waiting']);
  table.set('bmc-b', 'read', 'power is on');
  await clock.advance(100);
  expect(screen.text).toEqual(['a      …', 'bmc-b  power is on', '1 of 2 read, 0 failed, 1 waiting']);
  table.set('a', 'failed', 'timeout');
  table.end();
  await clock.advance(1_000);
  expect(screen.text).toEqual(['a      timeout', 'bmc-b  power is on']);
  expect(screen.written.endsWith('\x1b[?25h')).toBe(true);
});

test('many answers at once make one picture, and lines that stay are not written again', async () => {
  const screen = new Terminal();
  const clock = new SimulatedClock();
  const labels = Array.from({ length: 8 }, (_, index) => `bmc${index}`);
  const table = new LiveTable(screen, labels, clock);
  screen.written = '';
  for (const label of labels.slice(0, 4)) table.set(label, 'read', 'power is off');
  expect(screen.written).toBe('');
  await clock.advance(100);
  expect(screen.written.match(/bmc/g)).toHaveLength(4);
});

test('more rows than lines: failed first, then waiting, and the count; nothing scrolls', () => {
  const rows = [
    ...Array.from({ length: 50 }, (_, index) => row(`w${index}`, 'waiting', '…')),
    ...Array.from({ length: 200 }, (_, index) => row(`r${index}`, 'read', 'power is on')),
    row('dead', 'failed', 'timeout'),
  ];
  const shown = frame(rows, { columns: 40, rows: 10 });
  expect(shown).toHaveLength(9);
  expect([shown[0], shown[1], shown.at(-1)]).toEqual([
    'dead  timeout',
    'w0    …',
    '200 of 251 read, 1 failed, 50 waiting',
  ]);
});

test('a line is cut to the screen and cannot steer it', () => {
  const [line] = frame([row('a', 'failed', `x\x1b[2J\u009b${'y'.repeat(99)}`)], { columns: 20, rows: 5 });
  expect(line).toBe(`a  x?[2J?${'y'.repeat(9)}…`);
});

test('a shorter picture leaves nothing of the longer one', () => {
  const screen = new Terminal();
  screen.write(repaint([], ['one', 'two', 'three']));
  screen.write(repaint(['one', 'two', 'three'], ['one', '2']));
  expect(screen.text).toEqual(['one', '2']);
});
