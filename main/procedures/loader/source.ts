/** One YAML text with the places of everything in it, so that each complaint can name its line and column. */
import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from 'yaml';

export interface SourceFile {
  path: string;
  text: string;
}
/** Something in a file that is not as it must be; says what was expected. Line and column count from 1. */
export interface LoadError {
  file: string;
  line: number;
  column: number;
  message: string;
}
export type YamlPath = readonly (string | number)[];

/** A procedure is a page of text; anything beyond this is a mistake or an attack. */
const LARGEST = 256 * 1024;
/** How many times aliases may be expanded; the authors use none. */
const MOST_ALIASES = 50;

export class Source {
  readonly path: string;
  readonly errors: LoadError[] = [];
  /** The document as plain data; undefined when it could not be read at all. */
  readonly data: unknown;
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #root: Node | null = null;

  constructor(file: SourceFile) {
    this.path = file.path;
    this.#text = file.text;
    if (file.text.length > LARGEST) {
      this.#reportAt(0, `expected at most ${LARGEST / 1024} KiB, got ${Math.ceil(file.text.length / 1024)} KiB`);
      return;
    }
    const document = parseDocument(file.text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      uniqueKeys: true,
      strict: true,
      stringKeys: true,
    });
    for (const problem of [...document.errors, ...document.warnings]) {
      const known: Record<string, string> = {
        DUPLICATE_KEY: 'this key was given before; expected each key once',
        MULTIPLE_DOCS: 'expected one YAML document per file',
      };
      this.#reportAt(problem.pos[0], known[problem.code] ?? problem.message);
    }
    if (this.errors.length > 0) return;
    try {
      this.data = document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown;
      this.#root = document.contents as Node | null;
    } catch (cause) {
      this.#reportAt(0, cause instanceof Error ? cause.message : String(cause));
    }
  }

  /** Complains about the value at `path`, or about its nearest parent when there is no such value. */
  report(path: YamlPath, message: string): void {
    this.#reportAt(this.#offset(path), message);
  }

  /** Complains about a key rather than about its value. */
  reportKey(path: YamlPath, message: string): void {
    const parent = this.#find(path.slice(0, -1));
    const pair = isMap(parent) ? parent.items.find((item) => keyOf(item.key) === String(path.at(-1))) : undefined;
    const offset = pair && isScalar(pair.key) ? pair.key.range?.[0] : undefined;
    this.#reportAt(offset ?? this.#offset(path), message);
  }

  /** Complains about the character `index` of the string at `path`. */
  reportInside(path: YamlPath, index: number, message: string): void {
    const node = this.#find(path);
    const offset = isScalar(node) ? sourceOffset(node, this.#text, index) : this.#offset(path);
    this.#reportAt(offset, message);
  }

  #reportAt(offset: number, message: string): void {
    const { line, col } = this.#lines.linePos(offset);
    this.errors.push({ file: this.path, line: Math.max(line, 1), column: Math.max(col, 1), message });
  }

  #offset(path: YamlPath): number {
    for (let length = path.length; length >= 0; length--) {
      const start = this.#find(path.slice(0, length))?.range?.[0];
      if (start !== undefined) return start;
    }
    return 0;
  }

  #find(path: YamlPath): Node | null {
    let node: unknown = this.#root;
    for (const key of path) {
      if (isMap(node)) node = node.items.find((item) => isPair(item) && keyOf(item.key) === String(key))?.value;
      else if (isSeq(node)) node = node.items[Number(key)];
      else return null;
    }
    return (node ?? null) as Node | null;
  }
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

/**
 * Where character `index` of a scalar's value stands in the file. Quotes, escapes and folded line breaks make the value
 * shorter than its text, so both are walked side by side.
 */
function sourceOffset(node: Scalar, text: string, index: number): number {
  const [start, end] = node.range ?? [0, 0];
  const value = String(node.value);
  let at = start;
  if (node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE') at += 1;
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') at = text.indexOf('\n', start) + 1;
  const space = (character: string) => /\s/.test(character);
  let position = 0;
  for (; at < end; ) {
    const wanted = value.charAt(position);
    const seen = text.charAt(at);
    if (space(seen) && !space(wanted)) at++;
    else if (position >= index) break;
    else if (space(seen)) {
      while (at < end && space(text.charAt(at))) at++;
      while (position < index && space(value.charAt(position))) position++;
    } else {
      // A backslash or a doubled quote stands for the character after it.
      if (seen !== wanted || (node.type === 'QUOTE_SINGLE' && seen === "'")) at++;
      at++;
      position++;
    }
  }
  return Math.min(at, end);
}
