import { describe, expect, it } from 'vitest';
import catalogue from '../../../resources/procedures/catalogue.json' with { type: 'json' };
import type { Product } from '../model.ts';
import { request, shippedRules } from '../testing/version-rules.ts';
import { PlanError } from './error.ts';
import type { Catalogue, Plan, Release } from './model.ts';
import { plan } from './plan.ts';

const rules = {
  sps: shippedRules('sps'),
  'u-series': shippedRules('u-series'),
  'remote-support': shippedRules('remote-support'),
  imprivata: shippedRules('imprivata'),
};
const list = (...releases: Release[]): Catalogue => ({ date: '2026-02-20', releases });
const firmware = (...versions: string[]) => list(...versions.map((version) => ({ component: 'firmware', version })));
const sps = (
  from: string,
  to: string,
  facts: Record<string, string>,
  releases = firmware('5.0.11', '5.6.1', '5.8.0'),
) => plan(rules.sps, request('sps', { firmware: from }, { firmware: to }, { facts, catalogue: releases }));
const ours = { hardware: 'supported', topology: 'standalone' };
const installs = (it: Plan) =>
  it.steps.flatMap((step) => (step.kind === 'install' ? [`${step.component} ${step.to}`] : []));
const rulesOf = (it: Plan) => [...it.steps, ...it.reasons, ...it.questions].map(({ rule }) => rule);
const outline = (it: Plan) =>
  it.steps.map((step) => {
    if (step.kind === 'install') return `${step.component} ${step.to} (${step.roundTrip})`;
    if (step.kind === 'wait') return `wait ${step.hours}`;
    return step.kind === 'task' ? `${step.at} ${step.procedure}` : 'verify';
  });

