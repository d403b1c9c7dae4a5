import { describe, expect, it } from 'vitest';
import { systemClock as clock } from '../ports/clock.ts';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { endpoint } from './endpoint.ts';
import { ApplianceError } from './error.ts';
import { exchange } from './http.ts';
import { probeTcp } from './tcp.ts';
import { http, tcpServer, tlsServer } from './testing/server.ts';
import { openPinned, readCertificate } from './tls.ts';

const WRONG = 'AA:'.repeat(31).concat('AA');
const where = (url: string) => endpoint('sps-a', url);
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof ApplianceError ? error.code : error),
  );

describe('the certificate', () => {
  it('is read without a byte of HTTP', async () => {
    await using server = await tlsServer();
    const seen = await readCertificate(where(server.url), { clock });
    expect(seen.fingerprint256).toBe(server.pin);
    expect(seen.subject).toBe('CN=test.invalid');
    expect(Date.parse(seen.validFrom ?? '')).toBeLessThan(Date.parse(seen.validTo ?? ''));
    expect(server.received()).toBe('');
  });

  it('is compared before anything is written: a wrong pin costs no byte and no password', async () => {
    await using server = await tlsServer((socket) => socket.end(http('{}')));
    const request = { method: 'GET', path: '/', headers: { authorization: 'Basic c2VjcmV0' } } as const;
    const refused = exchange(where(server.url), WRONG, request, { clock });
    await expect(refused).rejects.toMatchObject({ code: 'wrong-pin', message: expect.stringContaining(server.pin) });
    // The server has seen the connection through to its end by now, because the next one is served.
    expect((await exchange(where(server.url), server.pin, { method: 'GET', path: '/second' }, { clock })).status).toBe(
      200,
    );
    expect(server.received()).toMatch(/^GET \/second /);
    expect(server.received()).not.toContain('c2VjcmV0');
  });

  it.each([
    ['colons and upper case', (pin: string) => pin, true],
    ['bare lower case', (pin: string) => pin.replaceAll(':', '').toLowerCase(), true],
    ['none', () => null, true],
    ['an empty text', () => '', false],
    ['a beginning of it', (pin: string) => pin.slice(0, 30), false],
    ['one digit changed', (pin: string) => `${pin.slice(0, -1)}${pin.endsWith('0') ? '1' : '0'}`, false],
  ])('pinned as %s', async (_form, form, taken) => {
    await using server = await tlsServer();
    const opened = openPinned(where(server.url), form(server.pin), { clock }).then((socket) => socket.destroy());
    expect(await codeOf(opened)).toBe(taken ? 'no error' : 'wrong-pin');
  });
});

describe('what is no TLS', () => {
  it('plain HTTP is called by its name', async () => {
    await using server = await tcpServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    expect(await codeOf(readCertificate(where(server.url), { clock }))).toBe('plain-http');
    expect(server.received()).not.toContain('rackhand');
  });

  it('something else is not taken for HTTP', async () => {
    await using server = await tcpServer((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await codeOf(readCertificate(where(server.url), { clock, connectMs: 500 }))).toBe('tls');
  });

  it('a hang-up is a dropped connection', async () => {
    await using server = await tcpServer((socket) => socket.destroy());
    expect(await codeOf(readCertificate(where(server.url), { clock }))).toBe('dropped');
  });

  it('a listener that never speaks is silent once the time is up', async () => {
    const simulated = new SimulatedClock();
    const connected = Promise.withResolvers<void>();
    await using server = await tcpServer((socket) => void socket.once('data', () => connected.resolve()));
    const reading = codeOf(readCertificate(where(server.url), { clock: simulated, connectMs: 5000 }));
    await connected.promise;
    await simulated.advance(4999);
    expect(await Promise.race([reading, 'still waiting'])).toBe('still waiting');
    await simulated.advance(1);
    expect(await reading).toBe('silent');
  });

  it('a closed port is refused', async () => {
    const server = await tcpServer(() => undefined);
    await server[Symbol.asyncDispose]();
    expect(await codeOf(readCertificate(where(server.url), { clock }))).toBe('refused');
  });

  it('a name that does not resolve is a mistake, not a state of the device', async () => {
    expect(await codeOf(readCertificate(where('https://no-such-host.invalid'), { clock }))).toBe('unknown-name');
  });

  it('ends with the reason of the caller when the caller stops it', async () => {
    const stop = new AbortController();
    const reason = new Error('operator left');
    await using server = await tcpServer((socket) => void socket.once('data', () => stop.abort(reason)));
    expect(await codeOf(readCertificate(where(server.url), { clock, signal: stop.signal }))).toBe(reason);
    expect(await codeOf(readCertificate(where(server.url), { clock, signal: stop.signal }))).toBe(reason);
  });
});

describe('probeTcp', () => {
  it('tells open from closed', async () => {
    const server = await tcpServer(() => undefined);
    expect(await probeTcp('127.0.0.1', server.port, { clock })).toEqual({ open: true, finding: 'open' });
    await server[Symbol.asyncDispose]();
    expect(await probeTcp('127.0.0.1', server.port, { clock })).toEqual({ open: false, finding: 'refused' });
  });
});

describe('the address', () => {
  it.each([
    ['https://10.0.0.5', '10.0.0.5', 443],
    ['https://sps.example:8443/', 'sps.example', 8443],
    ['https://[fe80::1]:444', 'fe80::1', 444],
  ])('%s', (url, host, port) => {
    expect(endpoint('x', url)).toMatchObject({ host, port });
  });

  it.each([
    'http://10.0.0.5',
    'https://user:pw@10.0.0.5',
    'https://10.0.0.5/login',
    'https://10.0.0.5/?a',
    '10.0.0.5',
    '',
  ])('refuses %j without repeating it', (url) => {
    expect(() => endpoint('sps-a', url)).toThrow(/^sps-a: the address of the web interface is not of the form/);
  });
});
