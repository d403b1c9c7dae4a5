// The edges, against servers of our own on loopback.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { selfSigned } from '../../practice/tls/certificate.ts';
import { endpoint } from '../endpoint.ts';
import { readHttpDate } from './read-http-date.ts';
import { readSntp, timeServer } from './sntp.ts';
import { leapingClock } from './testing/leaping-clock.ts';

const YEAR = 365 * 86_400_000;
const certificate = selfSigned('test.invalid', ['127.0.0.1'], new Date(Date.now() - YEAR), new Date(Date.now() + YEAR));
const ERA_0_MS = 2_208_988_800_000;
const closing: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of closing.splice(0)) await one[Symbol.asyncDispose]();
});

/** A good answer of a server whose clock is `aheadMs` ahead. */
function answerTo(question: Buffer, aheadMs = 0): Buffer {
  const packet = Buffer.alloc(48);
  packet.set([0x24, 2]);
  question.copy(packet, 24, 40, 48);
  const at = Date.now() + aheadMs + ERA_0_MS;
  for (const field of [32, 40]) {
    packet.writeUInt32BE(Math.floor(at / 1000), field);
    packet.writeUInt32BE(Math.floor(((at % 1000) / 1000) * 2 ** 32), field + 4);
  }
  return packet;
}

/** Gives each question, counted from 1, to `answers`, which says what to send. */
async function timeServerWith(answers: (question: Buffer, n: number) => Buffer[]) {
  const socket = createSocket('udp4');
  const questions: Buffer[] = [];
  socket.on('message', (question, from) => {
    questions.push(question);
    for (const packet of answers(question, questions.length)) socket.send(packet, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  closing.push({ [Symbol.asyncDispose]: async () => void socket.close() });
  return { address: `127.0.0.1:${socket.address().port}`, questions };
}

describe('SNTP', () => {
  const options = { clock: systemClock, replyMs: 500 };

  it('reads a clock that is ahead', async () => {
    const { address } = await timeServerWith((question) => [answerTo(question, 7251)]);
    const reading = await readSntp(address, options);
    expect(reading).toMatchObject({ source: 'sntp', address });
    expect(Math.abs(reading.offsetS - 7.251)).toBeLessThanOrEqual(reading.uncertaintyS + 0.002);
    expect(reading.uncertaintyS).toBeLessThan(0.5);
  });

  it('asks again where a packet was lost, and never the same question twice', async () => {
    const { address, questions } = await timeServerWith((question, n) => (n < 3 ? [] : [answerTo(question)]));
    expect((await readSntp(address, { ...options, replyMs: 20 })).source).toBe('sntp');
    expect(new Set(questions.map((question) => question.toString('hex', 40))).size).toBe(3);
  });

  it('does not take an old answer, and waits for the right one', async () => {
    let old: Buffer | null = null;
    const { address } = await timeServerWith((question) => {
      const now = answerTo(question, 60_000);
      const packets = old ? [old, now] : [answerTo(question, 3_600_000)];
      old ??= packets[0] ?? null;
      return packets;
    });
    expect((await readSntp(address, options)).offsetS).toBeGreaterThan(3_000);
    expect((await readSntp(address, options)).offsetS).toBeLessThan(100);
  });

  it.each([
    ['nothing but an answer to another question', (q: Buffer) => answerTo(q).fill(7, 24, 32), 'clock.other-answer'],
    ['a server without time', (q: Buffer) => answerTo(q).fill(0xe4, 0, 1), 'clock.unsynchronised'],
    ['a kiss of death', (q: Buffer) => answerTo(q).fill(0, 1, 2).fill('DENY', 12, 16), 'clock.kiss-of-death'],
    ['rubbish', () => Buffer.from('hello'), 'clock.malformed'],
  ])('refuses %s, and asks no more', async (_name, packet, code) => {
    const { address, questions } = await timeServerWith((question) => [packet(question)]);
    const error = await readSntp(address, { ...options, replyMs: 50 }).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'ClockError', device: address });
    expect((error as { toFailure(): object }).toFailure()).toMatchObject({ code, params: { device: address } });
    expect(questions).toHaveLength(1);
  });

  it('says whether nobody answers or nobody is there', async () => {
    const { address } = await timeServerWith(() => []);
    await expect(readSntp(address, { ...options, replyMs: 10 })).rejects.toMatchObject({ code: 'silent' });
    await closing.pop()?.[Symbol.asyncDispose]();
    await expect(readSntp(address, options)).rejects.toMatchObject({ code: 'refused' });
  });

  it('ends when it is told to', async () => {
    const { address } = await timeServerWith(() => []);
    const stop = new AbortController();
    const reading = readSntp(address, { clock: systemClock, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });

  it.each([
    ['ntp.example.com', { host: 'ntp.example.com', port: 123 }],
    [' 10.0.0.1:1123 ', { host: '10.0.0.1', port: 1123 }],
    ['[fd00::1]:124', { host: 'fd00::1', port: 124 }],
  ])('takes the address %j', (address, expected) => {
    expect(timeServer(address)).toEqual(expected);
  });

  it.each(['', 'a b', 'x:70000', 'x/y', 'user@x', 'x?y', ':123', 'x:'])('refuses the address %j', (address) => {
    expect(() => timeServer(address)).toThrow('no address of a time server');
  });
});

describe('the Date header', () => {
  /** Of both sides. */
  const clock = leapingClock();
  const date = (aheadMs = 0) => new Date(clock.now() + aheadMs).toUTCString();
  async function server(headers: (n: number) => Record<string, string>) {
    let asked = 0;
    const web = createServer({ cert: certificate.cert, key: certificate.key }, (_request, response) => {
      asked += 1;
      response.sendDate = false;
      response.writeHead(404, headers(asked)).end();
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    closing.push({ [Symbol.asyncDispose]: async () => void web.close() });
    return endpoint('rs-a', `https://127.0.0.1:${(web.address() as AddressInfo).port}`);
  }
  const pin = certificate.fingerprint256;

  it('reads a clock that is behind, whatever the answer is about, to a fraction of a second', async () => {
    const where = await server(() => ({ date: date(-754_321) }));
    const reading = await readHttpDate(where, pin, { clock });
    expect(reading).toMatchObject({ source: 'http-date', address: where.device });
    expect(Math.abs(reading.offsetS + 754.321)).toBeLessThanOrEqual(reading.uncertaintyS);
    expect(reading.uncertaintyS).toBeLessThan(0.5);
  });

  it.each([
    ['no-date', () => ({})],
    ['no-date', () => ({ date: 'yesterday' })],
    ['cached', () => ({ date: date(), age: '3' })],
  ])('refuses what tells no time: %s', async (code, headers) => {
    const where = await server(headers as () => Record<string, string>);
    const error = await readHttpDate(where, pin, { clock }).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'ClockError', code });
  });

  it('forgives a clock that is set once, and refuses one that jumps to and fro', async () => {
    const set = await server((n) => ({ date: date(n === 1 ? 60_000 : 0) }));
    expect(Math.abs((await readHttpDate(set, pin, { clock })).offsetS)).toBeLessThan(1);
    const where = await server((n) => ({ date: date(n * 60_000) }));
    await expect(readHttpDate(where, pin, { clock })).rejects.toMatchObject({ code: 'unsteady' });
  });

  it('says nothing to another certificate', async () => {
    const where = await server(() => ({ date: date() }));
    await expect(readHttpDate(where, '0'.repeat(64), { clock })).rejects.toMatchObject({ code: 'wrong-pin' });
  });
});
