/**
 * The interactive shell of an iDRAC as a state machine: text in, answers out. `/admin1->` is the CLP shell of iDRAC 6 to 8
 * and early iDRAC 9, `racadm>>` that of iDRAC 9 since 4.00, `$` that of an old RAC or a chassis. idrac.md §1.1 and §1.3.
 */

const PROMPT = String.raw`(?:\/admin1(?:\/\w+)*->|racadm>>|\$)`;
/** A line that is nothing but a prompt, at the end of what has come. */
const AT_END = new RegExp(String.raw`(?:^|\n)[ \t]*${PROMPT}[ \t]*$`);
const AT_START = new RegExp(String.raw`^\s*${PROMPT}[ \t]*`);

export class Dialogue {
  #seen = '';
  #sent: string | null = null;
  #ready = false;

  /** Whether the shell waits for a command. */
  get ready(): boolean {
    return this.#ready && this.#sent === null;
  }

  /** Characters that have come since the last command. */
  get size(): number {
    return this.#seen.length;
  }

  /** The line goes out now; what comes next is its echo and its answer. */
  sent(line: string): void {
    this.#seen = '';
    this.#sent = line;
  }

  /** @returns the answer when this completes one, null otherwise */
  take(text: string): string | null {
    this.#seen += text;
    // Only the end is looked at, so that a long answer in small pieces does not cost its square.
    if (!AT_END.test(this.#seen.slice(-200).replaceAll('\r', '\n'))) return null;
    const body = this.#seen.replace(/\r\n?/g, '\n').replace(AT_END, '');
    if (this.#sent === null) {
      this.#ready = true;
      return null;
    }
    // Some firmware prompts twice for one line; a prompt before the echo belongs to the command before.
    const own = withoutPrompts(body);
    if (own.trim() === '') return null;
    const answer = withoutEcho(own, this.#sent);
    this.#seen = '';
    this.#sent = null;
    return answer;
  }
}

function withoutPrompts(text: string): string {
  let rest = text;
  while (AT_START.test(rest)) rest = rest.replace(AT_START, '');
  return rest;
}

/** The shell repeats the line that was typed; `racadm>>` adds an empty line and the line again, `racadm` in front. */
function withoutEcho(text: string, sent: string): string {
  const lines = text.split('\n');
  const bare = sent.replace(/^racadm\s+/, '');
  const echoes = new Set([sent, bare, `racadm ${bare}`, `racadm ${sent}`]);
  while (lines.length > 0) {
    const first = lines[0]?.trim() ?? '';
    if (first !== '' && !echoes.has(first)) break;
    lines.shift();
  }
  return lines.join('\n');
}

/** Whether a shell has opened, prompted and gone where an answer was expected. */
export function isOnlyPrompts(text: string): boolean {
  return (
    text.trim() !== '' &&
    withoutPrompts(text)
      .replace(/CLP Session terminated/g, '')
      .trim() === ''
  );
}
