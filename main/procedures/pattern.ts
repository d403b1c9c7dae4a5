import { RE2JS, RE2JSSyntaxException } from 're2js';

/** What is wrong with a pattern and where: `offset` counts characters from its start. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const LONGEST_PATTERN = 200;
/** Characters of a line that are looked at; the longest text a fact may hold. */
const LONGEST_LINE = 4000;

/**
 * Compiles a pattern to a function of one line (without its line break): the pattern's group, or the whole line when it
 * has none, trimmed; null when the pattern is nowhere in the line or nothing is left. Throws PatternError.
 *
 * The syntax is RE2's: regular expressions without look-around and back references, matched in time that grows with the
 * line and never with the guesses, whatever a pattern says and whatever a machine prints. (RegExp goes back and tries
 * again, which two nested repeats turn into hours.)
 */
export function linePattern(pattern: string): (line: string) => string | null {
  if (pattern.length > LONGEST_PATTERN) {
    throw new PatternError(`expected at most ${LONGEST_PATTERN} characters`, LONGEST_PATTERN);
  }
  const compiled = compile(pattern);
  if (compiled.groupCount() > 1) {
    throw new PatternError('expected one group at most, it is the value; use (?:…) for the others', 0);
  }
  return (line) => {
    const text = line.slice(0, LONGEST_LINE);
    const match = compiled.matcher(text);
    if (!match.find()) return null;
    const group = compiled.groupCount() === 1 ? match.group(1) : null;
    return (group ?? text).trim() || null;
  };
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const at = pattern.indexOf(error.getPattern() ?? '');
    throw new PatternError(`not a regular expression here: ${error.getDescription()}`, Math.max(0, at));
  }
}
