/** The way of the main component through its releases: only along steps that a rule permits. Pure. */

import type { Expression } from '../expression/ast.ts';
import { holds } from '../expression/evaluate.ts';
import { compareVersions } from '../expression/version.ts';
import type { Because, VersionRule } from './model.ts';
import { type Situation, scopeIn } from './vocabulary.ts';

/** One permitted step. `undecided`: conditions that would have to be known. */
export interface Hop {
  from: string;
  to: string;
  because: Because;
  undecided: Expression[];
}

/**
 * The shortest permitted way, or null. Steps that the rules cannot decide for want of facts are taken only where `open`; a
 * release that a `keep` rule excludes is no stop.
 */
export function route(
  rules: readonly VersionRule[],
  situation: Situation,
  stops: readonly string[],
  open: boolean,
): Hop[] | null {
  const { start, target } = situation.versions;
  if (start === undefined || target === undefined) return null;
  const ways = new Map<string, Hop[]>([[start, []]]);
  const queue = [start];
  for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
    const way = ways.get(from) ?? [];
    if (same(from, target)) return way;
    for (const to of [...stops, target]) {
      if (ways.has(to) || (compareVersions(to, from) ?? 0) <= 0 || (compareVersions(to, target) ?? 1) > 0) continue;
      if (kept(rules, situation, from, to) === false) continue;
      const hop = permitted(rules, situation, from, to, open);
      if (!hop) continue;
      ways.set(to, [...way, hop]);
      queue.push(to);
    }
  }
  return null;
}

/** False where a rule excludes the release. */
export function kept(
  rules: readonly VersionRule[],
  situation: Situation,
  from: string,
  to: string,
): boolean | undefined {
  const scope = scopeIn({ ...situation, versions: { ...situation.versions, from, to } });
  const verdicts = rules.map(({ when, effect }) => {
    if (effect.do !== 'keep' || (when && holds(when, scope) !== true)) return true;
    return holds(effect.only, scope);
  });
  return verdicts.includes(false) ? false : verdicts.includes(undefined) ? undefined : true;
}

function permitted(
  rules: readonly VersionRule[],
  situation: Situation,
  from: string,
  to: string,
  open: boolean,
): Hop | null {
  const scope = scopeIn({ ...situation, versions: { ...situation.versions, from, to } });
  let undecided: Hop | null = null;
  for (const { rule, source, effect, when } of rules) {
    if (effect.do !== 'allow' || (when && holds(when, scope) !== true)) continue;
    for (const condition of effect.hops) {
      const verdict = holds(condition, scope);
      if (verdict === true) return { from, to, because: { rule, source }, undecided: [] };
      if (verdict === undefined) undecided ??= { from, to, because: { rule, source }, undecided: [condition] };
    }
  }
  return open ? undecided : null;
}

export function same(left: string, right: string): boolean {
  return compareVersions(left, right) === 0;
}
