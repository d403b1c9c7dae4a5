/**
 * The version rules that the upgrade-path planner answers by. They are data (`resources/versions/<product>.yaml`, E-… of the
 * rule catalogue); nothing here knows a product. Never a guess: what no rule allows is `unresolved`, what nobody has said yet
 * is a question.
 */
import type { Because, PlannerFact, Product, Source, Text } from '../../../preload/contract.ts';
import type { Expression } from '../expression/ast.ts';

export type {
  Because,
  Catalogue,
  Plan,
  PlanNote,
  PlannerFact,
  PlanQuestion,
  PlanRequest,
  PlanStep,
  Release,
} from '../../../preload/contract.ts';

/** One version rule, compiled. */
export interface VersionRule extends Because {
  text: Text;
  /** Global condition; null: always. */
  when: Expression | null;
  effect: Effect;
}

export type Effect =
  /** Release names and version numbers mean the same. */
  | { do: 'name' }
  /** A step of a component is permitted where one of these holds. */
  | { do: 'allow'; component: string; hops: Expression[] }
  | { do: 'refuse' }
  | { do: 'unresolved' }
  /** Only versions for which this holds are permitted targets and stops. */
  | { do: 'keep'; component: string; only: Expression }
  | { do: 'ask'; fact: string }
  | { do: 'note'; level: 'info' | 'warning' }
  | { do: 'task'; at: 'before' | 'after'; procedure: string }
  | { do: 'verify' }
  /** Components in the order of their installation. */
  | { do: 'sequence'; components: string[] }
  /** A component that goes to (or over) some version needs another one first. `newest`: as the catalogue has it. */
  | { do: 'require'; component: string; hop: Expression | null; needs: string; atLeast: string }
  /** Every release of the component in the catalogue is a stop, in order: the vendor names the intermediate ones. */
  | { do: 'stops'; component: string; confirmedBy: string }
  | { do: 'wait'; component: string; hours: number; until: Text }
  /** Between two components' installations that belong together nothing else may happen but this task. */
  | { do: 'adjacent'; first: string; second: string; between: string }
  /** Packages with this attribute must have the value of the fact. */
  | { do: 'select'; attribute: string; fact: string }
  | { do: 'devices'; groups: string[]; procedure: string }
  /** Support ends at the later of both: `months` after publication, or after that of the next release (of the same kind, or any). */
  | { do: 'support'; months: number; afterSuccessorMonths: number; successor: 'same' | 'any'; of: Expression }
  /** The list of releases must not be older; with `blocks` the plan stays open until it is not. */
  | { do: 'catalogue'; days: number; blocks: boolean }
  /** Reads a blocked package's message. Group 1 is what it asks for. */
  | { do: 'message'; pattern: string }
  | { do: 'scope' };

export interface VersionRules {
  product: Product;
  main: string;
  components: Readonly<Record<string, Text>>;
  facts: PlannerFact[];
  /** The runbooks are written for this. */
  scope: Expression;
  /** Whether packages are fetched once, or for each step of the main component (they may be offered only one by one). */
  roundTrips: { each: 'plan' | 'step'; text: Text; source: Source };
  rules: VersionRule[];
}