describe('the ten worked examples of the reference', () => {
  it('1: SPS 5.0.9 goes to the newest 5.0 and then to 5.8, indexers and Desktop Player after it', () => {
    const result = sps('5.0.9', '5.8.0', ours);
    expect(result.verdict).toBe('ready');
    expect(result.path).toEqual(['5.0.9', '5.0.11', '5.8.0']);
    expect(outline(result).at(-1)).toBe('after sps-external-indexer-upgrade');
    expect(rulesOf(result)).toEqual(expect.arrayContaining(['E-SPS-002', 'E-SPS-016']));
  });
  it('2: the newest 5.6 of a cluster goes straight to 5.8', () => {
    const result = sps('5.6.1', '5 F8', { ...ours, topology: 'cluster' });
    expect([result.verdict, result.path]).toEqual(['ready', ['5.6.1', '5.8.0']]);
    expect(rulesOf(result)).toContain('E-SPS-003');
    expect(outline(result).at(-1)).toBe('verify');
  });
  it('3: 5.3 to 5.8 is unresolved, and never by way of 5.0', () => {
    const result = sps('5.3.2', '5.8.0', ours, firmware('5.0.11', '5.3.2', '5.6.1', '5.8.0'));
    expect(result.verdict).toBe('unresolved');
    expect(result.reasons.map(({ rule }) => rule)).toEqual(['E-SPS-005']);
    // What could be proposed to the support goes through later feature releases only.
    expect(result.path).toEqual(['5.3.2', '5.6.1', '5.8.0']);
  });
  it('4: 4.0 goes to the newest 5.0 first, by the guide for 5 LTS', () => {
    const result = sps('4.0.3', '5.8.0', ours);
    expect([result.verdict, result.path]).toEqual(['ready', ['4.0.3', '5.0.11', '5.8.0']]);
    expect(rulesOf(result)).toContain('E-SPS-004');
  });
  it('5: Pyramid hardware is refused', () => {
    const result = sps('5.0.11', '5.8.0', { ...ours, hardware: 'pyramid' });
    expect([result.verdict, result.steps, result.reasons.map(({ rule }) => rule)]).toEqual([
      'refused',
      [],
      ['E-SPS-012'],
    ]);
    expect(sps('5.0.9', '5.0.11', { ...ours, hardware: 'pyramid' }).verdict).toBe('ready');
  });
  it('6: a downgrade is refused', () => {
    const result = sps('5.8.0', '5.0.11', ours);
    expect([result.verdict, result.reasons.map(({ rule }) => rule)]).toEqual(['refused', ['E-SPS-007', 'E-SPS-008']]);
  });
  it('7: U-Series 3.2.0 with an old SUPI: SUPI, Supporting Software, patches, appliance software, products; the active one first', () => {
    const result = plan(
      rules['u-series'],
      request(
        'u-series',
        { appliance: '3.2.0', supportingSoftware: '200901', supi: '1.0' },
        { appliance: '3.3.1', securityPatches: 'newest', products: 'newest' },
        {
          facts: { windows: '2016', sql: '2016', topology: 'active-passive' },
          catalogue: list(
            { component: 'supi', version: '2.0' },
            { component: 'supportingSoftware', version: '210201', attributes: { windows: '2016' } },
            { component: 'securityPatches', version: '2026.02', attributes: { windows: '2016' } },
            { component: 'appliance', version: '3.3.1' },
            { component: 'products', version: '7.2' },
          ),
        },
      ),
    );
    expect(result.verdict).toBe('ready');
    expect(installs(result)).toEqual([
      'supi 2.0',
      'supportingSoftware 210201',
      'securityPatches 2026.2',
      'appliance 3.3.1',
      'products 7.2',
    ]);
    expect(result.devices).toMatchObject({ groups: ['active', 'passive'], procedure: 'us-upgrade-active-passive' });
    expect(result.roundTrips).toBe(1);
  });
  const remote = { contract: true, stopsConfirmed: true, setup: 'single' };
  it('8: Remote Support with base 3.2.4: key from the support, base, backup, product, 24 hours and all clients', () => {
    const result = plan(
      rules['remote-support'],
      request(
        'remote-support',
        { base: '3.2.4', product: '12.1.0' },
        { product: '12.2.0' },
        {
          facts: remote,
          catalogue: list({ component: 'product', version: '12.2.0', requires: { base: '3.3.2' } }),
        },
      ),
    );
    expect(result.verdict).toBe('ready');
    expect(outline(result)).toEqual([
      'before rs-download-key-generate',
      'base 3.3.2 (1)',
      'between rs-backup-settings',
      'product 12.2.0 (1)',
      'wait 24',
      'after rs-client-upgrade-wait',
    ]);
  });
  it('9: two product packages behind: each with its base, its round trip and its 24 hours', () => {
    const result = plan(
      rules['remote-support'],
      request(
        'remote-support',
        { base: '3.3.2', product: '12.0.0' },
        { product: 'newest' },
        {
          facts: remote,
          catalogue: list(
            { component: 'product', version: '12.2.0', requires: { base: '3.5.0' } },
            { component: 'product', version: '12.1.0', requires: { base: '3.4.0' } },
          ),
        },
      ),
    );
    expect(outline(result)).toEqual([
      'base 3.4.0 (1)',
      'between rs-backup-settings',
      'product 12.1.0 (1)',
      'wait 24',
      'base 3.5.0 (2)',
      'between rs-backup-settings',
      'product 12.2.0 (2)',
      'wait 24',
      'after rs-client-upgrade-wait',
    ]);
    expect([result.verdict, result.roundTrips, result.waitHours]).toEqual(['ready', 2, 48]);
  });
  const imprivata = (levelsEqual: boolean | undefined) =>
    plan(
      rules.imprivata,
      request(
        'imprivata',
        { hotfix: '24.1.3' },
        { hotfix: '24.1.9' },
        {
          facts: {
            ...{ release: '24.1', generation: 'g4', package: 'g4', installFailed: false },
            ...(levelsEqual === undefined ? {} : { levelsEqual }),
          },
          catalogue: list({ component: 'hotfix', version: '24.1.9' }),
        },
      ),
    );
  it('10: Imprivata on two hotfix levels is refused until they are equal', () => {
    const result = imprivata(false);
    expect([result.verdict, result.reasons.map(({ rule }) => rule)]).toEqual(['refused', ['E-IMP-002']]);
    expect(imprivata(true).verdict).toBe('ready');
    expect(imprivata(undefined)).toMatchObject({ verdict: 'open', questions: [{ asks: 'levelsEqual' }] });
  });
});

