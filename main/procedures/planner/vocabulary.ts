/**
 * What version rules may name: `start` and `target` of the whole way, `from` and `to` of one step, each with `.major`,
 * `.minor` and `.newest` (it is the newest maintenance release of its family that the catalogue knows); the versions of the
 * components (`component.<name>`); and the product's own facts.
 */

import type { Scope } from '../expression/evaluate.ts';
import { compareVersions, versionFamily, versionNumbers } from '../expression/version.ts';
import type { FactSignature, Vocabulary } from '../expression/vocabulary.ts';
import { own } from '../own.ts';
import type { PlannerFact, Release } from './model.ts';

const ENDS = ['start', 'target', 'from', 'to'] as const;
type End = (typeof ENDS)[number];

/** The vocabulary of a product's rules. */
export function plannerVocabulary(components: readonly string[], facts: readonly PlannerFact[]): Vocabulary {
  const known: Record<string, FactSignature> = {};
  const add = (name: string, type: FactSignature['type'], values: FactSignature['values'] = []) => {
    known[name] = { type, values, derive: null };
  };
  for (const end of ENDS) {
    add(end, 'version');
    add(`${end}.major`, 'number');
    add(`${end}.minor`, 'number');
    add(`${end}.newest`, 'boolean');
  }
  for (const component of components) add(`component.${component}`, 'version');
  for (const { name, type, values } of facts) add(name, type, values);
  return (name) => own(known, name);
}

export interface Situation {
  vocabulary: Vocabulary;
  versions: Partial<Record<End, string>>;
  /** The main component's releases, for `.newest`; null when there is no catalogue. */
  releases: readonly Release[] | null;
  components: Readonly<Record<string, string>>;
  facts: Readonly<Record<string, boolean | number | string>>;
}

/** What an expression of a rule sees. Nothing in a plan depends on the time of day: `now` is not used. */
export function scopeIn(situation: Situation): Scope {
  const { vocabulary, versions, releases, components, facts } = situation;
  const lookUp = (name: string): boolean | number | string | undefined => {
    const [head = '', tail] = name.split('.');
    if (head === 'component') return own(components, tail ?? '');
    const version = own(versions, head as End);
    if (!(ENDS as readonly string[]).includes(head)) return own(facts, name);
    if (version === undefined || tail === undefined) return version;
    if (tail === 'newest') return releases === null ? undefined : newest(version, releases);
    return versionNumbers(version)?.[tail === 'major' ? 0 : 1] ?? 0;
  };
  return {
    vocabulary,
    devices: () => [],
    now: 0,
    scale: 1,
    fact: (name) => {
      const value = lookUp(name);
      return value === undefined ? undefined : { value, at: 0 };
    },
  };
}

/** True or false where the catalogue knows a release of the version's family, else undefined. */
function newest(version: string, releases: readonly Release[]): boolean | undefined {
  const family = versionFamily(version);
  const kin = releases.filter((release) => versionFamily(release.version) === family);
  if (kin.length === 0) return undefined;
  return kin.every((release) => (compareVersions(version, release.version) ?? -1) >= 0);
}
