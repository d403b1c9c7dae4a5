import type { Catalogue, PlannerFact, PlanRequest, Product } from '../../../preload/contract.ts';

/** What was typed so far; an empty answer is none. */
export interface Draft {
  product: Product;
  from: Readonly<Record<string, string>>;
  to: Readonly<Record<string, string>>;
  facts: Readonly<Record<string, string>>;
  list: { name: string; catalogue: Catalogue } | null;
  /** What packages say that cannot be installed, one on a line. */
  messages: string;
}

export const emptyDraft = (product: Product): Draft => ({
  product,
  from: {},
  to: {},
  facts: {},
  list: null,
  messages: '',
});

const filled = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(values)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );

/** The request that a draft stands for; `facts` are the product's questions, which say what type an answer has. */
export function requestOf(draft: Draft, facts: readonly PlannerFact[]): Omit<PlanRequest, 'now'> {
  const messages = draft.messages.split('\n').filter((line) => line.trim() !== '');
  return {
    product: draft.product,
    from: filled(draft.from),
    to: filled(draft.to),
    facts: Object.fromEntries(
      Object.entries(filled(draft.facts)).map(([name, value]) => [
        name,
        typed(value, facts.find((fact) => fact.name === name)?.type),
      ]),
    ),
    catalogue: draft.list?.catalogue ?? null,
    ...(messages.length > 0 ? { messages } : {}),
  };
}

function typed(value: string, type: PlannerFact['type'] | undefined): boolean | number | string {
  if (type === 'boolean') return value === 'true';
  return type === 'number' ? Number(value) : value;
}

/** Whole days since the list was true; `now` in ms. Negative for a list from the future. */
export const ageDays = (date: string, now: number): number => Math.floor((now - Date.parse(date)) / 86_400_000);
