/** What one step of the main component installs: the components it builds on first, each once. Pure. */
import { holds } from '../expression/evaluate.ts';
import { compareVersions } from '../expression/version.ts';
import { own } from '../own.ts';
import type { Because, Catalogue, PlanQuestion, Release, VersionRule } from './model.ts';
import { type Situation, scopeIn } from './vocabulary.ts';

export interface Install {
  component: string;
  from: string | null;
  to: string;
  because: Because;
}
/** Version of each component as the plan goes on. */
export type Levels = Record<string, string>;

export interface Needs {
  rules: readonly VersionRule[];
  situation: Situation;
  catalogue: Catalogue | null;
  /** Component to the version that a blocked package's message asks for. */
  demanded: Readonly<Record<string, string>>;
  ask(question: PlanQuestion): void;
}

/** The installations that bring `component` to `to`, prerequisites first. `levels` is moved along. */
export function installsFor(needs: Needs, levels: Levels, component: string, to: string, because: Because): Install[] {
  const installs: Install[] = [];
  const visit = (name: string, version: string, why: Because) => {
    const from = own(levels, name) ?? null;
    for (const rule of needs.rules) {
      const wanted = prerequisite(needs, rule, name, { from, to: version }, levels);
      if (!wanted || met(own(levels, wanted.component), wanted.version)) continue;
      if (!installs.some((done) => done.component === wanted.component && met(done.to, wanted.version))) {
        visit(wanted.component, wanted.version, { rule: rule.rule, source: rule.source });
      }
    }
    installs.push({ component: name, from, to: version, because: why });
    levels[name] = version;
  };
  visit(component, to, because);
  return installs;
}

/** Whether a release is for these machines, by every `select` rule; an answer that nobody has given excludes nothing. */
export function fits(rules: readonly VersionRule[], facts: Situation['facts'], { attributes = {} }: Release): boolean {
  return rules.every(({ effect }) => {
    if (effect.do !== 'select') return true;
    const [attribute, fact] = [own(attributes, effect.attribute), own(facts, effect.fact)];
    return attribute === undefined || fact === undefined || attribute === fact;
  });
}

/** The version a component's newest release in the catalogue has, of those for these machines, or null. */
export function newestOf(
  catalogue: Catalogue | null,
  component: string,
  rules: readonly VersionRule[],
  facts: Situation['facts'],
): string | null {
  const versions =
    catalogue?.releases
      .filter((one) => one.component === component && fits(rules, facts, one))
      .map((one) => one.version) ?? [];
  return versions.sort((a, b) => compareVersions(b, a) ?? 0)[0] ?? null;
}

function met(have: string | undefined, wanted: string): boolean {
  return have !== undefined && (compareVersions(have, wanted) ?? -1) >= 0;
}

/** What a rule demands before the installation, or null. What nobody knows becomes a question. */
function prerequisite(
  needs: Needs,
  { rule, source, text, when, effect }: VersionRule,
  component: string,
  { from, to }: { from: string | null; to: string },
  levels: Levels,
): { component: string; version: string } | null {
  if (effect.do !== 'require' || effect.component !== component) return null;
  const versions = { ...needs.situation.versions, to, ...(from === null ? {} : { from }) };
  const scope = scopeIn({ ...needs.situation, versions });
  if (when && holds(when, scope) === false) return null;
  if (effect.hop && holds(effect.hop, scope) === false) return null;
  const { needs: name, atLeast } = effect;
  const newest = newestOf(needs.catalogue, name, needs.rules, needs.situation.facts);
  const demanded = own(needs.demanded, name);
  const release = needs.catalogue?.releases.find(
    (one) => one.component === component && compareVersions(one.version, to) === 0,
  );
  const fixed = { newest, release: own(release?.requires ?? {}, name) ?? demanded ?? null }[atLeast];
  if (fixed === null) {
    needs.ask({ rule, source, asks: `${component} ${to}: ${name}`, text });
    return null;
  }
  if (fixed !== undefined) return { component: name, version: fixed };
  if (met(own(levels, name), atLeast)) return null;
  // A lowest version that is not there yet is met best by the newest there is.
  return { component: name, version: newest !== null && met(newest, atLeast) ? newest : atLeast };
}
