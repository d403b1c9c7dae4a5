import { Reader } from '../bytes.ts';

/** Network functions (IPMI 2.0 Table 5-1), request values; the response adds one. */
export const NETFN = { chassis: 0x00, sensor: 0x04, app: 0x06, storage: 0x0a, transport: 0x0c } as const;

const BMC = 0x20; // responder address
const CONSOLE = 0x81; // remote console software id 40h, shifted

/** An IPMI LAN message (IPMI 2.0 section 13.8, Table 13-8). `netFn` is even in requests, odd in responses. */
export interface Message {
  netFn: number;
  cmd: number;
  /** 0 to 63, pairs a response with its request. */
  rqSeq: number;
  /** In a response the first byte is the completion code. */
  data: Buffer;
}

export interface DecodedMessage extends Message {
  /** Whether both two's-complement checksums fit. The caller decides: see quirk `x9-checksum`. */
  checksumsOk: boolean;
}

/** Two's complement checksum: all bytes plus the checksum are 0 modulo 256. */
export function checksum(bytes: Buffer): number {
  let sum = 0;
  for (const b of bytes) sum += b;
  return -sum & 0xff;
}

/** Encodes a request (even netFn) from console to BMC or a response (odd netFn) from BMC to console. */
export function encodeMessage(m: Message): Buffer {
  const request = (m.netFn & 1) === 0;
  const first = Buffer.from([request ? BMC : CONSOLE, (m.netFn << 2) & 0xfc]);
  const second = Buffer.concat([Buffer.from([request ? CONSOLE : BMC, (m.rqSeq << 2) & 0xfc, m.cmd]), m.data]);
  return Buffer.concat([first, Buffer.from([checksum(first)]), second, Buffer.from([checksum(second)])]);
}

/** Decodes either direction. Addresses are not checked (BMCs differ); lengths are. */
export function decodeMessage(bytes: Buffer): DecodedMessage {
  const r = new Reader(bytes, 'IPMI message');
  r.u8();
  const netFn = r.u8() >> 2;
  const sum1 = r.u8();
  r.u8();
  const rqSeq = r.u8() >> 2;
  const cmd = r.u8();
  if (r.left < 1) r.fail('no checksum');
  const data = r.take(r.left - 1);
  const sum2 = r.u8();
  const checksumsOk = checksum(bytes.subarray(0, 2)) === sum1 && checksum(bytes.subarray(3, bytes.length - 1)) === sum2;
  return { netFn, cmd, rqSeq, data, checksumsOk };
}
