import { Reader, u32le } from '../bytes.ts';

/** RAKP message 1, console to BMC (IPMI 2.0 Table 13-11). */
export interface Rakp1 {
  tag: number;
  bmcId: number;
  /** 16 bytes chosen by the console (R_m). */
  consoleRandom: Buffer;
  /** Byte "requested maximum privilege level": privilege number, plus 10h for name-only lookup (Role_m in the HMACs). */
  role: number;
  /** At most 16 bytes. */
  user: Buffer;
}

/** RAKP message 2, BMC to console (IPMI 2.0 Table 13-12). */
export type Rakp2 =
  | { status: 0; tag: number; consoleId: number; bmcRandom: Buffer; guid: Buffer; authCode: Buffer }
  | { status: number; tag: number; refused: true };

/** RAKP message 3, console to BMC (IPMI 2.0 Table 13-13). With a status other than 0 it ends the attempt and has no code. */
export interface Rakp3 {
  tag: number;
  status: number;
  bmcId: number;
  authCode: Buffer;
}

/** RAKP message 4, BMC to console (IPMI 2.0 Table 13-14). */
export type Rakp4 =
  | { status: 0; tag: number; consoleId: number; integrityCheck: Buffer }
  | { status: number; tag: number; refused: true };

const MAX_USER = 16;

export function encodeRakp1(m: Rakp1): Buffer {
  const front = Buffer.from([m.tag, 0, 0, 0]);
  return Buffer.concat([front, u32le(m.bmcId), m.consoleRandom, Buffer.from([m.role, 0, 0, m.user.length]), m.user]);
}

export function decodeRakp1(bytes: Buffer): Rakp1 {
  const r = new Reader(bytes, 'RAKP message 1');
  const tag = r.u8();
  r.take(3);
  const bmcId = r.u32le();
  const consoleRandom = r.take(16);
  const role = r.u8();
  r.take(2);
  const length = r.u8();
  if (length > MAX_USER) r.fail(`user name of ${length} bytes`);
  return { tag, bmcId, consoleRandom, role, user: r.take(length) };
}

export function encodeRakp2(m: Rakp2): Buffer {
  if ('refused' in m) return Buffer.from([m.tag, m.status, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([Buffer.from([m.tag, m.status, 0, 0]), u32le(m.consoleId), m.bmcRandom, m.guid, m.authCode]);
}

/** `codeLength`: bytes of the key exchange authentication code, 20 for SHA1 and 32 for SHA256. */
export function decodeRakp2(bytes: Buffer, codeLength: number): Rakp2 {
  const r = new Reader(bytes, 'RAKP message 2');
  const tag = r.u8();
  const status = r.u8();
  if (status !== 0) return { status, tag, refused: true };
  r.take(2);
  const consoleId = r.u32le();
  const m: Rakp2 = { status, tag, consoleId, bmcRandom: r.take(16), guid: r.take(16), authCode: r.take(codeLength) };
  if (r.left !== 0) r.fail(`${r.left} bytes too many`);
  return m;
}

export function encodeRakp3(m: Rakp3): Buffer {
  return Buffer.concat([Buffer.from([m.tag, m.status, 0, 0]), u32le(m.bmcId), m.authCode]);
}

export function decodeRakp3(bytes: Buffer): Rakp3 {
  const r = new Reader(bytes, 'RAKP message 3');
  const tag = r.u8();
  const status = r.u8();
  r.take(2);
  return { tag, status, bmcId: r.u32le(), authCode: r.rest() };
}

export function encodeRakp4(m: Rakp4): Buffer {
  if ('refused' in m) return Buffer.from([m.tag, m.status, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([Buffer.from([m.tag, m.status, 0, 0]), u32le(m.consoleId), m.integrityCheck]);
}

/** `checkLength`: bytes of the integrity check value, 12 for SHA1-96 and 16 for SHA256-128. */
export function decodeRakp4(bytes: Buffer, checkLength: number): Rakp4 {
  const r = new Reader(bytes, 'RAKP message 4');
  const tag = r.u8();
  const status = r.u8();
  if (status !== 0) return { status, tag, refused: true };
  r.take(2);
  const m: Rakp4 = { status, tag, consoleId: r.u32le(), integrityCheck: r.take(checkLength) };
  if (r.left !== 0) r.fail(`${r.left} bytes too many`);
  return m;
}
