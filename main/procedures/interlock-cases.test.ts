import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import catalogue from '../../resources/procedures/catalogue.json' with { type: 'json' };
import { acknowledge, override, reduce } from './engine.ts';
import { type ActionTarget, blocking } from './interlocks.ts';
import { PRODUCTS } from './model.ts';
import { loaded } from './testing/fixture.ts';
import { CASE_NOW, interlockCases, isFactsCase, ruleIn, runWith, sidesOf } from './testing/interlock-case.ts';
import { filesOf } from './testing/shipped.ts';

const library = loaded(PRODUCTS.flatMap(filesOf));
const cases = interlockCases();
const severities: Record<string, string | undefined> = catalogue.interlocks;

describe('every interlock blocks in one case and lets pass in another', () => {
  it.each(cases)('$id', ({ id, case: one }) => {
    if (!isFactsCase(one)) {
      expect(existsSync(one.where), one.where).toBe(true);
      const text = readFileSync(one.test, 'utf8');
      expect(one.blocked).not.toBe(one.free);
      for (const title of [one.blocked, one.free]) expect(text, `a test of this title in ${one.test}`).toContain(title);
      return;
    }
    const blocked = runWith(library, one.procedure, one.blocked);
    const free = runWith(library, one.procedure, one.free);
    const of = one.of ?? one.try?.on;
    const { rule, local } = ruleIn(blocked, id, of);
    const sides = sidesOf(one);
    const stands = sides.map(({ facts }) => ruleIn(runWith(library, one.procedure, facts), id, of).blocking);
    expect(stands).toEqual(sides.map(({ blocks }) => blocks));
    if (rule.blocks.length > 0) expect(one.try, 'what it blocks is to be tried').toBeDefined();
    if (one.try) {
      const target = { action: one.try.action, deviceId: one.try.on ?? null } as ActionTarget;
      const rules = (state: typeof blocked) => blocking(state, target, CASE_NOW).map((verdict) => verdict.rule);
      expect(rules(blocked)).toContain(id);
      expect(rules(free)).not.toContain(id);
    }
    // What a person may lift is lifted by it; nothing else is.
    const stamp = { seq: blocked.seq + 1, at: new Date(CASE_NOW).toISOString(), author: 'tester' };
    const why = { reason: 'test', secondPerson: 'Second Person', supportCase: '4711' };
    const lift = {
      soft: () => acknowledge(blocked, id, local.scope),
      gated: () => override(blocked, id, why, 'tester', local.scope),
      hard: () => override(blocked, id, why, 'tester', local.scope),
      timer: () => override(blocked, id, why, 'tester', local.scope),
    }[rule.severity];
    if (rule.severity === 'soft' || rule.severity === 'gated') {
      const lifted = [lift()].flat().reduce((state, event) => reduce(state, { ...event, ...stamp }), blocked);
      expect(ruleIn(lifted, id, of).blocking).toBe(false);
    } else expect(lift).toThrow();
  });
});

describe('the catalogue of interlocks', () => {
  it('has a case for each of its rules, and each once', () => {
    const ids = cases.map(({ id }) => id);
    expect(Object.keys(severities).filter((id) => !ids.includes(id))).toEqual([]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
  it('and the rules agree on the severity', () => {
    const rules = Object.values(library.interlocks).filter(({ id }) => severities[id] !== undefined);
    expect(rules.filter(({ id, severity }) => severities[id] !== severity).map(({ id }) => id)).toEqual([]);
  });
  it('has no rule of ours that no case decides', () => {
    const ids = new Set(cases.map(({ id }) => id));
    expect(Object.keys(library.interlocks).filter((id) => !ids.has(id))).toEqual([]);
  });
});
