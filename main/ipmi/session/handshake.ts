import { DecodeError } from '../bytes.ts';
import { decryptPayload } from '../crypto/confidentiality.ts';
import {
  packetCode,
  type RakpContext,
  rakp2Code,
  rakp3Code,
  rakp4Check,
  type SessionKeys,
  sameSecret,
  sessionKeys,
} from '../crypto/keys.ts';
import { type Suite, sameAlgorithms } from '../crypto/suites.ts';
import type { IpmiErrorCode } from '../errors.ts';
import { QUIRKS, silenceAdvice } from '../quirks.ts';
import { openSessionStatus, rmcppStatus } from '../rmcpp-status.ts';
import { decodeOpenSessionResponse, encodeOpenSessionRequest, type OpenSessionResponse } from '../wire/open-session.ts';
import { decodePacket, encodePacket, PAYLOAD, type PayloadType } from '../wire/packet.ts';
import { decodeRakp2, decodeRakp4, encodeRakp1, encodeRakp3, type Rakp2, type Rakp4 } from '../wire/rakp.ts';

/*
 * The console's side of RMCP+ session setup (IPMI 2.0 section 13.14 on) as a reducer: an event goes in, the next state and
 * the datagrams to send come out. It rests on two decisions.
 *
 * A verdict must repeat. UDP packets are damaged on the way now and then, and a damaged RAKP 1 or 2 looks exactly like a
 * wrong password or user name. So a refusal by status counts when it came three times, a wrong RAKP 4 when it came twice, a
 * wrong code in RAKP 2 when it came four times, each time in answer to a new RAKP 1 with a new random number and tag, in a
 * packet whose every checkable field (lengths, tag, session id, GUID the same each time) was right. If damage was noticed
 * during this setup, more are wanted. A code that is right but for a few bytes is damage, not a verdict: a wrong key changes
 * all of them. Asking again is free of side effects: the BMC cannot see that its RAKP 2 was not liked, so no account locks.
 *
 * Nothing is sent on trust. RAKP 3 leaves only after RAKP 2 proved the password, a command only after RAKP 4 proved the keys.
 */

export interface HandshakeConfig {
  suite: Suite;
  user: Buffer;
  password: Buffer;
  kg: Buffer | null;
  /** Privilege number for both Open Session and RAKP 1: the same specific one (quirk `opensesspriv`). */
  privilege: number;
}

export type HandshakeEvent = { kind: 'datagram'; bytes: Buffer } | { kind: 'silence' };

export interface HandshakeFailure {
  code: IpmiErrorCode;
  finding: string;
  advice: string;
  status?: number;
}

export interface Established {
  keys: SessionKeys;
  consoleId: number;
  bmcId: number;
  guid: Buffer;
}

type Phase =
  | { at: 'open'; tag: number; request: Buffer; tries: number }
  /** `asked`: how many RAKP 1 this BMC session has been sent. */
  | { at: 'rakp1'; bmcId: number; tag: number; consoleRandom: Buffer; request: Buffer; tries: number; asked: number }
  | { at: 'rakp3'; context: RakpContext; keys: SessionKeys; tag: number; request: Buffer; tries: number; asked: number }
  | { at: 'established'; session: Established }
  | { at: 'failed'; failure: HandshakeFailure };

export interface Handshake {
  config: HandshakeConfig;
  phase: Phase;
  consoleId: number;
  nextTag: number;
  /** How often each verdict came. */
  doubts: Readonly<Record<string, number>>;
  /** Packets that could not be right: proof that this path damages packets. */
  damaged: number;
  restarts: number;
  /** Answers to our requests so far. */
  roundTrips: number;
}

export interface Step {
  state: Handshake;
  send: Buffer[];
}

/** `n` cryptographically random bytes. */
export type Random = (n: number) => Buffer;

const NAME_ONLY_LOOKUP = 0x10;
const ABORT_STATUS = 0x0f; // "invalid integrity check value"
const MAX_RESTARTS = 5;
const RAKP1_TRIES = 3;
const RAKP3_TRIES = 2;
/** Statuses of RAKP 2 and 4 that say "I do not know this session": set up anew, no verdict about the operator's input. */
const SESSION_GONE: ReadonlySet<number> = new Set([0x02, 0x08]);

export function startHandshake(config: HandshakeConfig, random: Random): Step {
  const state: Handshake = {
    config,
    phase: { at: 'open', tag: 0, request: Buffer.alloc(0), tries: 0 },
    consoleId: 0,
    nextTag: 0,
    doubts: {},
    damaged: 0,
    restarts: 0,
    roundTrips: 0,
  };
  return open(state, random);
}

