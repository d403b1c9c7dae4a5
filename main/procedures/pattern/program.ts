/** Tree to program: the instructions of the automaton that search.ts runs (Thompson 1968, with Pike's saved places). */
import { PatternError, type PatternNode } from './parse.ts';

export type Instruction =
  | { op: 'character'; test: RegExp }
  | { op: 'assertion'; at: '^' | '$' | '\\b' | '\\B' }
  /** Goes on at both places; what `first` leads to is preferred. */
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  /** Remembers where the group begins or ends. */
  | { op: 'save'; slot: 'start' | 'end' }
  | { op: 'found' };

/** Nested counted repeats multiply; beyond this a pattern is no longer read by a person either. */
const LARGEST = 500;

/** Throws PatternError when the program would become too large. */
export function assemble(tree: PatternNode): Instruction[] {
  const program: Instruction[] = [];
  const emit = (instruction: Instruction): number => {
    if (program.length >= LARGEST) throw new PatternError('its repeats multiply to more than can be matched', 0);
    return program.push(instruction) - 1;
  };
  /** `optional` makes what it holds skippable: a split in front, whose other way is filled in behind. */
  const optional = (greedy: boolean, body: () => void) => {
    const at = emit({ op: 'jump', to: 0 });
    body();
    const [inside, behind] = [at + 1, program.length];
    program[at] = { op: 'split', first: greedy ? inside : behind, second: greedy ? behind : inside };
  };
  const write = (tree: PatternNode): void => {
    switch (tree.node) {
      case 'character':
        emit({ op: 'character', test: tree.test });
        return;
      case 'assertion':
        emit({ op: 'assertion', at: tree.at });
        return;
      case 'sequence':
        for (const item of tree.items) write(item);
        return;
      case 'group':
        emit({ op: 'save', slot: 'start' });
        write(tree.of);
        emit({ op: 'save', slot: 'end' });
        return;
      case 'choice':
        choose(tree.options);
        return;
      case 'repeat':
        repeat(tree);
        return;
    }
  };
  const choose = (options: readonly PatternNode[]): void => {
    const ends: number[] = [];
    for (const [index, option] of options.entries()) {
      if (index === options.length - 1) write(option);
      else {
        const at = emit({ op: 'jump', to: 0 });
        write(option);
        ends.push(emit({ op: 'jump', to: 0 }));
        program[at] = { op: 'split', first: at + 1, second: program.length };
      }
    }
    for (const end of ends) program[end] = { op: 'jump', to: program.length };
  };
  const repeat = ({ of, least, most, greedy }: Extract<PatternNode, { node: 'repeat' }>): void => {
    for (let count = 0; count < least; count++) write(of);
    if (most === null) {
      const again = program.length;
      optional(greedy, () => {
        write(of);
        emit({ op: 'jump', to: again });
      });
      return;
    }
    const some = (left: number): void => {
      if (left === 0) return;
      optional(greedy, () => {
        write(of);
        some(left - 1);
      });
    };
    some(most - least);
  };
  write(tree);
  emit({ op: 'found' });
  return program;
}
