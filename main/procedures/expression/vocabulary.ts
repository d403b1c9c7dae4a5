/** What the type checker and the evaluator must know about a fact. `FactDefinition` satisfies it. */
import type { FactType } from '../../../preload/contract.ts';
import type { Expression } from './ast.ts';

export interface FactSignature {
  type: FactType;
  values: readonly { value: string }[];
  derive: Expression | null;
}
/** Undefined when there is no such fact. */
export type Vocabulary = (name: string) => FactSignature | undefined;