describe('what is not known stays open', () => {
  it('no list of releases, or an old one', () => {
    const none = plan(rules.sps, request('sps', { firmware: '5.0.9' }, { firmware: '5.8.0' }, { facts: ours }));
    expect(none.verdict).toBe('open');
    expect(none.questions.map(({ asks }) => asks)).toEqual(['catalogue', 'newest 5.0']);
    const old = sps('5.0.11', '5.8.0', ours, { ...firmware('5.0.11', '5.8.0'), date: '2025-11-01' });
    expect([old.verdict, old.questions.map(({ rule }) => rule)]).toEqual(['open', ['E-SPS-014']]);
    expect(old.notes.map(({ rule }) => rule)).toContain('E-GEN-001');
  });
  it('the hardware, in the words of its rule', () => {
    const result = sps('5.0.11', '5.8.0', { topology: 'standalone' });
    expect(result).toMatchObject({ verdict: 'open', questions: [{ rule: 'E-SPS-013', asks: 'hardware' }] });
  });
  it('the base of a product package, unless its message says so', () => {
    const ask = (messages: string[]) =>
      plan(
        rules['remote-support'],
        request(
          'remote-support',
          { base: '3.3.2', product: '12.1.0' },
          { product: '12.2.0' },
          {
            facts: { contract: true, stopsConfirmed: true, setup: 'single' },
            messages,
          },
        ),
      );
    expect(ask([]).questions.map(({ asks }) => asks)).toContain('product 12.2.0: base');
    expect(installs(ask(['This package requires base software 3.4.1 or later']))).toEqual([
      'base 3.4.1',
      'product 12.2.0',
    ]);
  });
  it('a way that no rule knows', () => {
    const result = sps('5.8.0', '6.0.0', ours, firmware('5.8.0', '6.0.0'));
    expect(result.verdict).toBe('refused');
    expect(result.reasons.map(({ rule }) => rule)).toEqual(['E-GEN-002']);
    const gap = sps('5.1.0', '5.5.0', ours, firmware('5.1.0', '5.5.0'));
    expect([gap.verdict, gap.path, gap.reasons.map(({ rule }) => rule)]).toEqual(['unresolved', [], ['planner']]);
  });
  it('a package that is there for other machines only', () => {
    const result = plan(
      rules['u-series'],
      request(
        'u-series',
        { appliance: '3.2.6', supi: '2.0' },
        { appliance: '3.3.1' },
        {
          facts: { windows: '2012', sql: '2014', topology: 'single' },
          catalogue: list(
            { component: 'supi', version: '2.0' },
            { component: 'supportingSoftware', version: '210201', attributes: { windows: '2016' } },
          ),
        },
      ),
    );
    expect(result.questions.map(({ asks }) => asks)).toContain('package supportingSoftware 210201');
  });
});

describe('support periods', () => {
  const dated = (...more: Release[]) =>
    list(
      { component: 'firmware', version: '5.0.0', published: '2018-01-31' },
      { component: 'firmware', version: '5.0.11' },
      ...more,
    );
  const ends = (target: string, releases: Catalogue) =>
    sps('5.0.9', target, ours, releases)
      .notes.filter(({ rule }) => /E-SPS-01[01]/.test(rule))
      .map(({ text }) => text.en);
  it('of an LTS release: 3 years, or 1 year after the next one', () => {
    expect(ends('5.0.11', dated())[0]).toMatch(/until 2021-01-31 or later\./);
    const next = { component: 'firmware', version: '6.0.0', published: '2020-02-29' };
    expect(ends('5.0.11', dated(next))[0]).toMatch(/until 2021-02-28\./);
  });
  it('of a feature release: 6 months, or 2 months after the next one of any kind', () => {
    const feature = { component: 'firmware', version: '5.8.0', published: '2019-01-01' };
    const next = { component: 'firmware', version: '6.0.0', published: '2019-08-31' };
    expect(ends('5.8.0', dated(feature, next))[0]).toMatch(/until 2019-10-31\./);
  });
});