/** Milliseconds to wait for an answer before the event `silence`. Slow for Open Session: each one may cost a slot. */
export function patience(state: Handshake): number {
  if (state.phase.at === 'open') return 1_000 * state.phase.tries;
  if (state.phase.at === 'rakp1' || state.phase.at === 'rakp3') return 750 * 1.5 ** (state.phase.tries - 1);
  return 0;
}

/** The next state after an event. Datagrams that are none of ours, late or damaged leave the phase as it is. */
export function advance(state: Handshake, event: HandshakeEvent, random: Random): Step {
  if (event.kind === 'silence') return onSilence(state, random);
  if (isLate(state.phase, event.bytes)) return { state, send: [] };
  try {
    if (state.phase.at === 'open') return onOpenResponse(state, state.phase, event.bytes, random);
    if (state.phase.at === 'rakp1') return onRakp2(state, state.phase, event.bytes, random);
    if (state.phase.at === 'rakp3') return onRakp4(state, state.phase, event.bytes, random);
  } catch (e) {
    if (e instanceof DecodeError) return { state: noticed(state), send: [] };
    throw e;
  }
  return { state, send: [] };
}

/** What to report when the time for the whole operation ran out in this state. */
export function timedOut(state: Handshake): HandshakeFailure {
  if (state.damaged > 0 && state.roundTrips === 0) {
    const finding = `${state.damaged} answers came, all damaged`;
    return {
      code: 'protocol',
      finding,
      advice: 'Something on the way or the BMC damages packets: try another cable or port',
    };
  }
  if (state.phase.at === 'open' && state.roundTrips === 0) {
    return { code: 'timeout', finding: 'no answer to the request for a session', advice: silenceAdvice() };
  }
  const stage =
    state.phase.at === 'rakp1'
      ? 'the user name (RAKP 1)'
      : state.phase.at === 'rakp3'
        ? 'the proof of the password (RAKP 3)'
        : 'Open Session';
  return {
    code: state.phase.at === 'rakp1' ? 'timeout' : 'vanished',
    finding: `the BMC answered, then fell silent after ${stage}`,
    advice: `Some BMCs are silent instead of refusing a user name: check the user. Otherwise the BMC is busy or restarting: wait a minute. ${QUIRKS['x9-checksum'].advice}`,
  };
}

function open(state: Handshake, random: Random): Step {
  const consoleId = random(4).readUInt32LE(0) || 1;
  const tag = state.nextTag;
  const { suite, privilege } = state.config;
  const request = plain(
    PAYLOAD.openRequest,
    encodeOpenSessionRequest({ tag, privilege, consoleId, algorithms: suite.algorithms }),
  );
  const phase: Phase = { at: 'open', tag, request, tries: 1 };
  return { state: { ...state, phase, consoleId, nextTag: (tag + 1) & 0xff }, send: [request] };
}

function onSilence(state: Handshake, random: Random): Step {
  const { phase } = state;
  if (phase.at === 'open') return again(state, phase);
  if (phase.at === 'rakp1')
    return phase.tries < RAKP1_TRIES ? askRakp1(state, phase.bmcId, phase.tries + 1, random) : restart(state, random);
  // The answer to RAKP 3 is the same each time, so the same bytes are asked again; BMCs that count the session as open are silent.
  if (phase.at === 'rakp3') return phase.tries < RAKP3_TRIES ? again(state, phase) : restart(state, random);
  return { state, send: [] };
}

/** Sends the very same bytes again: for Open Session the same tag and session id, so that a BMC can spare a slot. */
function again(state: Handshake, phase: Extract<Phase, { request: Buffer }>): Step {
  return { state: { ...state, phase: { ...phase, tries: phase.tries + 1 } }, send: [phase.request] };
}

function restart(state: Handshake, random: Random): Step {
  const send = abort(state);
  if (state.restarts >= MAX_RESTARTS)
    return { state: { ...state, phase: { at: 'failed', failure: timedOut(state) } }, send };
  const step = open({ ...state, restarts: state.restarts + 1 }, random);
  return { state: step.state, send: [...send, ...step.send] };
}

/** Tells the BMC to forget a half-open session (RAKP 3 with a status and no code), so that no slot stays taken. */
function abort(state: Handshake): Buffer[] {
  if (state.phase.at !== 'rakp1') return [];
  const { tag, bmcId } = state.phase;
  return [plain(PAYLOAD.rakp3, encodeRakp3({ tag, status: ABORT_STATUS, bmcId, authCode: Buffer.alloc(0) }))];
}

/** Counts a verdict; true when it may be believed. */
function confirmed(state: Handshake, verdict: string, needed: number): { state: Handshake; sure: boolean } {
  const count = (state.doubts[verdict] ?? 0) + 1;
  return { state: { ...state, doubts: { ...state.doubts, [verdict]: count } }, sure: count >= needed };
}

function fail(state: Handshake, failure: HandshakeFailure): Step {
  return { state: { ...state, phase: { at: 'failed', failure } }, send: abort(state) };
}

