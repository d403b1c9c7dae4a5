import { DecodeError, hex, Reader } from '../bytes.ts';
import { type ActivatedPayload, activatePayload } from '../commands/activate-payload.ts';
import type { Command } from '../commands/command.ts';
import { deactivatePayload } from '../commands/deactivate-payload.ts';
import { getPayloadInstanceInfo } from '../commands/get-payload-instance-info.ts';
import { getSolConfiguration } from '../commands/get-sol-configuration.ts';
import { setSessionPrivilege } from '../commands/set-session-privilege.ts';
import { completion } from '../completion-codes.ts';
import { IpmiError } from '../errors.ts';
import { IPMI_PORT } from '../options.ts';
import type { Privilege } from '../privilege.ts';
import type { LiveSession } from '../session/live.ts';
import { PAYLOAD } from '../wire/packet.ts';
import { MAX_CHARACTERS, SOL_HEAD } from '../wire/sol.ts';
import { PRESENT_CHANNEL, SOL_PARAMETER, solRetry } from './configuration.ts';
import type { SolSettings } from './protocol.ts';

/** The serial console of the system: the one payload instance every BMC with SOL has. */
export const SERIAL = { payloadType: PAYLOAD.sol, instance: 1 } as const;

export interface ActivateOptions {
  device: string;
  /** The port this session was opened to. */
  port: number;
  level: Privilege;
  unencryptedConsent: boolean;
  /** The BMC's ids of sessions that were ours and are lost; a payload one of them holds is ours to end. */
  former: ReadonlySet<number>;
  /** Those of attempts that failed a moment ago: theirs it is as well, whatever the number. */
  stray: ReadonlySet<number>;
  /** Called when a former session still has the console: the BMC has not restarted since. */
  survived: () => void;
  /** Most characters that may wait to be sent. */
  capacity: number;
  /** Monotonic milliseconds. */
  deadline: number;
}

export interface ActiveSol {
  settings: SolSettings;
  encrypted: boolean;
}

const ALREADY_ACTIVE = 0x80;
const NO_ENCRYPTION = 0x83;
const ATTEMPTS = 3;
/**
 * A BMC that counts its sessions from 1 gives the same numbers again after a reset, so a small one that was ours may be
 * somebody else's by now: then the BMC's own time-out ends our dead session, a minute later, and nobody's console is taken.
 */
const RECURRING = 0xffff;

/** Retries towards the BMC when its configuration does not tell, and their bounds, milliseconds. */
const RETRY_MS = { usual: 200, least: 50, most: 1_000 };
const RETRIES = 7;

/**
 * Raises the session and activates SOL on it, encrypted and authenticated. Throws IpmiError: `held` when another session
 * has it (nothing was taken), `unencrypted` when the BMC wants it in the clear and nobody agreed, `privilege`, `vanished`,
 * `completion`.
 */
export async function activateSol(session: LiveSession, o: ActivateOptions): Promise<ActiveSol> {
  if (o.level !== 'user') await expectOk(session, setSessionPrivilege, o.level, o);
  session.privilege = o.level;
  const retry = await readRetry(session, o);
  let encrypted = true;
  for (let attempt = 1; ; attempt++) {
    const { cc, data } = await ask(session, activatePayload, { ...SERIAL, encrypted, authenticated: true }, o);
    if (cc === 0) {
      const activated = decode(activatePayload, data, o.device);
      checkPort(activated, o);
      return { settings: settings(activated, retry, o.capacity), encrypted };
    }
    if (cc === NO_ENCRYPTION && encrypted) {
      if (!o.unencryptedConsent) throw unencrypted(o.device, `Activate Payload refused encryption (${hex(cc)})`);
      encrypted = false;
      continue;
    }
    if (cc !== ALREADY_ACTIVE) throw refusal(cc, o.device);
    const holder = await holderOf(session, o);
    // Its own already when the answer to the first try was lost.
    const recent = holder !== null && (holder === session.bmcId || o.stray.has(holder));
    const former = holder !== null && !recent && o.former.has(holder);
    if (former) o.survived();
    const ours = recent || (former && holder > RECURRING);
    if (attempt >= ATTEMPTS || !ours) throw former ? heldByFormer(o.device, cc) : held(o.device, cc);
    await ask(session, deactivatePayload, SERIAL, o);
  }
}

/** The session that has the console; null when none has, or the BMC does not tell. */
async function holderOf(session: LiveSession, o: ActivateOptions): Promise<number | null> {
  const { cc, data } = await ask(session, getPayloadInstanceInfo, SERIAL, o);
  return cc === 0 ? decode(getPayloadInstanceInfo, data, o.device).sessionId : null;
}

