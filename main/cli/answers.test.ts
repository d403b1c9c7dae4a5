import { describe, expect, it } from 'vitest';
import { Answers } from './answers.ts';

describe('Answers', () => {
  it('gives a single value to the single ask of a step', () => {
    const answers = Answers.parse('read-version: 5.8.0\nhealth/issues: 0\n');
    expect(answers.forStep('read-version', ['runningVersion'])).toEqual({ runningVersion: '5.8.0' });
    expect(answers.forStep('health/issues', ['systemMonitor.issues'])).toEqual({ 'systemMonitor.issues': 0 });
  });

  it('gives a map as it is, and nothing for a step without asks', () => {
    const answers = Answers.parse('upload: { firmware.isoHash: abc, note: x }\nreboot: true\n');
    expect(answers.forStep('upload', ['firmware.isoHash', 'note'])).toEqual({ 'firmware.isoHash': 'abc', note: 'x' });
    expect(answers.forStep('reboot', [])).toEqual({});
  });

  it('has nothing for a step it does not name, and does not answer for ever', () => {
    const answers = Answers.parse('a: 1\n');
    expect(answers.forStep('b', ['x'])).toBeNull();
    expect([1, 2, 3, 4].map(() => answers.forStep('a', ['x']) !== null)).toEqual([true, true, true, false]);
  });

  it('says go once', () => {
    const answers = Answers.parse('power-on: go\nother: true\n');
    expect([answers.goes('power-on'), answers.goes('power-on'), answers.goes('other')]).toEqual([true, false, false]);
  });

  it('acknowledges and overrides rules', () => {
    const answers = Answers.parse(
      'I-SPS-035: acknowledge\nI-SPS-020: { reason: window closes, supportCase: "4711" }\n',
    );
    expect(answers.acknowledges('I-SPS-035')).toBe(true);
    expect(answers.acknowledges('I-SPS-020')).toBe(false);
    expect(answers.overrides('I-SPS-020')).toEqual({ reason: 'window closes', secondPerson: '', supportCase: '4711' });
    expect(answers.overrides('I-SPS-035')).toBeNull();
  });

  it.each(['- a\n- b\n', 'a: [1]\n', 'a: {b: {c: 1}}\n', 'a: *nope\n', '{'])('refuses %j', (text) => {
    expect(() => Answers.parse(text)).toThrow();
  });
});
