/** The shipped version rules, for tests. */
import { readFileSync } from 'node:fs';
import type { Product } from '../model.ts';
import { loadVersionRules } from '../planner/load.ts';
import type { PlanRequest, VersionRules } from '../planner/model.ts';

export function shippedRules(product: Product): VersionRules {
  const read = (name: string) =>
    readFileSync(new URL(`../../../resources/versions/${name}.yaml`, import.meta.url), 'utf8');
  return loadVersionRules(read(product), read('general'));
}

/** A request at a fixed instant, with what a test wants otherwise. */
export function request(
  product: Product,
  from: PlanRequest['from'],
  to: PlanRequest['to'],
  more: Partial<PlanRequest> = {},
) {
  return { product, from, to, facts: {}, catalogue: null, now: '2026-03-01T12:00:00Z', ...more } satisfies PlanRequest;
}
