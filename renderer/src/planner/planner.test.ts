import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { PlannerFact, PlanStep } from '../../../preload/contract.ts';
import enLibrary from '../../../resources/locales/en/library.json' with { type: 'json' };
import { ageDays, emptyDraft, requestOf } from './request.ts';
import { stopsOf } from './trips.ts';

const fact = (name: string, type: PlannerFact['type']): PlannerFact => ({
  name,
  type,
  values: [],
  label: { en: name, de: name },
});

test('a draft becomes a request: blanks are no answers, answers have the type of their question', () => {
  const draft = {
    ...emptyDraft('remote-support'),
    from: { product: ' 12.0.0 ', base: '' },
    to: { product: 'newest' },
    facts: { contract: 'true', migration: 'false', setup: 'single', nodes: '3', release: '  ' },
    messages: 'first\n\nsecond\n',
  };
  const facts = [fact('contract', 'boolean'), fact('migration', 'boolean'), fact('nodes', 'number')];
  expect(requestOf(draft, facts)).toEqual({
    product: 'remote-support',
    from: { product: '12.0.0' },
    to: { product: 'newest' },
    facts: { contract: true, migration: false, setup: 'single', nodes: 3 },
    catalogue: null,
    messages: ['first', 'second'],
  });
  expect(requestOf(emptyDraft('sps'), [])).toEqual({ product: 'sps', from: {}, to: {}, facts: {}, catalogue: null });
});

test('a list of releases ages by whole days', () => {
  const now = Date.parse('2026-11-21T13:00:00Z');
  expect(['2026-11-21', '2026-11-20', '2026-10-01', '2026-11-23'].map((date) => ageDays(date, now))).toEqual([
    0, 1, 51, -2,
  ]);
});

test('a round trip stands before the first installation that needs it', () => {
  const why = { rule: 'E', source: { document: 'tool' }, text: { en: '', de: '' } };
  const install = (component: string, roundTrip: number): PlanStep => ({
    ...why,
    kind: 'install',
    component,
    from: null,
    to: '1',
    roundTrip,
  });
  const steps: PlanStep[] = [
    { ...why, kind: 'task', at: 'before', procedure: null },
    install('base', 1),
    install('product', 1),
    { ...why, kind: 'wait', hours: 24, until: why.text },
    install('product', 2),
  ];
  const shape = stopsOf(steps).map((stop) =>
    stop.kind === 'trip' ? `trip ${stop.round} with ${stop.installs.length}` : `${stop.no} ${stop.step.kind}`,
  );
  expect(shape).toEqual(['1 task', 'trip 1 with 2', '2 install', '3 install', '4 wait', 'trip 2 with 1', '5 install']);
});

test('every answer and every group of the version rules has its word', () => {
  const files = import.meta.glob<string>('../../../resources/versions/*.yaml', {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  expect(Object.keys(files).length).toBeGreaterThan(4);
  for (const [name, text] of Object.entries(files)) {
    const { facts = {}, rules = {} } = parse(text) as {
      facts?: Record<string, { values?: string[] }>;
      rules?: Record<string, { groups?: string[] }>;
    };
    for (const value of Object.values(facts).flatMap((one) => one.values ?? []))
      if (!/^\d+$/.test(value)) expect(enLibrary.planner.value, name).toHaveProperty(value);
    for (const group of Object.values(rules).flatMap((one) => one.groups ?? []))
      expect(enLibrary.planner.group, name).toHaveProperty(group);
  }
});
