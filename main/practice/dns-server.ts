/** A DNS server on loopback for practice racks: addresses of the names it is asked for (RFC 1035, RFC 3596), over UDP. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4, SocketAddress } from 'node:net';

/** Type codes of address records. */
const TYPES = { 1: 4, 28: 6 } as const;
const TYPE_OF = { 4: 1, 6: 28 } as const;
/** Refusals: the server failed, there is no such name, it does not answer for it. */
export const RCODE = { failed: 2, 'no-name': 3, refused: 5 } as const;
const HEADER = 12;

export interface DnsQuestion {
  name: string;
  /** 4 or 6; null for a record of another type. */
  family: 4 | 6 | null;
}
/** What is answered; null: nothing, as a server that is silent. */
export type DnsAnswer = { addresses: readonly string[]; ttl: number } | { refusal: keyof typeof RCODE } | null;

export interface DnsServer extends AsyncDisposable {
  /** `address:port` */
  readonly at: string;
  close(): Promise<void>;
}

/** The one question of a query, and where it ends; null for what is none. Pure. */
export function questionOf(query: Buffer): (DnsQuestion & { end: number }) | null {
  if (query.length < HEADER || query.readUInt16BE(4) !== 1) return null;
  const labels: string[] = [];
  let at = HEADER;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    if (length > 63 || at + 1 + length >= query.length) return null;
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const end = at + 5;
  if (end > query.length) return null;
  const type = query.readUInt16BE(at + 1);
  return { name: labels.join('.').toLowerCase(), family: TYPES[type as keyof typeof TYPES] ?? null, end };
}

/** The reply to a query. Pure. */
export function replyTo(query: Buffer, { end }: { end: number }, answer: NonNullable<DnsAnswer>): Buffer {
  const records = 'addresses' in answer ? answer.addresses.map((one) => record(one, answer.ttl)) : [];
  const head = Buffer.alloc(HEADER);
  query.copy(head, 0, 0, 2);
  // A response, with recursion as it was wanted.
  head.writeUInt16BE(0x8180 | ('refusal' in answer ? RCODE[answer.refusal] : 0), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  return Buffer.concat([head, query.subarray(HEADER, end), ...records]);
}

/** An address record for the name of the question. */
function record(address: string, ttl: number): Buffer {
  const data = bytesOf(address);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc000 | HEADER, 0);
  head.writeUInt16BE(TYPE_OF[data.length === 4 ? 4 : 6], 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function bytesOf(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = new SocketAddress({ address, family: 'ipv6' }).address.split('::');
  const groups = (text: string) => text.split(':').filter((group) => group !== '');
  const [before, after] = [groups(head), groups(tail ?? '')];
  const all = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** Starts one at any free port of 127.0.0.1. */
export async function startDns(answer: (question: DnsQuestion) => DnsAnswer): Promise<DnsServer> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const question = questionOf(query);
    const said = question && answer(question);
    if (said) socket.send(replyTo(query, question, said), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const close = async () => {
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  };
  return { at: `127.0.0.1:${socket.address().port}`, close, [Symbol.asyncDispose]: close };
}
