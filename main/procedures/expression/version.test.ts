import { describe, expect, it } from 'vitest';
import { parseDuration, printDuration } from './duration.ts';
import { compareVersions, versionFamily, versionNumbers } from './version.ts';

describe('versions', () => {
  it.each([
    ['5.8.0', '5.10.1', -1],
    ['5 F8', '5.8', 0],
    ['5 F8', '5.8.0', 0],
    ['5F8', '5 f8', 0],
    ['6 LTS', '6.0', 0],
    ['6.0 LTS', '6.0.0', 0],
    ['6 LTS', '5 F11', 1],
    ['5.0.13', '5.0.9', 1],
    ['10', '9.9.9', 1],
  ])('%s against %s', (left, right, sign) => {
    expect(Math.sign(compareVersions(left, right) ?? Number.NaN)).toBe(sign);
    expect(Math.sign(compareVersions(right, left) ?? Number.NaN)).toBe(-sign + 0);
  });

  it.each(['', 'latest', '5.8-rc1', 'v5', '5..8', '.5', '5 F', '1.2.3.4.5.6.7', '5 F8 LTS'])('%j is none', (text) => {
    expect(versionNumbers(text)).toBeNull();
    expect(compareVersions(text, '1')).toBeNull();
    expect(versionFamily(text)).toBeNull();
  });

  it('names the family', () => {
    expect(versionFamily('5.8.2')).toBe('5.8');
    expect(versionFamily('5 F8')).toBe('5.8');
    expect(versionFamily('6 LTS')).toBe('6.0');
    expect(versionFamily('7')).toBe('7.0');
  });
});

describe('durations', () => {
  it.each([
    ['30s', 30],
    ['20min', 1200],
    ['2h', 7200],
    ['14d', 1_209_600],
    ['1.5h', 5400],
    ['0s', 0],
  ])('%s', (text, seconds) => expect(parseDuration(text)).toBe(seconds));
  it.each(['', '30', 's', '30 s', '-1s', '1m', '1e3s', '30sec'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
  it.each([
    [0, '0s'],
    [30, '30s'],
    [90, '90s'],
    [1200, '20min'],
    [7200, '2h'],
    [86_400, '1d'],
    [0.5, '0.5s'],
  ])('prints %d as %s, which reads the same', (seconds, text) => {
    expect(printDuration(seconds)).toBe(text);
    expect(parseDuration(text)).toBe(seconds);
  });
});