describe('the rules', () => {
  it('are the 57 of the catalogue, and ours', () => {
    const ids = new Set(Object.values(rules).flatMap((one) => one.rules.map(({ rule }) => rule)));
    expect(catalogue.versionRules.filter((id) => !ids.has(id))).toEqual([]);
    expect([...ids].filter((id) => !catalogue.versionRules.includes(id))).toEqual([
      'E-SPS-020',
      'E-SPS-021',
      'E-US-015',
      'E-RS-017',
      'E-IMP-007',
    ]);
  });
  const base = {
    sps: { ...ours },
    imprivata: { release: '24.1', generation: 'g4', package: 'g4', levelsEqual: true, installFailed: false },
    'u-series': { windows: '2016', sql: '2016', topology: 'single' },
    'remote-support': { setup: 'single', contract: true, stopsConfirmed: true },
  } as const;
  /** Each rule that only speaks under a condition: once where it does, once where it does not. */
  const spoken: [string, Product, [string, string, object?], [string, string, object?]][] = [
    ['E-SPS-009', 'sps', ['5.0.11', '5.8.0'], ['5.0.9', '5.0.11']],
    ['E-SPS-015', 'sps', ['5.0.11', '6.0.0'], ['5.0.11', '5.8.0']],
    ['E-SPS-016', 'sps', ['5.0.11', '5.8.0'], ['5.0.9', '5.0.11']],
    ['E-SPS-018', 'sps', ['5.0.11', '5.8.0', { topology: 'cluster' }], ['5.0.11', '5.8.0']],
    ['E-SPS-019', 'sps', ['5.0.1', '5.0.9'], ['5.0.9', '5.0.11']],
    ['E-IMP-003', 'imprivata', ['24.1.1', '24.1.9', { otherMajor: true }], ['24.1.1', '24.1.9', { otherMajor: false }]],
    ['E-IMP-004', 'imprivata', ['24.1.1', '24.1.9', { package: 'g3' }], ['24.1.1', '24.1.9']],
    ['E-IMP-005', 'imprivata', ['24.1.1', '24.1.9', { installFailed: true }], ['24.1.1', '24.1.9']],
    ['E-US-002', 'u-series', ['3.2.0', '3.2.6'], ['3.2.0', '3.2.5']],
    ['E-US-009', 'u-series', ['3.2.0', '3.2.5', { coldSpare: true }], ['3.2.0', '3.2.5', { coldSpare: false }]],
    ['E-US-010', 'u-series', ['1.2', '3.2.5'], ['1.3', '3.2.5']],
    ['E-US-011', 'u-series', ['1.5.3', '3.2.5'], ['1.5.4', '3.2.5']],
    ['E-US-013', 'u-series', ['3.2.0', '3.2.5', { firmware: true }], ['3.2.0', '3.2.5', { firmware: false }]],
    ['E-US-014', 'u-series', ['3.2.0', '3.2.5', { recovered: true }], ['3.2.0', '3.2.5', { recovered: false }]],
    ['E-US-015', 'u-series', ['3.2.0', '3.2.5', { topology: 'active-active' }], ['3.2.0', '3.2.5']],
    [
      'E-RS-008',
      'remote-support',
      ['12.1', '12.2', { reinstallClients: true }],
      ['12.1', '12.2', { reinstallClients: false }],
    ],
    [
      'E-RS-003',
      'remote-support',
      ['12.1', '12.2', { reinstallClients: false }],
      ['12.1', '12.2', { reinstallClients: true }],
    ],
    ['E-RS-009', 'remote-support', ['12.1', '12.2', { setup: 'synchronous' }], ['12.1', '12.2']],
    ['E-RS-010', 'remote-support', ['12.1', '12.2', { setup: 'synchronous' }], ['12.1', '12.2']],
    ['E-RS-011', 'remote-support', ['12.1', '12.2', { setup: 'asynchronous' }], ['12.1', '12.2']],
    ['E-RS-012', 'remote-support', ['12.1', '12.2', { setup: 'atlas-failover' }], ['12.1', '12.2']],
    ['E-RS-013', 'remote-support', ['12.1', '12.2', { setup: 'atlas' }], ['12.1', '12.2']],
    ['E-RS-014', 'remote-support', ['12.1', '12.2', { clientUpdate: true }], ['12.1', '12.2', { clientUpdate: false }]],
    ['E-RS-015', 'remote-support', ['12.1', '12.2', { contract: false }], ['12.1', '12.2']],
    ['E-RS-006', 'remote-support', ['12.1', '12.2', { stopsConfirmed: false }], ['12.1', '12.2', { contract: false }]],
    ['E-RS-016', 'remote-support', ['12.1', '12.2', { migration: true }], ['12.1', '12.2', { migration: false }]],
  ];
  it.each(spoken)('%s speaks where it applies and only there', (id, product, yes, no) => {
    const said = ([from, to, facts = {}]: [string, string, object?]) => {
      const { main } = rules[product];
      const releases = list({ component: main, version: '5.0.11' });
      const result = plan(
        rules[product],
        request(
          product,
          { [main]: from },
          { [main]: to },
          {
            facts: { ...base[product], ...facts },
            catalogue: product === 'sps' ? releases : null,
          },
        ),
      );
      const everything = [...rulesOf(result), ...result.notes.map(({ rule }) => rule), result.devices?.rule];
      // A question about the lack of a step's own answer is counted where it is asked, not where the step is taken.
      return id === 'E-RS-006' ? result.questions.some(({ rule }) => rule === id) : everything.includes(id);
    };
    expect([said(yes), said(no)]).toEqual([true, false]);
  });
  it('E-US-007 and -012 speak of BeyondInsight', () => {
    const said = (beyondInsight: string, facts: Record<string, boolean>) =>
      plan(
        rules['u-series'],
        request(
          'u-series',
          { appliance: '3.2.0', beyondInsight },
          { appliance: '3.2.5' },
          { facts: { ...base['u-series'], ...facts } },
        ),
      );
    const rule = ({ rule: id }: { rule: string }) => id;
    expect(said('5.9', { eventForwarding: true }).notes.map(rule)).toContain('E-US-012');
    expect(said('6.0', { eventForwarding: true }).notes.map(rule)).not.toContain('E-US-012');
    expect(said('6.0', {}).questions.map(rule)).toContain('E-US-007');
    expect(said('6.0', { releaseNotes: true }).questions.map(rule)).not.toContain('E-US-007');
  });
});

