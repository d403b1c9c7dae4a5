/** What a person wants of the console itself, beside typing. */
export type Wish = 'end' | 'break' | 'help';

const TILDE = 0x7e;
const NEWLINES: ReadonlySet<number> = new Set([0x0a, 0x0d]);
const WISHES: ReadonlyMap<number, Wish> = new Map([
  [0x2e, 'end'], // ~.
  [0x42, 'break'], // ~B
  [0x3f, 'help'], // ~?
]);

/**
 * The escapes of ssh(1): a tilde at the beginning of a line, and what follows it. Two tildes are one. State between two
 * portions of bytes is kept; pure otherwise.
 */
export class Escapes {
  #at: 'line-start' | 'within' | 'tilde' = 'line-start';

  /** What is to be sent, and what is wanted, in order. */
  feed(bytes: Uint8Array): (Buffer | Wish)[] {
    const out: (Buffer | Wish)[] = [];
    let keys: number[] = [];
    const flush = () => {
      if (keys.length > 0) out.push(Buffer.from(keys));
      keys = [];
    };
    for (const byte of bytes) {
      if (this.#at === 'tilde') {
        const wish = WISHES.get(byte);
        this.#at = wish ? 'line-start' : NEWLINES.has(byte) ? 'line-start' : 'within';
        if (wish) {
          flush();
          out.push(wish);
        } else {
          keys.push(...(byte === TILDE ? [TILDE] : [TILDE, byte]));
        }
        continue;
      }
      if (byte === TILDE && this.#at === 'line-start') {
        this.#at = 'tilde';
        continue;
      }
      this.#at = NEWLINES.has(byte) ? 'line-start' : 'within';
      keys.push(byte);
    }
    flush();
    return out;
  }
}

export const ESCAPE_HELP = ['~.  end', '~B  send a break', '~~  a tilde', '~?  this help'];
