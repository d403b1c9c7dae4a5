import { create } from 'zustand';
import type { Failure, Plan, PlannerView, Product } from '../../../preload/contract.ts';
import { send } from '../store.ts';
import { type Draft, emptyDraft, requestOf } from './request.ts';

interface Planner {
  draft: Draft;
  view: PlannerView | null;
  /** The plan and the draft it was made from. */
  answer: { plan: Plan; of: Draft } | null;
  failure: Failure | null;
}

/** Outlives the screen: a look into a procedure must not cost what was typed. */
export const usePlanner = create<Planner>()(() => ({
  draft: emptyDraft('sps'),
  view: null,
  answer: null,
  failure: null,
}));

/** Another product: other questions, and nothing of the former one. */
export async function chooseProduct(product: Product): Promise<void> {
  usePlanner.setState({ draft: emptyDraft(product), view: null, answer: null, failure: null });
  const view = await send('planner.get', product);
  if (usePlanner.getState().draft.product !== product) return;
  usePlanner.setState(view.ok ? { view: view.value } : { failure: view.error });
}

export const change = (part: Partial<Draft>): void =>
  usePlanner.setState(({ draft }) => ({ draft: { ...draft, ...part } }));

/** Asks for the plan of what is typed now. */
export async function planNow(): Promise<void> {
  const { draft, view } = usePlanner.getState();
  if (!view) return;
  const result = await send('planner.plan', requestOf(draft, view.facts));
  usePlanner.setState(
    result.ok ? { answer: { plan: result.value, of: draft }, failure: null } : { answer: null, failure: result.error },
  );
}

/** Reads a list of releases and keeps it with the draft. */
export async function takeList(file: { name: string; text(): Promise<string> }): Promise<boolean> {
  const read = await send('planner.catalogue', await file.text());
  if (read.ok) change({ list: { name: file.name, catalogue: read.value } });
  usePlanner.setState({ failure: read.ok ? null : read.error });
  return read.ok;
}
