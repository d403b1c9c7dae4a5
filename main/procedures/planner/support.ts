/** Until when a release is supported (E-SPS-010, -011). Pure. */
import { holds } from '../expression/evaluate.ts';
import { compareVersions, versionFamily } from '../expression/version.ts';
import type { Catalogue, Effect } from './model.ts';
import { type Situation, scopeIn } from './vocabulary.ts';

/**
 * The last day of support of the target as ISO date, by one rule; null where it does not apply or the catalogue does not say
 * when the release was published. `open`: its successor is not in the catalogue, so the day may still move.
 */
export function supportEnd(
  effect: Extract<Effect, { do: 'support' }>,
  situation: Situation,
  catalogue: Catalogue | null,
): { date: string; open: boolean } | null {
  const { target } = situation.versions;
  if (target === undefined || !catalogue || holds(effect.of, scopeIn(situation)) !== true) return null;
  const first = firstPublished(catalogue, versionFamily(target));
  if (first === null) return null;
  const successors = catalogue.releases
    .filter(
      ({ version }) => (compareVersions(version, target) ?? 0) > 0 && versionFamily(version) !== versionFamily(target),
    )
    .filter(({ version }) => {
      const then = scopeIn({ ...situation, versions: { ...situation.versions, target: version } });
      return effect.successor === 'any' || holds(effect.of, then) === true;
    })
    .map(({ version }) => firstPublished(catalogue, versionFamily(version)))
    .filter((date) => date !== null)
    .sort();
  const own = monthsAfter(first, effect.months);
  const [next] = successors;
  const after = next === undefined ? null : monthsAfter(next, effect.afterSuccessorMonths);
  return { date: after !== null && after > own ? after : own, open: next === undefined };
}

/** When the first release of a family came out, as ISO date. */
function firstPublished(catalogue: Catalogue, family: string | null): string | null {
  const dates = catalogue.releases
    .filter(({ version, published }) => published !== undefined && versionFamily(version) === family)
    .map(({ published = '' }) => published.slice(0, 10));
  return dates.sort()[0] ?? null;
}

/** A date some calendar months later; the last day of a shorter month stands for one that it does not have. */
function monthsAfter(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}
