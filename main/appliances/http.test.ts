import { describe, expect, it } from 'vitest';
import { systemClock as clock } from '../ports/clock.ts';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { endpoint } from './endpoint.ts';
import { ApplianceError } from './error.ts';
import { exchange, type HttpRequest, type StreamedBody } from './http.ts';
import { http, type TestServer, tlsServer } from './testing/server.ts';

const GET: HttpRequest = { method: 'GET', path: '/' };
const ask = (server: TestServer, request: HttpRequest = GET, more: object = {}) =>
  exchange(endpoint('sps-a', server.url), server.pin, request, { clock, ...more });
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof ApplianceError ? error.code : error),
  );

describe('one exchange', () => {
  it('gives status, headers and body, whatever the status', async () => {
    await using server = await tlsServer((socket) => socket.end(http('nope', 'HTTP/1.1 503 Busy\r\nx-y: z')));
    const reply = await ask(server);
    expect([reply.status, reply.headers['x-y'], reply.body.toString()]).toEqual([503, 'z', 'nope']);
  });

  it('calls itself by a plain name and asks for one answer', async () => {
    await using server = await tlsServer((socket) => socket.end(http('{}')));
    await ask(server);
    expect(server.received()).toMatch(/user-agent: rackhand\r\n/i);
    expect(server.received()).toMatch(/connection: close\r\n/i);
    expect(server.received()).toContain(`host: 127.0.0.1:${server.port}\r\n`);
  });

  it('does not follow a redirect', async () => {
    await using server = await tlsServer((socket) => socket.end(http('', 'HTTP/1.1 302 Found\r\nlocation: /other')));
    expect((await ask(server)).status).toBe(302);
    expect(server.received().match(/GET /g)).toHaveLength(1);
  });

  it('takes no more than was allowed, announced or not', async () => {
    await using announced = await tlsServer((socket) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n'),
    );
    expect(await codeOf(ask(announced, GET, { limit: 10_000 }))).toBe('too-large');
    const sent: number[] = [];
    await using endless = await tlsServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const more = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536))) sent.push(65_536);
      };
      socket.on('drain', more);
      more();
    });
    expect(await codeOf(ask(endless, GET, { limit: 10_000 }))).toBe('too-large');
    await using exact = await tlsServer((socket) => socket.end(http('x'.repeat(10_000))));
    expect((await ask(exact, GET, { limit: 10_000 })).body).toHaveLength(10_000);
  });

  it.each([
    ['something that is not HTTP', 'SSH-2.0-OpenSSH\r\n\r\n', 'malformed'],
    ['a header without end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`, 'malformed'],
    ['a chunk length that is no number', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', 'dropped'],
    ['half a body', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345', 'dropped'],
    ['nothing', '', 'dropped'],
    ['half a head', 'HTTP/1.1 200', 'dropped'],
  ])('%s is no reply', async (_what, bytes, code) => {
    await using server = await tlsServer((socket) => socket.end(bytes, 'latin1'));
    expect(await codeOf(ask(server))).toBe(code);
  });

  it.each([
    ['silence', ''],
    ['a slow drip', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n1'],
  ])('%s ends when the time is up', async (_what, bytes) => {
    const simulated = new SimulatedClock();
    const arrived = Promise.withResolvers<void>();
    await using server = await tlsServer((socket) => {
      socket.write(bytes);
      arrived.resolve();
    });
    const asked = codeOf(ask(server, GET, { clock: simulated, replyMs: 15_000 }));
    await arrived.promise;
    await simulated.advance(15_000);
    expect(await asked).toBe('timeout');
  });

  it('ends with the reason of the caller', async () => {
    const stop = new AbortController();
    const reason = new Error('operator left');
    await using server = await tlsServer(() => stop.abort(reason));
    expect(await codeOf(ask(server, GET, { signal: stop.signal }))).toBe(reason);
  });
});

describe('a streamed body', () => {
  const chunk = Buffer.alloc(50_000, 7);
  const body = (size: number, chunks: () => AsyncGenerator<Buffer>, sent: number[] = []): HttpRequest => {
    const stream: StreamedBody = { size, chunks: chunks(), onSent: (bytes) => sent.push(bytes) };
    return { method: 'POST', path: '/', body: stream };
  };
  async function* four() {
    for (let i = 0; i < 4; i += 1) yield chunk;
  }

  it('goes out with its exact length and tells how far it is', async () => {
    let seen = '';
    await using server = await tlsServer((socket, first) => {
      seen = first;
      let size = first.length - first.indexOf('\r\n\r\n') - 4;
      const done = () => size === 200_000 && socket.end(http('{}'));
      socket.on('data', (more: Buffer) => {
        size += more.length;
        done();
      });
      done();
    });
    const sent: number[] = [];
    expect((await ask(server, body(200_000, four, sent))).status).toBe(200);
    expect(seen).toContain('content-length: 200000\r\n');
    expect(sent).toEqual([50_000, 100_000, 150_000, 200_000]);
  });

  it.each([
    ['shorter', 200_001],
    ['longer', 199_999],
  ])('that is %s than announced is not completed', async (_what, size) => {
    await using server = await tlsServer();
    expect(await codeOf(ask(server, body(size, four)))).toBe('file');
  });

  it('that cannot be read is the fault of this side', async () => {
    await using server = await tlsServer();
    async function* broken() {
      yield chunk;
      throw new Error('EIO');
    }
    expect(await codeOf(ask(server, body(200_000, broken)))).toBe('file');
  });

  it('ends early when the answer is there, even while the source hangs', async () => {
    await using server = await tlsServer((socket) => socket.end(http('{}', 'HTTP/1.1 401 Unauthorized')));
    async function* hangs() {
      yield chunk;
      await new Promise(() => undefined);
    }
    expect((await ask(server, body(200_000, hangs))).status).toBe(401);
  });
});
