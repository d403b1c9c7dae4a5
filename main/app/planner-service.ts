import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalogue, Plan, PlannerView, PlanRequest, Product } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import { readCatalogue } from '../procedures/planner/catalogue.ts';
import { loadVersionRules } from '../procedures/planner/load.ts';
import type { VersionRules } from '../procedures/planner/model.ts';
import { plan } from '../procedures/planner/plan.ts';

/** Plans upgrades by the version rules that ship with the product. Reads no device and writes nothing. */
export class PlannerService {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #rules = new Map<Product, VersionRules>();

  /** `resources` is the folder that holds `versions/<product>.yaml`. */
  constructor(resources: string, clock: Clock) {
    this.#folder = path.join(resources, 'versions');
    this.#clock = clock;
  }

  get(product: Product): PlannerView {
    const { main, components, facts, rules } = this.#of(product);
    return { product, main, components, facts, rules: rules.map(({ rule, source, text }) => ({ rule, source, text })) };
  }

  /** @throws PlanError for a version that is none, or a component or fact the product does not have. */
  plan(request: Omit<PlanRequest, 'now'>): Plan {
    const now = new Date(this.#clock.now()).toISOString();
    return plan(this.#of(request.product), { ...request, now });
  }

  /** @throws PlanError */
  catalogue(text: string): Catalogue {
    return readCatalogue(text);
  }

  #of(product: Product): VersionRules {
    let rules = this.#rules.get(product);
    if (!rules) {
      const read = (name: string) => readFileSync(path.join(this.#folder, `${name}.yaml`), 'utf8');
      rules = loadVersionRules(read(product), read('general'));
      this.#rules.set(product, rules);
    }
    return rules;
  }
}
