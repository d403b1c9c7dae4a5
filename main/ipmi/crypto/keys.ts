import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { u32le } from '../bytes.ts';
import type { Suite } from './suites.ts';

/** Everything both sides know after RAKP 2; input of the RAKP HMACs (IPMI 2.0 sections 13.31 and 13.32). */
export interface RakpContext {
  suite: Suite;
  consoleId: number;
  bmcId: number;
  consoleRandom: Buffer;
  bmcRandom: Buffer;
  guid: Buffer;
  role: number;
  user: Buffer;
  /** K_UID: the user's password, at most 20 bytes. Zero padding makes no difference to HMAC. */
  password: Buffer;
  /** K_g, 20 bytes; null or all zeros means "one-key" login, where the password stands in. */
  kg: Buffer | null;
}

/** Keys of an open session: SIK (session integrity key), K1 (integrity), K2 (its first 16 bytes encrypt). */
export interface SessionKeys {
  sik: Buffer;
  k1: Buffer;
  k2: Buffer;
}

function hmac(suite: Suite, key: Buffer, ...parts: Buffer[]): Buffer {
  // As a KeyObject: Node takes four times as long over a Buffer.
  const mac = createHmac(suite.hash, createSecretKey(key));
  for (const part of parts) mac.update(part);
  return mac.digest();
}

function name(c: RakpContext): Buffer {
  return Buffer.concat([Buffer.from([c.role, c.user.length]), c.user]);
}

/** Key exchange authentication code of RAKP 2: what proves that the BMC knows the password. */
export function rakp2Code(c: RakpContext): Buffer {
  return hmac(c.suite, c.password, u32le(c.consoleId), u32le(c.bmcId), c.consoleRandom, c.bmcRandom, c.guid, name(c));
}

/** Key exchange authentication code of RAKP 3: what proves that the console knows the password. */
export function rakp3Code(c: RakpContext): Buffer {
  return hmac(c.suite, c.password, c.bmcRandom, u32le(c.consoleId), name(c));
}

export function sessionKeys(c: RakpContext): SessionKeys {
  const oneKey = c.kg === null || c.kg.every((b) => b === 0);
  const sik = hmac(c.suite, oneKey ? c.password : (c.kg ?? c.password), c.consoleRandom, c.bmcRandom, name(c));
  return { sik, k1: hmac(c.suite, sik, Buffer.alloc(20, 1)), k2: hmac(c.suite, sik, Buffer.alloc(20, 2)) };
}

/** Integrity check value of RAKP 4, cut to the length of the suite's integrity algorithm. */
export function rakp4Check(c: RakpContext, keys: SessionKeys): Buffer {
  return hmac(c.suite, keys.sik, c.consoleRandom, u32le(c.bmcId), c.guid).subarray(0, c.suite.authCodeLength);
}

/** AuthCode of one session packet (IPMI 2.0 section 13.28.4), keyed with K1. */
export function packetCode(suite: Suite, k1: Buffer, signed: Buffer): Buffer {
  return hmac(suite, k1, signed).subarray(0, suite.authCodeLength);
}

/** Compares in constant time; lengths are public. */
export function sameSecret(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
