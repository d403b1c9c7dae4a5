import { describe, expect, test } from 'vitest';
import type { Ask, FactType } from '../../../preload/contract.ts';
import { localStamp, parseAnswer, parseAnswers } from './answers.ts';

const ask = (type: FactType, optional = false): Ask => ({
  fact: `f.${type}`,
  label: { en: type, de: type },
  type,
  values: type === 'enum' ? [{ value: 'passed', label: { en: 'passed', de: 'bestanden' } }] : [],
  unit: null,
  optional,
});
const sha = 'ab'.repeat(32);

describe('one answer', () => {
  test.each([
    ['boolean', 'false', false],
    ['enum', 'passed', 'passed'],
    ['number', '12,5', 12.5],
    ['number', '-3', -3],
    ['version', ' 5.8.0 ', '5.8.0'],
    ['sha256', sha.toUpperCase().replace(/(.{8})/g, '$1 '), sha],
    ['time', '2026-11-21T03:00:00Z', '2026-11-21T03:00:00.000Z'],
    ['text', ' seen ', 'seen'],
  ] as const)('%s %o', (type, raw, value) => {
    expect(parseAnswer(ask(type), raw)).toEqual({ ok: true, value });
  });
  test.each([
    ['boolean', '', 'choose'],
    ['boolean', 'yes', 'choose'],
    ['enum', 'failed', 'choose'],
    ['number', '1e3', 'number'],
    ['number', '1.000,5', 'number'],
    ['version', 'latest', 'version'],
    ['sha256', sha.slice(1), 'sha256'],
    ['time', 'noon', 'time'],
    ['text', '   ', 'required'],
  ] as const)('%s %o is refused', (type, raw, complaint) => {
    expect(parseAnswer(ask(type), raw)).toEqual({ ok: false, complaint });
  });
});

test('a form leaves open optional questions out and names every complaint', () => {
  expect(parseAnswers([ask('text'), ask('number', true)], { 'f.text': 'x' })).toEqual({
    ok: true,
    values: { 'f.text': 'x' },
  });
  expect(parseAnswers([ask('text'), ask('number', true)], { 'f.number': 'x' })).toEqual({
    ok: false,
    complaints: { 'f.text': 'required', 'f.number': 'number' },
  });
});

test('a local stamp reads back as the same second', () => {
  const d = new Date(2026, 10, 21, 3, 4, 5);
  expect(localStamp(d)).toBe('2026-11-21T03:04:05');
  expect(new Date(localStamp(d)).getTime()).toBe(d.getTime());
});
