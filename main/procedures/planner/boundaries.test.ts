import { describe, expect, it } from 'vitest';
import type { Product } from '../model.ts';
import { request, shippedRules } from '../testing/version-rules.ts';
import type { Catalogue, Plan, PlanRequest, Release } from './model.ts';
import { plan } from './plan.ts';

// The version rules at their borders: just below, at, and just above; and lists that hold more than one kind of machine.

const rules = {
  sps: shippedRules('sps'),
  'u-series': shippedRules('u-series'),
  'remote-support': shippedRules('remote-support'),
};
const list = (...releases: Release[]): Catalogue => ({ date: '2026-02-20', releases });
const told = (
  product: keyof typeof rules,
  from: PlanRequest['from'],
  to: PlanRequest['to'],
  more: Partial<PlanRequest>,
) => plan(rules[product], request(product as Product, from, to, more));
const installs = (it: Plan) =>
  it.steps.flatMap((step) => (step.kind === 'install' ? [`${step.component} ${step.to}`] : []));
const rulesOf = (it: Plan) => [...it.steps, ...it.reasons, ...it.questions, ...it.notes].map(({ rule }) => rule);

const single = { setup: 'single', contract: true, stopsConfirmed: true };
const server = { windows: '2016', sql: '2016', topology: 'single' };
const ours = { hardware: 'supported', topology: 'standalone' };

describe('U-Series', () => {
  const releases = list(
    { component: 'supi', version: '2.0' },
    { component: 'supportingSoftware', version: '210201', attributes: { windows: '2016' } },
    { component: 'supportingSoftware', version: '210301', attributes: { windows: '2012' } },
    { component: 'securityPatches', version: '5.2', attributes: { windows: '2016', sql: '2014' } },
    { component: 'securityPatches', version: '5.1', attributes: { windows: '2016' } },
    { component: 'securityPatches', version: '5.3', attributes: { windows: '2012' } },
  );
  const upgrade = (from: PlanRequest['from'], to: PlanRequest['to'], facts: PlanRequest['facts'] = server) =>
    told('u-series', { supi: '2.0', ...from }, to, { facts, catalogue: releases });
  it.each([
    ['210200', '3.2.5', ['appliance 3.2.5']],
    ['210200', '3.2.6', ['supportingSoftware 210201', 'appliance 3.2.6']],
    ['210201', '3.2.6', ['appliance 3.2.6']],
    ['210202', '3.2.7', ['appliance 3.2.7']],
  ])('E-US-001: Supporting Software %s and appliance software %s', (supportingSoftware, appliance, expected) => {
    const result = upgrade({ appliance: '3.2.0', supportingSoftware }, { appliance });
    expect([result.verdict, installs(result)]).toEqual(['ready', expected]);
  });
  it('E-US-005 and -006: the newest is the newest for this Windows and this SQL Server', () => {
    const to = { appliance: '3.2.5', securityPatches: 'newest' };
    const from = { appliance: '3.2.0' };
    expect(installs(upgrade(from, to))).toEqual(['securityPatches 5.1', 'appliance 3.2.5']);
    expect(installs(upgrade(from, to, { ...server, sql: '2014' }))).toContain('securityPatches 5.2');
    expect(installs(upgrade(from, to, { ...server, sql: 'none' }))).toContain('securityPatches 5.1');
    expect(installs(upgrade(from, to, { ...server, windows: '2012' }))).toContain('securityPatches 5.3');
    // Nobody has said which it is: that is asked, and the plan stays open.
    const unsaid = upgrade(from, to, { topology: 'single' });
    expect([unsaid.verdict, unsaid.questions.map(({ asks }) => asks)]).toEqual(['open', ['windows']]);
  });
  it.each([
    ['1.2.9', 'E-US-010', true],
    ['1.3.0', 'E-US-010', false],
    ['1.5.3', 'E-US-011', true],
    ['1.5.4', 'E-US-011', false],
  ])('appliance software %s: %s speaks: %s', (appliance, rule, speaks) => {
    expect(rulesOf(upgrade({ appliance }, { appliance: '3.2.5' })).includes(rule)).toBe(speaks);
  });
});

