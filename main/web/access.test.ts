import type { IncomingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import { createAccess } from './access.ts';

const AUTHORITY = '127.0.0.1:40123';
const base: IncomingHttpHeaders = {
  host: AUTHORITY,
  origin: `http://${AUTHORITY}`,
  'sec-fetch-site': 'same-origin',
};
const offer = (pass: string): IncomingHttpHeaders => ({ ...base, 'sec-websocket-protocol': `rackhand.v1, ${pass}` });

test('a code is good once, a session key as long as the process lives', () => {
  const access = createAccess(AUTHORITY);
  const code = access.issueCode();
  expect(access.admits('/bridge', offer(`code.${code}`))).toBe(true);
  expect(access.admits('/bridge', offer(`code.${code}`))).toBe(false);
  for (let time = 0; time < 2; time++) {
    expect(access.admits('/bridge', offer(`session.${access.sessionKey}`))).toBe(true);
  }
});

test('a new code retires the one before it', () => {
  const access = createAccess(AUTHORITY);
  const old = access.issueCode();
  const fresh = access.issueCode();
  expect(access.admits('/bridge', offer(`code.${old}`))).toBe(false);
  expect(access.admits('/bridge', offer(`code.${fresh}`))).toBe(true);
});

test('before a code was issued nothing is a code', () => {
  const access = createAccess(AUTHORITY);
  for (const pass of ['code.', 'code.null', 'session.', 'session.none', '', access.sessionKey]) {
    expect(access.admits('/bridge', offer(pass))).toBe(false);
  }
});

test('a right secret from the wrong place is refused and does not use up the code', () => {
  const access = createAccess(AUTHORITY);
  const good = offer(`code.${access.issueCode()}`);
  const wrong: [string, IncomingHttpHeaders][] = [
    ['/other', good],
    ['/bridge?x', good],
    ['/bridge', { ...good, host: 'localhost:40123' }],
    ['/bridge', { ...good, host: 'rackhand.example:40123' }],
    ['/bridge', { ...good, origin: 'http://127.0.0.1:40124' }],
    ['/bridge', { ...good, origin: `https://${AUTHORITY}` }],
    ['/bridge', { ...good, origin: 'null' }],
    ['/bridge', { host: AUTHORITY, 'sec-websocket-protocol': good['sec-websocket-protocol'] ?? '' }],
    ['/bridge', { ...good, 'sec-fetch-site': 'same-site' }],
    ['/bridge', { ...good, 'sec-websocket-protocol': good['sec-websocket-protocol']?.split(', ')[1] ?? '' }],
    ['/bridge', { ...good, 'sec-websocket-protocol': `${good['sec-websocket-protocol']}, x` }],
  ];
  for (const [url, headers] of wrong) expect(access.admits(url, headers)).toBe(false);
  expect(access.admits('/bridge', good)).toBe(true);
});

test('files are for our own pages and for a person who typed the address', () => {
  const access = createAccess(AUTHORITY);
  expect(access.mayRead({ host: AUTHORITY })).toBe(true);
  expect(access.mayRead({ host: AUTHORITY, 'sec-fetch-site': 'none' })).toBe(true);
  for (const site of ['cross-site', 'same-site']) {
    expect(access.mayRead({ host: AUTHORITY, 'sec-fetch-site': site })).toBe(false);
  }
  expect(access.mayRead({ host: 'rackhand.example' })).toBe(false);
  expect(access.mayRead({})).toBe(false);
});
