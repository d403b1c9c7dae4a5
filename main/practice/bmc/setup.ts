import { randomBytes } from 'node:crypto';
import { rakp2Code, rakp3Code, rakp4Check, sameSecret, sessionKeys } from '../../ipmi/crypto/keys.ts';
import { SUITES, type SuiteId, sameAlgorithms } from '../../ipmi/crypto/suites.ts';
import { atLeast, privilegeName } from '../../ipmi/privilege.ts';
import { newSecureSession } from '../../ipmi/session/secure.ts';
import { decodeOpenSessionRequest, encodeOpenSessionResponse } from '../../ipmi/wire/open-session.ts';
import { decodeRakp1, decodeRakp3, encodeRakp2, encodeRakp4 } from '../../ipmi/wire/rakp.ts';
import type { PracticeQuirks, PracticeUser } from './options.ts';
import type { Slots } from './sessions.ts';

/** What the session setup needs to know of its BMC. */
export interface SetupContext {
  slots: Slots;
  suites: readonly SuiteId[];
  users: readonly PracticeUser[];
  kg: Buffer | null;
  guid: Buffer;
  dedupe: boolean;
  quirks: PracticeQuirks;
  now: number;
}

const NO_RESOURCES = 0x01;
const INVALID_SESSION = 0x02;
const UNAUTHORIZED_ROLE = 0x0a;
const UNAUTHORIZED_NAME = 0x0d;
const BAD_CHECK = 0x0f;
const NO_SUITE = 0x11;
const ADMINISTRATOR = 4;

/** Open Session, the BMC's side (IPMI 2.0 section 13.17 on): the payload of the answer. */
export function openSession(c: SetupContext, payload: Buffer): Buffer {
  const q = decodeOpenSessionRequest(payload);
  const suite = c.suites.map((id) => SUITES[id]).find((s) => sameAlgorithms(s.algorithms, q.algorithms));
  if (!suite) return encodeOpenSessionResponse({ tag: q.tag, status: NO_SUITE, refused: true });
  const known = c.dedupe ? c.slots.find((s) => s.consoleId === q.consoleId && s.tag === q.tag && !s.secure) : null;
  const limit = privilegeName(q.privilege) ?? 'administrator';
  const half = { user: null, rakp: null, secure: null, level: 'user', limit } as const;
  const fresh = { consoleId: q.consoleId, tag: q.tag, suite, usedAt: c.now, ...half, answers: new Map() };
  const slot = known ?? c.slots.add(fresh, c.now);
  if (!slot) return encodeOpenSessionResponse({ tag: q.tag, status: NO_RESOURCES, refused: true });
  // 0 asks for the highest level; the answer must name it (FreeIPMI refuses an echo of 0).
  const privilege = c.quirks.otherOpenPrivilege || q.privilege === 0 ? ADMINISTRATOR : q.privilege;
  const algorithms = c.quirks.downgrade ? SUITES[3].algorithms : q.algorithms;
  return encodeOpenSessionResponse({
    tag: q.tag,
    status: 0,
    privilege,
    consoleId: q.consoleId,
    bmcId: slot.bmcId,
    algorithms,
  });
}

/** RAKP 1 to RAKP 2; null when the BMC stays silent. A repeated RAKP 1 starts over with a new random number. */
export function rakp1(c: SetupContext, payload: Buffer): Buffer | null {
  const q = decodeRakp1(payload);
  const slot = c.slots.get(q.bmcId);
  const refuse = (status: number) => encodeRakp2({ tag: q.tag, status, refused: true });
  if (!slot || slot.secure) return refuse(INVALID_SESSION);
  const name = q.user.toString('utf8');
  const user = c.users.find((u) => u.name === name && u.enabled !== false);
  const role = privilegeName(q.role & 0x0f) ?? 'administrator';
  if (!user || (c.quirks.refuseHighRole && !atLeast(user.limit, role))) {
    c.slots.free(slot.bmcId);
    return refuse(user ? UNAUTHORIZED_ROLE : UNAUTHORIZED_NAME);
  }
  slot.usedAt = c.now;
  slot.user = user;
  slot.limit = atLeast(user.limit, role) ? role : user.limit;
  slot.level = c.quirks.startsAtCallback || !atLeast(slot.limit, 'user') ? 'callback' : 'user';
  slot.rakp = {
    suite: slot.suite,
    consoleId: slot.consoleId,
    bmcId: slot.bmcId,
    consoleRandom: Buffer.from(q.consoleRandom),
    bmcRandom: randomBytes(16),
    guid: c.guid,
    role: q.role,
    user: Buffer.from(q.user),
    password: Buffer.from(user.password),
    kg: c.kg,
  };
  const { bmcRandom, guid, consoleId } = slot.rakp;
  return encodeRakp2({ tag: q.tag, status: 0, consoleId, bmcRandom, guid, authCode: rakp2Code(slot.rakp) });
}

/** RAKP 3 to RAKP 4; null when the console gave up and no answer is due. */
export function rakp3(c: SetupContext, payload: Buffer): Buffer | null {
  const q = decodeRakp3(payload);
  const slot = c.slots.get(q.bmcId);
  const refuse = (status: number) => encodeRakp4({ tag: q.tag, status, refused: true });
  if (!slot?.rakp) {
    if (slot) c.slots.free(slot.bmcId);
    return q.status === 0 ? refuse(INVALID_SESSION) : null;
  }
  if (q.status !== 0) {
    if (!slot.secure) c.slots.free(slot.bmcId);
    return null;
  }
  if (!sameSecret(rakp3Code(slot.rakp), q.authCode)) {
    // An active session is not ended by a forged repetition.
    if (!slot.secure) c.slots.free(slot.bmcId);
    return refuse(BAD_CHECK);
  }
  const keys = sessionKeys(slot.rakp);
  slot.usedAt = c.now;
  slot.secure ??= newSecureSession(slot.suite, keys, slot.bmcId, slot.consoleId);
  return encodeRakp4({ tag: q.tag, status: 0, consoleId: slot.consoleId, integrityCheck: rakp4Check(slot.rakp, keys) });
}
