/** Runs a pattern's program over one line: all ways at once, in the order in which RegExp would try them. */
import type { Instruction } from './program.ts';

interface Thread {
  at: number;
  start: number | null;
  end: number | null;
}

/**
 * The first match of a program in a line, with the text of its group; null for none. Every instruction is visited at
 * most once per character, which is what bounds the work.
 */
export function search(program: readonly Instruction[], line: string): { group: string | null } | null {
  const characters = [...line];
  const visited = new Uint32Array(program.length);
  let found: Thread | null = null;
  let threads: Thread[] = [];
  for (let position = 0; position <= characters.length; position++) {
    const round = position + 1;
    // `threads` wait in front of this character; those behind `found` in preference are dropped, and none begins later.
    const ready: Thread[] = [];
    for (const thread of threads) follow(program, thread, characters, position, visited, round, ready);
    if (!found) follow(program, { at: 0, start: null, end: null }, characters, position, visited, round, ready);
    threads = [];
    for (const thread of ready) {
      const instruction = program[thread.at];
      if (instruction?.op === 'found') {
        found = thread;
        break;
      }
      const character = characters[position];
      if (instruction?.op !== 'character' || character === undefined) continue;
      if (instruction.test.test(character)) threads.push({ ...thread, at: thread.at + 1 });
    }
    if (found && threads.length === 0) break;
  }
  if (!found) return null;
  const { start, end } = found;
  return { group: start === null || end === null ? null : characters.slice(start, end).join('') };
}

/** Follows a thread through everything that takes no character, to where it needs one or has found. */
function follow(
  program: readonly Instruction[],
  thread: Thread,
  characters: readonly string[],
  position: number,
  visited: Uint32Array,
  round: number,
  ready: Thread[],
): void {
  const open = [thread];
  for (let next = open.pop(); next; next = open.pop()) {
    const instruction = program[next.at];
    if (!instruction || visited[next.at] === round) continue;
    visited[next.at] = round;
    switch (instruction.op) {
      case 'character':
      case 'found':
        ready.push(next);
        break;
      case 'jump':
        open.push({ ...next, at: instruction.to });
        break;
      case 'split':
        open.push({ ...next, at: instruction.second }, { ...next, at: instruction.first });
        break;
      case 'save':
        open.push({ ...next, at: next.at + 1, [instruction.slot]: position });
        break;
      case 'assertion':
        if (stands(instruction.at, characters, position)) open.push({ ...next, at: next.at + 1 });
        break;
    }
  }
}

function stands(what: '^' | '$' | '\\b' | '\\B', characters: readonly string[], position: number): boolean {
  if (what === '^') return position === 0;
  if (what === '$') return position === characters.length;
  const word = (character: string | undefined) => character !== undefined && /^\w$/.test(character);
  const boundary = word(characters[position - 1]) !== word(characters[position]);
  return what === '\\b' ? boundary : !boundary;
}
