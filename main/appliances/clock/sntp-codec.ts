/** SNTP packets (RFC 4330 §4, RFC 5905 §7.3): 48 bytes, big endian. Bytes in, values out; no socket and no clock. */
import type { ClockErrorCode } from './error.ts';

export const PACKET_BYTES = 48;
export const NONCE_BYTES = 8;

/** Byte 0: leap indicator (2 bits), version (3), mode (3). No warning, version 4, client. */
const CLIENT = 0x23;
const SERVER_MODE = 4;
const NOT_SYNCHRONISED = 3;
const LAST_STRATUM = 15;
const [STRATUM, ROOT_DELAY, ROOT_DISPERSION, REFERENCE, ORIGINATE, RECEIVE, TRANSMIT] = [1, 4, 8, 12, 24, 32, 40];
/** Seconds from 1900-01-01 (NTP era 0) and from 2036-02-07T06:28:16Z (era 1) to 1970-01-01. */
const ERA_0 = 2_208_988_800;
const ERA_1 = ERA_0 - 2 ** 32;

/** Why a packet is no answer; the edge says whose. */
export class SntpRefusal extends Error {
  override readonly name = 'SntpRefusal';
  readonly code: ClockErrorCode;

  constructor(code: ClockErrorCode, finding: string) {
    super(finding);
    this.code = code;
  }
}

/** What an answer says, milliseconds since 1970 by the server's clock. */
export interface SntpReply {
  /** The question came in. */
  receivedMs: number;
  /** The answer went out. */
  sentMs: number;
  /** 1: has a reference clock; more: that many servers away from one. */
  stratum: number;
  /** How far the server may be from true time by its own account: half the root delay and the dispersion, ms. */
  rootDistanceMs: number;
}

/**
 * A question.
 * @param nonce 8 random bytes in the place of our time: the server returns them, so that nobody who did not see the question
 *   can answer it, and our clock is not told to anybody
 * @throws RangeError when the nonce has another length
 */
export function encodeQuestion(nonce: Uint8Array): Buffer {
  if (nonce.length !== NONCE_BYTES) throw new RangeError(`a nonce has ${NONCE_BYTES} bytes`);
  const packet = Buffer.alloc(PACKET_BYTES);
  packet[0] = CLIENT;
  packet.set(nonce, TRANSMIT);
  return packet;
}

/**
 * The answer to the question with this nonce. What follows the 48 bytes (extension fields, MAC) is not looked at.
 * @throws SntpRefusal `other-answer` first of all, so that a forged kiss of death is none (RFC 5905 §8)
 */
export function decodeReply(packet: Buffer, nonce: Uint8Array): SntpReply {
  if (packet.length < PACKET_BYTES)
    throw new SntpRefusal('malformed', `an answer of ${packet.length} bytes is too short`);
  const [mode, version] = [(packet[0] ?? 0) & 7, ((packet[0] ?? 0) >> 3) & 7];
  if (mode !== SERVER_MODE || version === 0 || version > 4)
    throw new SntpRefusal('malformed', `what came is no answer of a time server (version ${version}, mode ${mode})`);
  if (!packet.subarray(ORIGINATE, ORIGINATE + NONCE_BYTES).equals(nonce))
    throw new SntpRefusal('other-answer', 'an answer came, but to another question');
  const stratum = packet[STRATUM] ?? 0;
  if (stratum === 0 && kiss(packet) !== null)
    throw new SntpRefusal('kiss-of-death', `the time server refuses to answer (${kiss(packet)})`);
  if ((packet[0] ?? 0) >> 6 === NOT_SYNCHRONISED || stratum === 0 || stratum > LAST_STRATUM)
    throw new SntpRefusal('unsynchronised', 'the time server does not know the time itself');
  if (packet.readBigUInt64BE(RECEIVE) === 0n || packet.readBigUInt64BE(TRANSMIT) === 0n)
    throw new SntpRefusal('malformed', 'the answer holds no time');
  const [receivedMs, sentMs] = [timestamp(packet, RECEIVE), timestamp(packet, TRANSMIT)];
  if (sentMs < receivedMs) throw new SntpRefusal('malformed', 'the answer went out before the question came in');
  const rootDistanceMs = shortMs(packet, ROOT_DELAY) / 2 + shortMs(packet, ROOT_DISPERSION);
  return { receivedMs, sentMs, stratum, rootDistanceMs };
}

/**
 * Offset of the server's clock against ours, and the delay of the network, by the four time stamps (RFC 4330 §5).
 * @param askedMs when the question went out, by our clock; `answeredMs` when the answer came in, by the same clock
 */
export function offsetOf(
  reply: Pick<SntpReply, 'receivedMs' | 'sentMs'>,
  askedMs: number,
  answeredMs: number,
): { offsetMs: number; delayMs: number } {
  const offsetMs = (reply.receivedMs - askedMs + (reply.sentMs - answeredMs)) / 2;
  // Clocks do not run equally fast, so on a short way the rest may come out below nothing.
  const delayMs = Math.max(0, answeredMs - askedMs - (reply.sentMs - reply.receivedMs));
  return { offsetMs, delayMs };
}

/** NTP time stamp: 32 bits of seconds, 32 of their fraction. With the first bit clear it is of era 1 (RFC 4330 §3). */
function timestamp(packet: Buffer, at: number): number {
  const seconds = packet.readUInt32BE(at);
  const epoch = seconds >= 2 ** 31 ? ERA_0 : ERA_1;
  return (seconds - epoch) * 1000 + (packet.readUInt32BE(at + 4) / 2 ** 32) * 1000;
}

/** NTP short format: 16 bits of seconds, 16 of their fraction. */
const shortMs = (packet: Buffer, at: number): number => (packet.readUInt32BE(at) / 2 ** 16) * 1000;

/** Kiss code: four ASCII characters in the place of the reference (RFC 5905 §7.4); zeroes say no more than "stratum 0". */
function kiss(packet: Buffer): string | null {
  const code = packet.toString('latin1', REFERENCE, REFERENCE + 4);
  return /^[A-Z]{4}$/.test(code) ? code : null;
}
