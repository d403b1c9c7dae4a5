/** The upgrade-path planner: what it is asked and what it answers. Dates and times are ISO 8601. */
import type { Source, Text } from './basics.ts';
import type { FactType } from './runs.ts';
import type { Product } from './sites.ts';

/** What one release brings. `requires`: the lowest version of each component it builds on. */
export interface Release {
  component: string;
  version: string;
  /** ISO 8601 date of publication, for support periods. */
  published?: string | undefined;
  requires?: Readonly<Record<string, string>> | undefined;
  /** What packages are told apart by, e.g. `windows: '2016'`. */
  attributes?: Readonly<Record<string, string>> | undefined;
}

/** What is known of a vendor's releases, and since when: behind an air gap nobody can look. */
export interface Catalogue {
  /** ISO 8601 date on which the list was true. */
  date: string;
  releases: readonly Release[];
}

export interface PlanRequest {
  product: Product;
  /** Version per component; the product's main component is what it is called by. */
  from: Readonly<Record<string, string>>;
  to: Readonly<Record<string, string>>;
  /** Answers to the product's questions, e.g. `hardware: pyramid`. */
  facts: Readonly<Record<string, boolean | number | string>>;
  catalogue: Catalogue | null;
  /** Messages of packages that the appliance does not let install. */
  messages?: readonly string[] | undefined;
  /** ISO 8601 instant of the planning. */
  now: string;
}

/** Why something is in a plan. */
export interface Because {
  rule: string;
  source: Source;
}

export type PlanStep = Because & { text: Text } & (
    | { kind: 'install'; component: string; from: string | null; to: string; roundTrip: number }
    /** `hours` at the least; `until` says what else must have happened. */
    | { kind: 'wait'; hours: number; until: Text }
    | { kind: 'task'; at: 'before' | 'between' | 'after'; procedure: string | null }
    | { kind: 'verify' }
  );

export interface PlanQuestion extends Because {
  /** The fact or the piece of the catalogue that would answer it. */
  asks: string;
  text: Text;
}
export interface PlanNote extends Because {
  level: 'info' | 'warning';
  text: Text;
}

/**
 * `ready`: every step is allowed by a rule. `open`: it would be, once the questions are answered. `unresolved`: no rule leads
 * there, ask the vendor's support. `refused`: a rule forbids it.
 */
export type PlanVerdict = 'ready' | 'open' | 'unresolved' | 'refused';

export interface Plan {
  product: Product;
  verdict: PlanVerdict;
  /** Why it is refused or unresolved. */
  reasons: PlanNote[];
  /** In this order; empty unless `ready` or `open`. For an `unresolved` plan a way that nobody supports, to be shown to the support. */
  steps: PlanStep[];
  /** The order of the devices, when there are several, and the runbook that keeps it. */
  devices: (Because & { groups: string[]; procedure: string; text: Text }) | null;
  questions: PlanQuestion[];
  notes: PlanNote[];
  /** Versions of the main component, first to last. */
  path: string[];
  packages: { component: string; version: string; attributes: Readonly<Record<string, string>> }[];
  roundTrips: number;
  /** The sum of the waits. */
  waitHours: number;
}

/** What a product's rules may speak about. */
export interface PlannerFact {
  name: string;
  type: FactType;
  values: { value: string }[];
  label: Text;
}

/** What a person may be asked to plan for a product. */
export interface PlannerView {
  product: Product;
  /** The component whose version the product is called by. */
  main: string;
  components: Readonly<Record<string, Text>>;
  facts: PlannerFact[];
  rules: (Because & { text: Text })[];
}
