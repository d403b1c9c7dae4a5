import { describe, expect, test } from 'vitest';
import type { ProcedureIndex, ProcedureSummary, ProcedureView } from '../../../preload/contract.ts';
import { callersOf, sortsOf } from './calls.ts';
import { countSteps, nested } from './outline.ts';
import { entriesOf, search } from './search.ts';

const procedure = (id: string, en: string, de: string, objective = en): ProcedureSummary => ({
  id,
  version: 1,
  product: 'sps',
  title: { en, de },
  objective: { en: objective, de: objective },
  roles: [],
  steps: 3,
});
const procedures = [
  procedure('sps-upgrade', 'Upgrade the cluster', 'Den Cluster aktualisieren'),
  procedure('sps-keys', 'Read the recovery keys', 'Die Wiederherstellungsschlüssel auslesen'),
  procedure('sps-power', 'Power the slave on', 'Den Slave einschalten', 'The upgrade ends here.'),
];
const index: ProcedureIndex[] = [
  {
    id: 'sps-upgrade',
    steps: [{ en: 'Upload the firmware', de: 'Firmware hochladen' }],
    rules: ['I-SPS-010', 'G-011'],
    calls: ['sps-power'],
  },
  { id: 'sps-keys', steps: [{ en: 'Straße', de: 'Straße' }], rules: [], calls: [] },
  { id: 'sps-power', steps: [], rules: ['I-SPS-010'], calls: [] },
];

describe('a search', () => {
  const entries = entriesOf(procedures, index);
  const found = (query: string) => search(entries, query).map((hit) => hit.procedure.id);
  test('looks in both languages, whatever the case and the accents', () => {
    expect(found('wiederherstellungsschlussel')).toEqual(['sps-keys']);
    expect(found('RECOVERY schlüssel')).toEqual(['sps-keys']);
    expect(found('strasse')).toEqual(['sps-keys']);
  });
  test('puts a hit in the name before one in the objective', () => {
    expect(found('upgrade')).toEqual(['sps-upgrade', 'sps-power']);
  });
  test('says where it hit when neither name nor objective shows it', () => {
    expect(search(entries, 'g-011')).toMatchObject([{ where: { rule: 'G-011' } }]);
    expect(search(entries, 'cluster hochladen')).toMatchObject([{ where: { step: { de: 'Firmware hochladen' } } }]);
    expect(search(entries, 'cluster')).toMatchObject([{ where: null }]);
  });
  test('wants every word, and without one gives all in their order', () => {
    expect(found('upgrade nowhere')).toEqual([]);
    expect(found('  ')).toEqual(procedures.map(({ id }) => id));
  });
  test('works on names alone while steps and rules are not there yet', () => {
    expect(search(entriesOf(procedures, []), 'slave')).toHaveLength(1);
  });
});

test('what calls is a job, what is called is a part, what does neither is a task', () => {
  expect([...sortsOf(index)]).toEqual([
    ['sps-upgrade', 'job'],
    ['sps-keys', 'task'],
    ['sps-power', 'part'],
  ]);
  expect(callersOf(index).get('sps-power')).toEqual(['sps-upgrade']);
});

test('an outline becomes a tree by its depths, and headings are not steps', () => {
  const step = (path: string, depth: number, calls: string | null = null): ProcedureView['outline'][number] => ({
    path,
    depth,
    kind: calls === null ? 'guide' : 'procedure',
    title: { en: path, de: path },
    text: null,
    sources: [],
    calls,
  });
  const tree = nested([step('a', 0, 'x'), step('a/b', 1, 'y'), step('a/b/c', 2), step('a/d', 1), step('e', 0)]);
  const shape = (nodes: typeof tree): unknown[] =>
    nodes.map(({ step: { path }, inner }) => (inner.length > 0 ? [path, shape(inner)] : path));
  expect(shape(tree)).toEqual([['a', [['a/b', ['a/b/c']], 'a/d']], 'e']);
  expect(countSteps(tree)).toBe(3);
});