describe('Remote Support', () => {
  const product = list({ component: 'product', version: '12.2.0', requires: { base: '3.3.2' } });
  const upgrade = (base: string, more: Partial<PlanRequest> = {}) =>
    told(
      'remote-support',
      { base, product: '12.1.0' },
      { product: '12.2.0' },
      { facts: single, catalogue: product, ...more },
    );
  it.each([
    ['3.3.1', true, ['base 3.3.2', 'product 12.2.0']],
    ['3.3.2', false, ['product 12.2.0']],
    ['3.3.10', false, ['product 12.2.0']],
  ])('E-RS-007 and -001: base %s, the key from the support: %s', (base, support, expected) => {
    const result = upgrade(base);
    expect([rulesOf(result).includes('E-RS-007'), installs(result)]).toEqual([support, expected]);
  });
  it.each([
    [
      `3.2.4 does not satisfy 12.2.0's requirements. Please install any other available package by clicking "Install this Update".`,
    ],
    ['Base Software 3.3.2\tInstall This Update\nBomgar-12.2.0'],
    ['Install This Update Bomgar-12.2.0'],
  ])('E-RS-005: %j names no base, so it is asked for', (message) => {
    const result = upgrade('3.2.4', { catalogue: null, messages: [message] });
    expect([result.verdict, installs(result)]).toEqual(['open', ['product 12.2.0']]);
    expect(result.questions.map(({ asks }) => asks)).toContain('product 12.2.0: base');
  });
  it.each([
    ['synchronous', true],
    ['asynchronous', true],
    ['atlas-failover', true],
    ['atlas', false],
    ['single', false],
  ])('E-RS-009: there is a relationship in %s: %s', (setup, pair) => {
    expect(rulesOf(upgrade('3.3.2', { facts: { ...single, setup } })).includes('E-RS-009')).toBe(pair);
  });
});

describe('going back', () => {
  it.each<[keyof typeof rules, PlanRequest['from'], PlanRequest['to'], PlanRequest['facts'], string]>([
    ['remote-support', { base: '3.3.2', product: '12.3.0' }, { product: '12.2.9' }, single, 'unresolved'],
    ['u-series', { appliance: '3.2.6' }, { appliance: '3.2.5' }, server, 'unresolved'],
    ['sps', { firmware: '5.0.12' }, { firmware: '5.0.11' }, ours, 'refused'],
  ])('%s from %j to %j is no plan', (product, from, to, facts, verdict) => {
    const result = told(product, from, to, {
      facts,
      catalogue: list({ component: rules[product].main, version: '5.0.11' }),
    });
    expect([result.verdict, result.steps]).toEqual([verdict, []]);
    expect(result.reasons).not.toEqual([]);
  });
});

describe('SPS', () => {
  const firmware = (...versions: string[]) => list(...versions.map((version) => ({ component: 'firmware', version })));
  const known = firmware('5.0.11', '5.1.0', '5.4.9', '5.5.3', '5.7.0', '5.8.0');
  const upgrade = (from: string, to: string, catalogue = known) =>
    told('sps', { firmware: from }, { firmware: to }, { facts: ours, catalogue });
  it.each([
    ['4.9.9', 'ready', ['4.9.9', '5.0.11', '5.8.0']],
    ['5.0.10', 'ready', ['5.0.10', '5.0.11', '5.8.0']],
    ['5.0.11', 'ready', ['5.0.11', '5.8.0']],
    ['5.0.12', 'ready', ['5.0.12', '5.8.0']],
    ['5.1.0', 'unresolved', ['5.1.0', '5.4.9', '5.5.3', '5.8.0']],
    ['5.4.9', 'unresolved', ['5.4.9', '5.5.3', '5.8.0']],
    ['5.5.2', 'ready', ['5.5.2', '5.5.3', '5.8.0']],
    ['5.5.3', 'ready', ['5.5.3', '5.8.0']],
    ['5.7.0', 'ready', ['5.7.0', '5.8.0']],
  ])('E-SPS-002 to -006: %s to 5.8 is %s', (from, verdict, path) => {
    const result = upgrade(from, '5.8.0');
    expect([result.verdict, result.path]).toEqual([verdict, path]);
  });
  it.each([
    ['5.3.9', false],
    ['5.4.0', true],
  ])('E-SPS-016: side components follow to %s: %s', (to, follow) => {
    expect(rulesOf(upgrade('5.0.11', to, firmware('5.0.11', to))).includes('E-SPS-016')).toBe(follow);
  });
  it.each([
    ['2026-01-31', 'ready'],
    ['2026-01-29', 'open'],
  ])('E-SPS-014: with a list of %s the plan is %s', (date, verdict) => {
    expect(upgrade('5.0.11', '5.8.0', { ...known, date }).verdict).toBe(verdict);
  });
});
