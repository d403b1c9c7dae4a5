/** Pattern text to tree. The syntax is ECMAScript's (ECMA-262 22.2.1); RegExp itself checks it before we read it. */

export type PatternNode =
  /** One character; `test` is the RegExp of exactly this character class. */
  | { node: 'character'; test: RegExp }
  | { node: 'assertion'; at: '^' | '$' | '\\b' | '\\B' }
  | { node: 'sequence'; items: PatternNode[] }
  | { node: 'choice'; options: PatternNode[] }
  | { node: 'group'; of: PatternNode }
  /** `most` is null for no limit. */
  | { node: 'repeat'; of: PatternNode; least: number; most: number | null; greedy: boolean };

/** What is wrong with a pattern and where: `offset` counts characters from its start. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const LONGEST = 200;
const MOST_REPEATS = 100;

const ESCAPE =
  /\\(?:u\{[\da-f]+\}|ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|u[\da-f]{4}|x[\da-f]{2}|p\{[^}]*\}|c[a-z]|.)/iuy;
const CLASS = /\[(?:\\.|[^\]\\])*\]/uy;
const REPEAT = /(?:[*+?]|\{(\d+)(,?)(\d*)\})(\??)/uy;
const CHARACTER = /./suy;

/** Parses a pattern; throws PatternError for what RegExp refuses and for what cannot be matched in one pass. */
export function parsePattern(source: string): PatternNode {
  if (source.length > LONGEST) throw new PatternError(`expected at most ${LONGEST} characters`, LONGEST);
  try {
    new RegExp(source, 'u');
  } catch (error) {
    const reason = String((error as Error).message)
      .split(': ')
      .at(-1);
    throw new PatternError(`not a regular expression: ${reason}`, 0);
  }
  return new Parser(source).whole();
}

class Parser {
  readonly #source: string;
  #at = 0;
  #groups = 0;
  constructor(source: string) {
    this.#source = source;
  }

  whole(): PatternNode {
    return this.#choice();
  }

  #choice(): PatternNode {
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    return options.length === 1 && options[0] ? options[0] : { node: 'choice', options };
  }

  #sequence(): PatternNode {
    const items: PatternNode[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source.charAt(this.#at))) items.push(this.#item());
    return { node: 'sequence', items };
  }

  #item(): PatternNode {
    const start = this.#at;
    const groups = this.#groups;
    const of = this.#atom();
    const repeat = this.#match(REPEAT);
    if (!repeat) return of;
    if (canBeEmpty(of)) throw new PatternError('what is repeated here can be empty', start);
    const [text, count, comma, end, lazy] = repeat;
    const least = count === undefined ? Number(text.startsWith('+')) : Number(count);
    const open = comma === ',' && end === '' ? null : Number(end || count);
    const most = count === undefined ? (text.startsWith('?') ? 1 : null) : open;
    if (most !== 1 && this.#groups > groups) {
      throw new PatternError('a group that is repeated has no single value; expected (?:…) inside a repeat', start);
    }
    if (Math.max(least, most ?? 0) > MOST_REPEATS) {
      throw new PatternError(`expected at most ${MOST_REPEATS} repeats`, start);
    }
    return { node: 'repeat', of, least, most, greedy: lazy === '' };
  }

  #atom(): PatternNode {
    const start = this.#at;
    if (this.#take('(')) return this.#group(start);
    if (this.#take('^')) return { node: 'assertion', at: '^' };
    if (this.#take('$')) return { node: 'assertion', at: '$' };
    const [text] = this.#match(ESCAPE) ?? this.#match(CLASS) ?? this.#match(CHARACTER) ?? [''];
    if (text === '\\b' || text === '\\B') return { node: 'assertion', at: text };
    if (/^\\[1-9k]/u.test(text)) throw new PatternError('a pattern cannot refer back to a group', start);
    return { node: 'character', test: new RegExp(`^${text}$`, 'u') };
  }

  #group(start: number): PatternNode {
    const plain = this.#take('?:');
    if (!plain && this.#source.charAt(this.#at) === '?') {
      throw new PatternError('expected ( or (?: here; a pattern cannot look around or name groups', start);
    }
    if (!plain && ++this.#groups > 1) {
      throw new PatternError('expected one group at most, it is the value; use (?:…) for the others', start);
    }
    const of = this.#choice();
    this.#take(')');
    return plain ? of : { node: 'group', of };
  }

  #take(text: string): boolean {
    const found = this.#source.startsWith(text, this.#at);
    if (found) this.#at += text.length;
    return found;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found) this.#at += found[0].length;
    return found;
  }
}

function canBeEmpty(node: PatternNode): boolean {
  switch (node.node) {
    case 'character':
      return false;
    case 'assertion':
      return true;
    case 'sequence':
      return node.items.every(canBeEmpty);
    case 'choice':
      return node.options.some(canBeEmpty);
    case 'group':
      return canBeEmpty(node.of);
    case 'repeat':
      return node.least === 0 || canBeEmpty(node.of);
  }
}