function onOpenResponse(state: Handshake, phase: Extract<Phase, { at: 'open' }>, bytes: Buffer, random: Random): Step {
  const answer: OpenSessionResponse = decodeOpenSessionResponse(payload(bytes, PAYLOAD.openResponse));
  if (answer.tag !== phase.tag) return { state, send: [] }; // late answer to an earlier question
  if ('refused' in answer) {
    const entry = openSessionStatus(answer.status);
    const failure = {
      code: entry.code,
      finding: refusal('Open Session', entry.text, answer.status),
      advice: entry.advice,
      status: answer.status,
    };
    return judge(count(state), `open ${answer.status}`, entry.code === 'no-slots' ? 1 : 3, failure, (s) =>
      again(s, phase),
    );
  }
  if (answer.consoleId !== state.consoleId) throw new DecodeError('Open Session Response for another console session');
  if (answer.bmcId === 0) throw new DecodeError('Open Session Response with session id 0');
  if (!sameAlgorithms(answer.algorithms, state.config.suite.algorithms)) {
    const finding = `the BMC answered with other algorithms than cipher suite ${state.config.suite.id}`;
    const failure: HandshakeFailure = {
      code: 'cipher',
      finding,
      advice: `Do not log in: this may be an attempt to weaken the session. ${QUIRKS['suite-3-only'].advice}`,
    };
    return judge(count(state), 'algorithms', 2, failure, (s) => again(s, phase));
  }
  return askRakp1(count(state), answer.bmcId, 1, random);
}

function askRakp1(state: Handshake, bmcId: number, tries: number, random: Random): Step {
  const tag = state.nextTag;
  const consoleRandom = random(16);
  const { user } = state.config;
  const request = plain(PAYLOAD.rakp1, encodeRakp1({ tag, bmcId, consoleRandom, role: role(state.config), user }));
  const asked = state.phase.at === 'rakp1' ? state.phase.asked + 1 : 1;
  const phase: Phase = { at: 'rakp1', bmcId, tag, consoleRandom, request, tries, asked };
  return { state: { ...state, phase, nextTag: (tag + 1) & 0xff }, send: [request] };
}

function onRakp2(state: Handshake, phase: Extract<Phase, { at: 'rakp1' }>, bytes: Buffer, random: Random): Step {
  const { config } = state;
  const answer: Rakp2 = decodeRakp2(payload(bytes, PAYLOAD.rakp2), config.suite.keyExchangeLength);
  if (answer.tag !== phase.tag) return { state, send: [] }; // late answer to an earlier question
  if ('refused' in answer) return refused(count(state), 'RAKP 1', answer.status, random);
  if (answer.consoleId !== state.consoleId) throw new DecodeError('RAKP message 2 for another console session');
  const context: RakpContext = {
    suite: config.suite,
    consoleId: state.consoleId,
    bmcId: phase.bmcId,
    consoleRandom: phase.consoleRandom,
    bmcRandom: Buffer.from(answer.bmcRandom),
    guid: Buffer.from(answer.guid),
    role: role(config),
    user: config.user,
    password: config.password,
    kg: config.kg,
  };
  const expected = rakp2Code(context);
  if (!sameSecret(expected, answer.authCode)) {
    if (nearlyEqual(expected, answer.authCode)) return askRakp1(noticed(state), phase.bmcId, 1, random);
    const failure: HandshakeFailure = {
      code: 'wrong-password',
      finding: 'the BMC knows the user, but not with this password',
      advice:
        'Check the password (at most 20 bytes; the keyboard layout; a password set only as a hash cannot log in by IPMI), and that the user is enabled. The password was not sent',
    };
    const needed = state.damaged > 0 ? 6 : 4;
    return judge(count(state), `code ${answer.guid.toString('hex')}`, needed, failure, (s) =>
      askRakp1(s, phase.bmcId, 1, random),
    );
  }
  const keys = sessionKeys(context);
  const tag = state.nextTag;
  const request = plain(
    PAYLOAD.rakp3,
    encodeRakp3({ tag, status: 0, bmcId: phase.bmcId, authCode: rakp3Code(context) }),
  );
  return {
    state: {
      ...count(state),
      phase: { at: 'rakp3', context, keys, tag, request, tries: 1, asked: phase.asked },
      nextTag: (tag + 1) & 0xff,
    },
    send: [request],
  };
}

