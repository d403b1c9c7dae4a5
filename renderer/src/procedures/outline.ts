import type { ProcedureView } from '../../../preload/contract.ts';

export type OutlineStep = ProcedureView['outline'][number];
/** A step, with the steps of the procedure it calls. */
export interface OutlineNode {
  step: OutlineStep;
  inner: OutlineNode[];
}

/** The tree that the depths of a flat outline describe. */
export function nested(outline: readonly OutlineStep[]): OutlineNode[] {
  const top: OutlineNode[] = [];
  const open: OutlineNode[] = [];
  for (const step of outline) {
    const node: OutlineNode = { step, inner: [] };
    (open[step.depth - 1]?.inner ?? top).push(node);
    open.length = step.depth;
    open.push(node);
  }
  return top;
}

/** Steps in which something is done; the headings of what is called do not count. */
export const countSteps = (nodes: readonly OutlineNode[]): number =>
  nodes.reduce((sum, { step, inner }) => sum + (step.kind === 'procedure' ? countSteps(inner) : 1), 0);
