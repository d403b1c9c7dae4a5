import { describe, expect, it } from 'vitest';
import { systemClock as clock } from '../ports/clock.ts';
import { fuzzTargets } from '../ports/fuzz.ts';
import { endpoint } from './endpoint.ts';
import { pageState, stateOfPage } from './page-state.ts';
import { pingArguments, readPing } from './ping.ts';
import { http, tcpServer, tlsServer } from './testing/server.ts';
import { haRoleIn, usHaRole } from './u-series/ha-role.ts';
import { usWebState } from './u-series/web.ts';

const reply = (status: number, location = '') =>
  http('', `HTTP/1.1 ${status} Status\r\ncontent-type: text/html${location && `\r\nlocation: ${location}`}`);

describe('the state of a page', () => {
  it.each([
    [200, {}, 'ready'],
    [401, {}, 'ready'],
    [403, {}, 'ready'],
    [404, {}, 'answering'],
    [500, {}, 'answering'],
    [503, {}, 'starting'],
    [301, { location: '/Appliance/' }, 'ready'],
    [302, { location: 'https://other.example/appliance/login' }, 'ready'],
    [302, { location: '/' }, 'answering'],
    [302, {}, 'answering'],
    [302, { location: 'https://[' }, 'answering'],
  ] as const)('%i %j', (status, headers, state) => {
    expect(stateOfPage('/appliance', { status, headers })).toBe(state);
  });

  it('is found by failing, too', async () => {
    const ask = (url: string, pin: string | null) => pageState(endpoint('us-a', url), pin, ['/'], { clock });
    await using server = await tlsServer((socket) => socket.end(reply(200)), true);
    expect(await ask(server.url, server.pin)).toMatchObject({ state: 'ready', up: true, path: '/' });
    expect(await ask(server.url, `${'AA:'.repeat(31)}AA`)).toMatchObject({ state: 'wrong-pin', up: false });
    await using plain = await tcpServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n')));
    expect(await ask(plain.url, null)).toMatchObject({ state: 'plain-http', up: false });
    const gone = await tcpServer(() => undefined);
    await gone[Symbol.asyncDispose]();
    expect(await ask(gone.url, null)).toMatchObject({ state: 'refused' });
  });
});

describe('a U-Series', () => {
  const answering = (pages: Record<string, string>) =>
    tlsServer((socket, request) => socket.end(pages[request.split(' ')[1] ?? ''] ?? reply(404)), true);

  it.each([
    [{ '/appliance': reply(302, '/appliance/login') }, { state: 'ready', generation: 'appliance' }],
    [{ '/Maintenance': reply(200) }, { state: 'ready', generation: 'maintenance' }],
    [{}, { state: 'answering', generation: null, up: false }],
    [{ '/appliance': reply(503) }, { state: 'starting', generation: null }],
  ])('%#', async (pages, expected) => {
    await using server = await answering(pages);
    expect(await usWebState(endpoint('us-a', server.url), server.pin, { clock })).toMatchObject(expected);
  });

  it('tells its role where the undocumented call answers with a clear one', async () => {
    await using server = await answering({ '/UVMInterface/api/HighAvailability': http('{"Role":"Passive"}') });
    expect(await usHaRole(endpoint('us-a', server.url), server.pin, { clock })).toBe('passive');
    expect(server.received()).not.toMatch(/authorization|cookie/i);
    await using other = await answering({});
    expect(await usHaRole(endpoint('us-a', other.url), other.pin, { clock })).toBeNull();
  });

  it.each([
    ['"Active"', 'active'],
    ['{"role":" off "}', 'off'],
    ['{"Role":"Active","role":"Passive"}', null],
    ['{"Role":"Primary"}', null],
    ['[{"Role":"Active"}]', null],
    ['Active', null],
    ['', null],
  ])('role in %s', (body, role) => {
    expect(haRoleIn(Buffer.from(body))).toBe(role);
  });

  it('a role in any state of decay is one of three or none', () => {
    const seeds = [Buffer.from('{"Role":"Active"}'), Buffer.from('"Passive"')];
    const decode = (bytes: Buffer) => {
      if (![null, 'off', 'active', 'passive'].includes(haRoleIn(bytes))) throw new Error('another value');
    };
    expect(fuzzTargets([{ name: 'role', seeds, decode }], () => false, 3_000, 7).failures).toEqual([]);
  });
});

describe('ping', () => {
  it.each([
    ['win32', ['-n', '1', '-w', '2000', 'h']],
    ['linux', ['-n', '-c', '1', '-W', '2', 'h']],
    ['darwin', ['-n', '-c', '1', '-W', '2000', 'h']],
  ] as const)('%s', (platform, words) => {
    expect(pingArguments(platform, 'h')).toEqual(words);
  });

  it.each([
    ['win32', 0, 'Antwort von 10.0.0.5: Bytes=32 Zeit=3ms TTL=64', { answers: true, ms: 3 }],
    ['win32', 0, 'Antwort von 10.0.0.5: Bytes=32 Zeit<1ms TTL=64', { answers: true, ms: 1 }],
    ['win32', 0, 'Reply from 10.0.0.1: Destination host unreachable.', { answers: false, ms: null }],
    ['win32', 0, 'Reply from ::1: time=2ms', { answers: true, ms: 2 }],
    ['linux', 0, '64 bytes from 10.0.0.5: icmp_seq=1 ttl=64 time=0.412 ms', { answers: true, ms: 0.412 }],
    ['linux', 1, '1 packets transmitted, 0 received, 100% packet loss, time 0ms', { answers: false, ms: null }],
  ] as const)('%s, ended with %i: %s', (platform, ended, output, expected) => {
    expect(readPing(platform, ended, output)).toEqual(expected);
  });
});
