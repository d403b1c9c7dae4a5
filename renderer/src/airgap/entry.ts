/** Lines of a typed request as a person enters them. */
import type { TypedFault } from '../../../preload/contract.ts';

/** Characters of a whole line: six groups of five. */
export const WHOLE = 30;

const bare = (text: string): string => text.replace(/[\s-]/g, '');

/** Groups of five with blanks between. */
export const grouped = (text: string): string =>
  bare(text)
    .toUpperCase()
    .match(/.{1,5}/g)
    ?.join(' ') ?? '';

/** How many characters of a line are there. */
export const lengthOf = (text: string): number => bare(text).length;

/** The lines with another text in one place; a text of several lines, as it is pasted, goes on below. */
export function withLine(lines: readonly string[], index: number, text: string): string[] {
  const pasted = text.split(/\r?\n/).filter((line, i) => i === 0 || line.trim() !== '');
  const next = [...lines];
  while (next.length < index) next.push('');
  // Only a whole line is put in order: earlier, the caret would jump.
  pasted.forEach((line, i) => {
    next[index + i] = lengthOf(line) === WHOLE || pasted.length > 1 ? grouped(line) : line.toUpperCase();
  });
  return trimmed(next);
}

function trimmed(lines: readonly string[]): string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(0, last + 1);
}

/** How many rows to offer: all that the first line announces, or one more than there is. */
export function rowsFor(lines: readonly string[], faults: readonly TypedFault[]): number {
  const announced = Math.max(0, ...faults.filter(({ problem }) => problem === 'missing').map(({ line }) => line));
  const open = faults.length > 0 || lines.length === 0;
  return Math.max(lines.length + (open && announced === 0 ? 1 : 0), announced);
}

/** The fault to show on a line. The one that is being typed is not called short, and what is not there yet is no fault. */
export function shownFault(faults: readonly TypedFault[], index: number, typing: boolean): TypedFault | null {
  const fault = faults.find(({ line }) => line === index + 1);
  if (!fault || fault.problem === 'missing' || (typing && fault.problem === 'short')) return null;
  return fault;
}

/** Whether a line is there and right. */
export const isRight = (lines: readonly string[], faults: readonly TypedFault[], index: number): boolean =>
  lengthOf(lines[index] ?? '') > 0 && !faults.some(({ line }) => line === index + 1);