function onRakp4(state: Handshake, phase: Extract<Phase, { at: 'rakp3' }>, bytes: Buffer, random: Random): Step {
  const answer: Rakp4 = decodeRakp4(rakp4Payload(bytes, state.consoleId, phase), state.config.suite.authCodeLength);
  if (answer.tag !== phase.tag) return { state, send: [] };
  if ('refused' in answer) return refused(count(state), 'RAKP 3', answer.status, random);
  if (answer.consoleId !== state.consoleId) throw new DecodeError('RAKP message 4 for another console session');
  const expected = rakp4Check(phase.context, phase.keys);
  if (!sameSecret(expected, answer.integrityCheck)) {
    if (nearlyEqual(expected, answer.integrityCheck)) return again(noticed(state), phase);
    const failure: HandshakeFailure = {
      code: 'wrong-kg',
      finding: 'user and password are right, but the BMC key K_g is not',
      advice:
        'Check K_g: it is set on the BMC and not given here, or given here and not set there, or different (20 bytes, often written as 40 hex digits)',
    };
    // After a repeated RAKP 1 the BMC may have answered one and kept the random number of another that came late: no verdict.
    if (phase.asked > 1) return restart(count(state), random);
    return judge(count(state), 'check', state.damaged > 0 ? 3 : 2, failure, (s) => restart(s, random));
  }
  const { context, keys } = phase;
  const session: Established = { keys, consoleId: state.consoleId, bmcId: context.bmcId, guid: context.guid };
  return { state: { ...count(state), phase: { at: 'established', session } }, send: [] };
}

/** A status other than 0 in RAKP 2 or 4: the BMC has dropped the half-open session, so the question is asked in a new one. */
function refused(state: Handshake, what: string, status: number, random: Random): Step {
  if (SESSION_GONE.has(status)) return restart(state, random);
  const entry = rmcppStatus(status);
  const failure = { code: entry.code, finding: refusal(what, entry.text, status), advice: entry.advice, status };
  return judge(state, `${what} ${status}`, state.damaged > 0 ? 4 : 3, failure, (s) => restart(s, random));
}

function judge(
  state: Handshake,
  verdict: string,
  needed: number,
  failure: HandshakeFailure,
  retry: (s: Handshake) => Step,
): Step {
  const { state: next, sure } = confirmed(state, verdict, needed);
  return sure ? fail(next, failure) : retry(next);
}

function refusal(what: string, text: string, status: number): string {
  return `${what} refused: ${text} (${status.toString(16).padStart(2, '0').toUpperCase()}h)`;
}

function role(config: HandshakeConfig): number {
  return NAME_ONLY_LOOKUP | config.privilege;
}

/** Half of the bytes or more are right: a packet damaged on the way, never the work of another key. */
function nearlyEqual(expected: Buffer, got: Buffer): boolean {
  const right = expected.filter((byte, i) => byte === got[i]).length;
  return right * 2 >= expected.length;
}

function noticed(state: Handshake): Handshake {
  return { ...state, damaged: state.damaged + 1 };
}

function count(state: Handshake): Handshake {
  return { ...state, roundTrips: state.roundTrips + 1 };
}

function plain(payloadType: PayloadType, bytes: Buffer): Buffer {
  return encodePacket({
    payloadType,
    encrypted: false,
    authenticated: false,
    sessionId: 0,
    sequence: 0,
    payload: bytes,
  });
}

const WANTED: Partial<Record<Phase['at'], PayloadType>> = {
  open: PAYLOAD.openResponse,
  rakp1: PAYLOAD.rakp2,
  rakp3: PAYLOAD.rakp4,
};

/** A sound answer to a question of another phase: a duplicate or a straggler, and no sign of damage. */
function isLate(phase: Phase, datagram: Buffer): boolean {
  try {
    const { payloadType } = decodePacket(datagram, 0).packet;
    return payloadType !== WANTED[phase.at] && Object.values(WANTED).includes(payloadType);
  } catch {
    return false;
  }
}

/**
 * RAKP 4 in the clear, or (quirk `sealed-rakp4`) as a packet of the session: then its AuthCode must fit as well, which
 * proves the keys no less than RAKP 4 itself.
 */
function rakp4Payload(datagram: Buffer, consoleId: number, phase: Extract<Phase, { at: 'rakp3' }>): Buffer {
  const { keys } = phase;
  const { suite } = phase.context;
  const { packet, seal } = decodePacket(datagram, suite.authCodeLength);
  if (!seal || !packet.encrypted) return payload(datagram, PAYLOAD.rakp4);
  const sealedForUs = packet.payloadType === PAYLOAD.rakp4 && packet.sessionId === consoleId;
  if (!sealedForUs || !sameSecret(packetCode(suite, keys.k1, seal.signed), seal.authCode)) {
    throw new DecodeError('not the answer that was asked for');
  }
  return decryptPayload(keys.k2, packet.payload);
}

/** The payload of a session setup datagram of the wanted type. */
function payload(datagram: Buffer, wanted: PayloadType): Buffer {
  const { packet } = decodePacket(datagram, 0);
  if (packet.payloadType !== wanted || packet.encrypted || packet.authenticated || packet.sessionId !== 0) {
    throw new DecodeError('not the answer that was asked for');
  }
  return packet.payload;
}
