import { describe, expect, it } from 'vitest';
import { Answers } from './answers.ts';

const texts = (...facts: string[]) => facts.map((fact) => ({ fact, type: 'text' as const }));
const NOW = Date.parse('2026-03-01T20:00:00Z');

describe('Answers', () => {
  it('gives a single value to the single ask of a step', () => {
    const answers = Answers.parse('read-version: 5.8.0\nhealth/issues: 0\n');
    expect(answers.forStep('read-version', texts('runningVersion'), NOW)).toEqual({ runningVersion: '5.8.0' });
    expect(answers.forStep('health/issues', texts('systemMonitor.issues'), NOW)).toEqual({ 'systemMonitor.issues': 0 });
  });

  it('gives a map as it is, and nothing for a step without asks', () => {
    const answers = Answers.parse('upload: { firmware.isoHash: abc, note: x }\nreboot: true\n');
    expect(answers.forStep('upload', texts('firmware.isoHash', 'note'), NOW)).toEqual({
      'firmware.isoHash': 'abc',
      note: 'x',
    });
    expect(answers.forStep('reboot', [], NOW)).toEqual({});
  });

  it('has nothing for a step it does not name, and does not answer for ever', () => {
    const answers = Answers.parse('a: 1\n');
    expect(answers.forStep('b', texts('x'), NOW)).toBeNull();
    expect([1, 2, 3, 4].map(() => answers.forStep('a', texts('x'), NOW) !== null)).toEqual([true, true, true, false]);
  });

  it('gives one after the other of a list, and the last for all further times', () => {
    const answers = Answers.parse('look: [yes, { x: no }]\n');
    const told = [1, 2, 3].map(() => answers.forStep('look', texts('x'), NOW));
    expect(told).toEqual([{ x: 'yes' }, { x: 'no' }, { x: 'no' }]);
    expect(() => Answers.parse('look: []\n')).toThrow('look');
  });

  it('takes now for a time, and only for a time', () => {
    const answers = Answers.parse(
      "window: { window.start: now, note: now, window.end: '2099-12-31T00:00:00Z' }\nat: now\n",
    );
    const time = (fact: string) => ({ fact, type: 'time' as const });
    expect(answers.forStep('window', [time('window.start'), time('window.end'), ...texts('note')], NOW)).toEqual({
      'window.start': '2026-03-01T20:00:00.000Z',
      'window.end': '2099-12-31T00:00:00Z',
      note: 'now',
    });
    expect(answers.forStep('at', [time('shutdownAt')], NOW)).toEqual({ shutdownAt: '2026-03-01T20:00:00.000Z' });
    expect(answers.forStep('at', texts('note'), NOW)).toEqual({ note: 'now' });
  });

  it('says go once', () => {
    const answers = Answers.parse('power-on: go\nother: true\n');
    expect([answers.goes('power-on'), answers.goes('power-on'), answers.goes('other')]).toEqual([true, false, false]);
  });

  it('serves every device of a list, and the one it names in particular', () => {
    const answers = Answers.parse('nodes/check: yes\n"nodes#1/check": no\nnodes/on: go\n');
    const value = (path: string) => answers.forStep(path, texts('x'), NOW, 1)?.x;
    expect(['nodes#0/check', 'nodes#1/check', 'nodes#2/check', 'nodes#2/check'].map(value)).toEqual([
      'yes',
      'no',
      'yes',
      undefined,
    ]);
    const goes = ['nodes#0/on', 'nodes#0/on', 'nodes#1/on'].map((path) => answers.goes(path));
    expect(goes).toEqual([true, false, true]);
  });

  it('acknowledges a rule once for each device', () => {
    const answers = Answers.parse('I-SPS-035: acknowledge\n');
    const asked = [undefined, 'node#0', 'node#0', 'node#1'].map((scope) => answers.acknowledges('I-SPS-035', scope));
    expect(asked).toEqual([true, true, false, true]);
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

  it.each(['- a\n- b\n', 'a: [[1]]\n', 'a: {b: {c: 1}}\n', 'a: *nope\n', '{'])('refuses %j', (text) => {
    expect(() => Answers.parse(text)).toThrow();
  });
});
