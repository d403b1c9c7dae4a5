import { expect, test } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { keptHeaders, meaningOf, validatorOf, withoutSecrets } from './reply.ts';

const ETAG = '"abc"';
const part = { from: 100, size: 1000, validator: ETAG };
const range = (text: string) => ({ 'content-range': text, etag: ETAG });

test.each([
  [206, range('bytes 100-999/1000'), 'goes-on'],
  [206, range('bytes 100-199/1000'), 'goes-on'],
  [206, range('bytes 100-999/*'), 'goes-on'],
  [206, range('bytes 99-999/1000'), 'other-version'],
  [206, range('bytes 100-999/999'), 'other-version'],
  [206, range('bytes 100-1000/1000'), 'other-version'],
  [206, range('bytes 100-99/1000'), 'other-version'],
  [206, range('bytes 100-999/1001'), 'other-version'],
  [206, range('100-999/1000'), 'other-version'],
  [206, { ...range('bytes 100-999/1000'), etag: '"other"' }, 'other-version'],
  [206, {}, 'other-version'],
  [200, { 'content-length': '1000' }, 'anew'],
  [200, { 'transfer-encoding': 'chunked' }, 'anew'],
  [200, {}, 'unusable'],
  [200, { 'content-length': '1000', 'content-encoding': 'gzip' }, 'unusable'],
  [206, { ...range('bytes 100-999/1000'), 'content-encoding': 'br' }, 'unusable'],
  [416, { 'content-range': 'bytes */100' }, 'other-version'],
  [416, {}, 'other-version'],
  [302, { location: '/x' }, 'redirect'],
  [302, {}, 'unusable'],
  [410, {}, 'gone'],
  [503, {}, 'later'],
  [429, {}, 'later'],
  [418, {}, 'unusable'],
])('%i with %j in the middle of a part: %s', (status, headers, kind) => {
  expect(meaningOf(status, headers, part).kind).toBe(kind);
});

test('416 with the size that is there means complete', () => {
  expect(meaningOf(416, { 'content-range': 'bytes */100' }, { ...part, size: null }).kind).toBe('complete');
  expect(meaningOf(416, { 'content-range': 'bytes */100' }, { ...part, size: 100 }).kind).toBe('complete');
});

test('a part whose end nobody knows is not taken for the rest', () => {
  expect(meaningOf(206, range('bytes 100-199/*'), { ...part, size: null }).kind).toBe('other-version');
});

test.each([
  [{ etag: '"x"' }, '"x"'],
  [{ etag: 'W/"x"', 'last-modified': 'Fri, 20 Nov 2026 08:00:00 GMT', date: 'Sat, 21 Nov 2026 08:00:00 GMT' }, null],
  [
    { 'last-modified': 'Fri, 20 Nov 2026 08:00:00 GMT', date: 'Sat, 21 Nov 2026 08:00:00 GMT' },
    'Fri, 20 Nov 2026 08:00:00 GMT',
  ],
  [{ 'last-modified': 'Sat, 21 Nov 2026 08:00:00 GMT', date: 'Sat, 21 Nov 2026 08:00:00 GMT' }, null],
  [{ 'last-modified': 'Fri, 20 Nov 2026 08:00:00 GMT' }, null],
  [{ 'last-modified': 'yesterday', date: 'today' }, null],
  [{ etag: '"x"y"' }, null],
])('%j can be resumed with %j', (headers, validator) => {
  expect(validatorOf(headers)).toBe(validator);
});

test('secrets do not get into a receipt', () => {
  const address = new URL('https://user:pw@host/path?key=geheim&a=1&a=2#frag');
  expect(withoutSecrets(address)).toBe('https://host/path?key=…&a=…');
  const headers = {
    etag: '"x"',
    'set-cookie': ['s=geheim'],
    location: 'https://x/?k=geheim',
    'x-auth-token': 'geheim',
  };
  expect(keptHeaders(headers)).toEqual({ etag: '"x"' });
});

test('whatever a server says in its headers, the part never goes on anywhere but at its end', () => {
  const random = seeded(7);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const number = () =>
    pick(['100', '0', '99', '101', '999', '1000', '-1', '1e2', '0100', '9'.repeat(30), '', '*', ' 100']);
  let went = 0;
  for (let n = 0; n < 20_000; n += 1) {
    const text = `${pick(['bytes ', 'bytes=', 'Bytes ', ''])}${number()}-${number()}/${number()}`;
    const headers = {
      'content-range': text,
      'content-length': number(),
      etag: pick([ETAG, '"o"', 'W/"abc"', '', undefined]),
    };
    const meaning = meaningOf(pick([200, 206, 416]), headers as Record<string, string>, part);
    if (meaning.kind !== 'goes-on') continue;
    went += 1;
    expect(text).toMatch(/^bytes 0?100-\d+\/(1000|\*)$/);
  }
  expect(went).toBeGreaterThan(5);
});
