/** Nesting beyond this is refused; nothing of ours comes near it, and hostile input must not overflow the stack. */
const MAX_DEPTH = 200;

/** A value that has no canonical JSON. The message gives the place, never the value: a value may be a secret. */
export class CanonicalError extends Error {
  override readonly name = 'CanonicalError';
}

/**
 * The one JSON text of a value, after RFC 8785 (JCS): no blanks, members sorted by the UTF-16 units of their names,
 * numbers and strings as ECMAScript writes them. Refuses what JSON cannot say (undefined, NaN, dates, lone surrogates)
 * instead of dropping or replacing it, because a hash has to stand for exactly what was said.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$', 0);
}

function write(value: unknown, where: string, depth: number): string {
  if (depth > MAX_DEPTH) throw new CanonicalError(`${where.slice(0, 80)}…: nested too deeply`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new CanonicalError(`${where}: not a finite number`);
    return JSON.stringify(value);
  }
  if (typeof value === 'string') return writeString(value, where);
  if (typeof value !== 'object') throw new CanonicalError(`${where}: ${typeof value} has no JSON`);
  if (Array.isArray(value)) {
    // Array.from visits holes too, which `map` would skip.
    return `[${Array.from(value, (item, index) => write(item, `${where}[${index}]`, depth + 1)).join(',')}]`;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new CanonicalError(`${where}: only plain objects have a canonical JSON`);
  }
  const members = Object.keys(value).sort();
  const record = value as Record<string, unknown>;
  return `{${members
    .map((name) => `${writeString(name, where)}:${write(record[name], `${where}.${name}`, depth + 1)}`)
    .join(',')}}`;
}

function writeString(text: string, where: string): string {
  if (!text.isWellFormed()) throw new CanonicalError(`${where}: text with half a surrogate pair`);
  return JSON.stringify(text);
}
