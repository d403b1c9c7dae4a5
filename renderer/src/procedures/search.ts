import type { ProcedureIndex, ProcedureSummary, Text } from '../../../preload/contract.ts';
import { fold, wordsOf } from '../fold.ts';

/** A procedure as a search sees it: folded, in both languages at once. */
export interface Entry {
  procedure: ProcedureSummary;
  /** Id and titles, where a hit counts most. */
  name: string;
  objective: string;
  rules: { rule: string; folded: string }[];
  steps: { title: Text; folded: string }[];
}
export interface Hit {
  procedure: ProcedureSummary;
  score: number;
  /** What was hit, where neither name nor objective says it: a step's title or a rule. */
  where: { step: Text } | { rule: string } | null;
}

const both = ({ en, de }: Text) => fold(`${en} ${de}`);

export function entriesOf(procedures: readonly ProcedureSummary[], index: readonly ProcedureIndex[]): Entry[] {
  const known = new Map(index.map((one) => [one.id, one]));
  return procedures.map((procedure) => ({
    procedure,
    name: `${fold(procedure.id)} ${both(procedure.title)}`,
    objective: both(procedure.objective),
    rules: (known.get(procedure.id)?.rules ?? []).map((rule) => ({ rule, folded: fold(rule) })),
    steps: (known.get(procedure.id)?.steps ?? []).map((title) => ({ title, folded: both(title) })),
  }));
}

/** Those in which every word of the query occurs, best first; a word in the name counts more than one in a step. */
export function search(entries: readonly Entry[], query: string): Hit[] {
  const words = wordsOf(query);
  const hits = entries.map((entry) => hitOf(entry, words)).filter((hit) => hit !== null);
  return hits.sort((a, b) => b.score - a.score); // stable: equal hits keep the order of the list
}

function hitOf(entry: Entry, words: readonly string[]): Hit | null {
  let score = 0;
  let where: Hit['where'] = null;
  for (const word of words) {
    const step = entry.steps.find(({ folded }) => folded.includes(word));
    const rule = entry.rules.find(({ folded }) => folded.includes(word));
    if (entry.name.includes(word)) score += 8;
    else if (entry.objective.includes(word)) score += 4;
    else if (rule) {
      score += 2;
      where ??= { rule: rule.rule };
    } else if (step) {
      score += 1;
      where ??= { step: step.title };
    } else return null;
  }
  return { procedure: entry.procedure, score, where };
}
