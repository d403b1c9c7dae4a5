import { Reader } from '../bytes.ts';

/**
 * A SOL payload (IPMI 2.0 section 15.9, Table 15-2), the same four bytes in front of the characters in both directions.
 * Bits of `operation` have another meaning each way: see CONSOLE and BMC.
 */
export interface SolPacket {
  /** 1 to 15; 0 is a packet that only acknowledges or tells a status, and is not acknowledged itself. */
  sequence: number;
  /** The packet of the other side that is answered, 0 for none. */
  acknowledges: number;
  /** Characters taken from that packet, from its start. */
  accepted: number;
  /** The answered packet was not (wholly) taken: the rest is to be sent again, in a new packet. */
  nack: boolean;
  /** The other bits of the operation and status byte. */
  operation: number;
  characters: Buffer;
}

/** Operations of the console. */
export const CONSOLE = {
  ring: 0x20,
  break: 0x10,
  pauseCts: 0x08,
  dropDcd: 0x04,
  flushInbound: 0x02,
  flushOutbound: 0x01,
} as const;

/** Status of the BMC. */
export const BMC = { unavailable: 0x20, deactivating: 0x10, overrun: 0x08, break: 0x04 } as const;

/** The accepted count has one byte, so no packet carries more characters. */
export const MAX_CHARACTERS = 255;
/** Bytes in front of the characters; the payload sizes of Activate Payload include them. */
export const SOL_HEAD = 4;

const NACK = 0x40;
const OPERATIONS = 0x3f;

export function encodeSol(p: SolPacket): Buffer {
  const head = [p.sequence & 0x0f, p.acknowledges & 0x0f, p.accepted, (p.nack ? NACK : 0) | (p.operation & OPERATIONS)];
  return Buffer.concat([Buffer.from(head), p.characters]);
}

/** Reserved bits are ignored. DecodeError when it is shorter than its head or carries more than 255 characters. */
export function decodeSol(payload: Buffer): SolPacket {
  const r = new Reader(payload, 'SOL packet');
  const sequence = r.u8() & 0x0f;
  const acknowledges = r.u8() & 0x0f;
  const accepted = r.u8();
  const status = r.u8();
  if (r.left > MAX_CHARACTERS) r.fail(`${r.left} characters cannot be acknowledged`);
  const characters = r.rest();
  return { sequence, acknowledges, accepted, nack: (status & NACK) !== 0, operation: status & OPERATIONS, characters };
}

/** 1 to 15, then 1 again. */
export function nextSequence(sequence: number): number {
  return sequence >= 15 ? 1 : sequence + 1;
}
