/** One line of a console as a person reads it. */
export interface ConsoleLine {
  /** When its last byte came, milliseconds since the epoch. */
  at: number;
  text: string;
}

/** Longer lines are cut here: a machine that prints without end must not fill the memory. */
const LONGEST = 4_096;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what is taken out (ECMA-48 §5.4, §5.6)
const CONTROL_SEQUENCE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]*[0-~])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what remains of them, and the bell
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]/g;

/**
 * Cuts console output into lines without control sequences. Bytes in any portions; UTF-8 that is torn between two of
 * them is put together, anything else becomes U+FFFD. A carriage return starts the line anew, as a progress counter
 * that overwrites itself means it.
 */
export class LineSplitter {
  readonly #decoder = new TextDecoder('utf-8');
  #open = '';
  #at = 0;

  /** The lines that these bytes have completed. `at`: milliseconds since the epoch. */
  feed(bytes: Uint8Array, at: number): ConsoleLine[] {
    const parts = (this.#open + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#open = (parts.pop() ?? '').slice(-LONGEST);
    this.#at = at;
    return parts.map((text) => ({ at, text: plain(text) }));
  }

  /** The line that is not complete yet, such as a prompt; null when there is none. */
  get current(): ConsoleLine | null {
    const text = plain(this.#open);
    return text === '' ? null : { at: this.#at, text };
  }
}

function plain(raw: string): string {
  const text = raw.replace(CONTROL_SEQUENCE, '').replace(/\r+$/, '');
  return text
    .slice(text.lastIndexOf('\r') + 1)
    .replace(CONTROL, '')
    .slice(0, LONGEST);
}