function thrown(act: () => unknown): PlanError {
  try {
    act();
  } catch (error) {
    if (error instanceof PlanError) return error;
  }
  throw new Error('nothing was refused');
}

describe('bad requests', () => {
  it.each([
    [{ firmware: 'newish' }, { firmware: '5.8.0' }, {}, /'newish' is no version/],
    [{ bios: '1.0' }, { firmware: '5.8.0' }, {}, /no component 'bios'/],
    [{ firmware: '5.0.9' }, {}, {}, /not said where/],
    [{ firmware: '5.0.9' }, { firmware: 'newest' }, {}, /has no firmware/],
    [{ firmware: '5.0.9' }, { firmware: '5.8.0' }, { hardware: 'new' }, /'new' is no value of 'hardware'/],
    [{ firmware: '5.0.9' }, { firmware: '5.8.0' }, { colour: 'red' }, /no fact 'colour'/],
  ])('%j to %j with %j', (from, to, facts, message) => {
    const act = () => plan(rules.sps, request('sps', from as never, to as never, { facts: facts as never }));
    expect(act).toThrow(PlanError);
    expect(act).toThrow(message);
  });
  it('say as data what does not fit, for every language', () => {
    const asked = request(
      'u-series',
      { appliance: '3.2.0' },
      { appliance: '3.2.5' },
      {
        facts: { eventForwarding: 'yes' },
      },
    );
    const failure = thrown(() => plan(rules['u-series'], asked)).toFailure();
    const params = { value: 'yes', fact: 'eventForwarding', known: 'true, false' };
    expect(failure).toMatchObject({ code: 'planner.fact-value', params });
  });
  it('a plan to where it already is has nothing to do', () => {
    expect(sps('5.8.0', '5.8.0', ours)).toMatchObject({ verdict: 'ready', steps: [], roundTrips: 0, waitHours: 0 });
  });
});
