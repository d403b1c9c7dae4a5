/**
 * Patterns of console lines. They are JavaScript regular expressions (flag `u`) without look-around and back references,
 * and with that limit they are matched by an automaton that reads each character once: whatever a pattern says and
 * whatever a machine prints on its console, a line costs at most its length times the size of the pattern. (RegExp goes
 * back and tries again, which two nested repeats turn into hours.)
 */
import { parsePattern } from './pattern/parse.ts';
import { assemble } from './pattern/program.ts';
import { search } from './pattern/search.ts';

export { PatternError } from './pattern/parse.ts';

/** Characters of a line that are looked at; the longest text a fact may hold. */
const LONGEST_LINE = 4000;

/**
 * Compiles a pattern to a function of one line (without its line break): the pattern's group, or the whole line when it
 * has none, trimmed; null when the pattern is nowhere in the line or nothing is left. Throws PatternError.
 */
export function linePattern(pattern: string): (line: string) => string | null {
  const program = assemble(parsePattern(pattern));
  return (line) => {
    const text = line.slice(0, LONGEST_LINE);
    const found = search(program, text);
    if (!found) return null;
    return (found.group ?? text).trim() || null;
  };
}
