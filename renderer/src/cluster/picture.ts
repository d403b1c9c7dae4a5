import type { FactView, Product, RunView } from '../../../preload/contract.ts';
import { hardwareLocks } from '../run/panel.ts';
import { type LineKey, type LinkKey, type Teller, tellings } from './telling.ts';

/** What a line says: the last fact that tells of it; null where nothing was read or entered. */
export interface Told<Key> {
  key: Key;
  fact: FactView | null;
}
/** How far the run is with a device; null where no part of it is about one device alone. */
export type Phase = 'waiting' | 'now' | 'begun' | 'done' | null;
export interface Node {
  scope: string;
  name: string;
  serial: string | null;
  /** The role it was bound to; null in a list, where all have the same. */
  label: RunView['bindings'][number]['label'] | null;
  phase: Phase;
  /** Rules that keep commands from its chassis now. */
  locks: number;
  lines: Told<LineKey>[];
}
export interface Group {
  /** Value of the fact they stand together by; null where it is not known or there is none. */
  name: string | null;
  nodes: Node[];
}
export interface Picture {
  /** Devices that play a role by themselves: a pair, masters. */
  heads: Node[];
  links: Told<LinkKey>[];
  /** Devices of lists. */
  groups: Group[];
  groupedBy: 'region' | 'site' | null;
}

/** The devices of a run as they were last read or seen in it; null for a run of one device. Nothing is concluded. */
export function pictureOf(run: RunView, product: Product): Picture | null {
  if (run.bindings.length < 2) return null;
  const telling = tellings[product];
  const roles = new Set(run.bindings.map(({ role }) => role));
  const nodes = run.bindings.map((binding) => ({ binding, node: nodeOf(run, binding, product) }));
  const listed = nodes.filter(({ binding }) => isListed(binding));
  const groups = new Map<string | null, Node[]>();
  for (const { node } of listed) {
    const name = telling.groupFact && groupName(newest(run.facts, [telling.groupFact], node.scope, ''));
    groups.set(name, [...(groups.get(name) ?? []), node]);
  }
  return {
    heads: nodes.filter(({ binding }) => !isListed(binding)).map(({ node }) => node),
    links: telling.links
      .filter((link) => link.roles.every((role) => roles.has(role)))
      .map(({ key, facts }) => ({ key, fact: lastOf(run.facts.filter(({ name }) => facts.includes(name))) })),
    groups: [...groups].map(([name, of]) => ({ name, nodes: of })),
    groupedBy: telling.group,
  };
}

const isListed = ({ role, scope }: RunView['bindings'][number]): boolean => scope.startsWith(`${role}#`);

function nodeOf(run: RunView, binding: RunView['bindings'][number], product: Product): Node {
  const { role, label, scope, deviceId, deviceName, serial } = binding;
  return {
    scope,
    name: deviceName,
    serial,
    label: isListed(binding) ? null : label,
    phase: phaseOf(run, scope, deviceId),
    locks: hardwareLocks(run).filter((rule) => rule.scope === scope).length,
    lines: tellings[product].lines
      .filter(({ roles }) => roles?.includes(role) ?? true)
      .map(({ key, tellers }) => ({ key, fact: newest(run.facts, tellers, scope, role) })),
  };
}

function phaseOf(run: RunView, scope: string, deviceId: string): Phase {
  const { current } = run;
  if (current && (current.scope === scope || (!current.scope && current.device?.deviceId === deviceId))) return 'now';
  const own = run.steps.filter((step) => step.scope === scope && step.kind !== 'procedure');
  if (own.length === 0) return null;
  const over = own.filter(({ status }) => status === 'done' || status === 'skipped').length;
  if (over === own.length) return 'done';
  return over === 0 ? 'waiting' : 'begun';
}

function newest(facts: readonly FactView[], tellers: readonly Teller[], scope: string, role: string): FactView | null {
  const tells = ({ name, scope: of }: FactView) =>
    tellers.some((teller) =>
      typeof teller === 'string'
        ? teller === name && of === scope
        : teller.fact === name && teller.role === role && !of,
    );
  return lastOf(facts.filter(tells));
}

const lastOf = (facts: readonly FactView[]): FactView | null =>
  facts.reduce<FactView | null>((last, fact) => (last === null || fact.at > last.at ? fact : last), null);

const groupName = (fact: FactView | null): string | null => (fact === null || fact.stale ? null : String(fact.value));