async function readRetry(session: LiveSession, o: ActivateOptions): Promise<{ retries: number; retryMs: number }> {
  const parameter = { channel: PRESENT_CHANNEL, parameter: SOL_PARAMETER.retry };
  const { cc, data } = await ask(session, getSolConfiguration, parameter, o);
  try {
    if (cc !== 0) return { retries: RETRIES, retryMs: RETRY_MS.usual };
    const { retryCount, retryMs } = solRetry(new Reader(getSolConfiguration.decodeResponse(data), 'SOL retry'));
    return {
      retries: Math.max(1, retryCount),
      retryMs: Math.min(Math.max(retryMs, RETRY_MS.least), RETRY_MS.most),
    };
  } catch (e) {
    if (e instanceof DecodeError) return { retries: RETRIES, retryMs: RETRY_MS.usual };
    throw e;
  }
}

function settings(a: ActivatedPayload, retry: { retries: number; retryMs: number }, capacity: number): SolSettings {
  return {
    side: 'console',
    maxCharacters: characters(a.inboundSize),
    ...retry,
    capacity,
    impatient: a.inboundSize === IPMI_SIM.inboundSize && a.outboundSize === IPMI_SIM.outboundSize,
  };
}

/** Quirk `sol-burst-loss`: these impossible sizes are how ipmi_sim is known. */
const IPMI_SIM = { inboundSize: 32, outboundSize: 16_384 };
/** What every BMC takes. */
const MODEST = 28;

/** Characters that fit a payload size; quirk `sol-payload-size`: sizes that cannot be are not believed. */
function characters(size: number): number {
  if (size <= SOL_HEAD) return MODEST;
  return Math.min(size - SOL_HEAD, MAX_CHARACTERS);
}

/**
 * SOL on another port than the session's is not supported. A BMC reached through a forwarded port names its own, so only
 * on the standard port the difference means something; 0 and swapped bytes mean the same port (quirk `sol-port`).
 */
function checkPort({ port }: ActivatedPayload, o: ActivateOptions): void {
  const swapped = ((port & 0xff) << 8) | (port >> 8);
  if (o.port !== IPMI_PORT || port === 0 || port === IPMI_PORT || swapped === IPMI_PORT) return;
  throw new IpmiError({
    code: 'completion',
    device: o.device,
    finding: `the BMC runs the serial console on UDP port ${port}, the session is on ${o.port}`,
    advice: `Set the SOL payload port to ${IPMI_PORT} in the BMC's configuration`,
  });
}

interface Answer {
  cc: number;
  data: Buffer;
}

/** One answered exchange. Throws IpmiError `vanished` when no answer came. */
async function ask<Q>(s: LiveSession, command: Command<Q, unknown>, request: Q, o: ActivateOptions): Promise<Answer> {
  const reply = await s.read(command, request, o.deadline);
  if (reply.kind === 'reply') return reply;
  throw new IpmiError({
    code: 'vanished',
    device: o.device,
    finding: `no answer to ${command.name} in the middle of a session`,
    advice: 'The BMC is restarting, busy or cut off: wait a minute, check the cable',
  });
}

async function expectOk<Q>(
  s: LiveSession,
  command: Command<Q, unknown>,
  request: Q,
  o: ActivateOptions,
): Promise<void> {
  const { cc } = await ask(s, command, request, o);
  if (cc === 0) return;
  const { text, code, advice } = completion(command.netFn, command.cmd, cc);
  const finding = `${command.name} refused: ${text} (${hex(cc)})`;
  throw new IpmiError({ code, device: o.device, finding, advice, status: cc });
}

function decode<R>(command: { decodeResponse(data: Buffer): R }, data: Buffer, device: string): R {
  try {
    return command.decodeResponse(data);
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause;
    const advice = 'The BMC answers against the specification: note its firmware version';
    throw new IpmiError({ code: 'protocol', device, finding: cause.message, advice, cause });
  }
}

function held(device: string, status: number): IpmiError {
  const finding = 'another session holds the serial console';
  const advice = 'Ask who is working on it, then take it over: the other session loses it';
  return new IpmiError({ code: 'held', device, finding, advice, status });
}

function heldByFormer(device: string, status: number): IpmiError {
  const finding = 'the serial console is still held by the session that was lost, or by one with its number';
  const advice = 'A lost session ends by itself within a minute; then the console opens';
  return new IpmiError({ code: 'held', device, finding, advice, status });
}

export function unencrypted(device: string, finding: string): IpmiError {
  const advice = 'Allow SOL encryption in the BMC, or agree to a console that others on the network can read';
  return new IpmiError({ code: 'unencrypted', device, finding, advice });
}

/** Codes of Activate Payload (Table 24-2), then the general ones. */
function refusal(cc: number, device: string): IpmiError {
  const own: Readonly<Record<number, [code: IpmiError['code'], text: string, advice: string]>> = {
    129: ['completion', 'the payload type is disabled', "Enable SOL in the BMC's configuration, and for this user"],
    130: ['busy', 'all payload instances are in use', 'Close another console of this BMC'],
    132: ['protocol', 'the BMC wants encryption and was offered it', 'Note the firmware version of the BMC'],
  };
  const general = completion(activatePayload.netFn, activatePayload.cmd, cc);
  const [code, text, advice] = own[cc] ?? [general.code, general.text, general.advice];
  return new IpmiError({ code, device, finding: `Activate Payload refused: ${text} (${hex(cc)})`, advice, status: cc });
}
