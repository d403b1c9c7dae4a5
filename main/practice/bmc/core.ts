import { randomBytes } from 'node:crypto';
import { DecodeError } from '../../ipmi/bytes.ts';
import { closeSession } from '../../ipmi/commands/close-session.ts';
import { COMMANDS, type CommandKey, commandKey } from '../../ipmi/commands/registry.ts';
import { setSessionPrivilege } from '../../ipmi/commands/set-session-privilege.ts';
import { encodeFru } from '../../ipmi/fru/inventory.ts';
import { IPMI_PORT } from '../../ipmi/options.ts';
import { atLeast } from '../../ipmi/privilege.ts';
import { open, seal, sealPayload } from '../../ipmi/session/secure.ts';
import { decodeAsf, encodeAsf } from '../../ipmi/wire/asf.ts';
import { decodeMessage, encodeMessage, type Message } from '../../ipmi/wire/message.ts';
import { decodePacket, encodePacket, PAYLOAD, type PayloadType } from '../../ipmi/wire/packet.ts';
import { decodeRmcp } from '../../ipmi/wire/rmcp.ts';
import { decodeSessionless, encodeSessionless } from '../../ipmi/wire/sessionless.ts';
import { systemClock } from '../../ports/clock.ts';
import { Board } from './board.ts';
import { SimpleChassis } from './chassis.ts';
import { Configuration } from './configuration.ts';
import { Faults, type FaultTarget } from './faults.ts';
import { type Answer, execute, type Machine } from './machine.ts';
import { DEFAULT_DEVICE, DEFAULT_GUID, defaultFru, type PracticeBmcOptions, supplyFru } from './options.ts';
import { type Slot, Slots } from './sessions.ts';
import { openSession, rakp1, rakp3, type SetupContext } from './setup.ts';
import { isSolCommand, SolPort } from './sol.ts';

/** A datagram to send back, after a delay in milliseconds. */
export interface Outgoing {
  bytes: Buffer;
  delayMs: number;
}

/** Sends a datagram to a console. */
export type Transmit = (out: Outgoing) => void;

const INVALID_COMMAND = 0xc1;
const NO_PRIVILEGE = 0xd4;
const LEVEL_NOT_AVAILABLE = 0x81;
const INVALID_SESSION_ID = 0x87;

/** A whole BMC without its socket: a datagram in, the datagrams to send out. */
export class BmcCore {
  readonly faults = new Faults();
  readonly machine: Machine;
  readonly slots: Slots;
  /** The machine's serial port. */
  readonly sol: SolPort;
  /** Every request that arrived, repetitions included. */
  readonly received: FaultTarget[] = [];
  readonly #options: PracticeBmcOptions;

  constructor(options: PracticeBmcOptions = {}) {
    this.#options = options;
    const clock = options.clock;
    const serial = options.serial ?? 'PRACTICE-0001';
    const fru = options.fru === undefined ? defaultFru(serial) : options.fru;
    const chassis = options.chassis ?? new SimpleChassis(clock ? { clock } : {});
    const suites = options.suites ?? [17, 3];
    this.machine = {
      chassis,
      device: { ...DEFAULT_DEVICE, ...options.device },
      guid: options.guid ?? DEFAULT_GUID,
      fru: fru ? encodeFru(fru) : Buffer.alloc(0),
      suites,
      kg: options.kg ?? null,
      quirks: options.quirks ?? {},
      configuration: new Configuration(options, suites, chassis),
      restart: () => this.restart(),
      executed: [],
      board: new Board(chassis, clock ?? systemClock),
      moreFrus: new Map([1, 2].map((instance) => [instance, supplyFru(serial, instance)])),
      sdrReservation: 0,
    };
    // Large ids, as most BMCs have them: small ones recur after a reset.
    const firstId = (randomBytes(4).readUInt32LE(0) | 0x10000) >>> 0;
    this.slots = new Slots(options.slots ?? 4, options.sessionTimeoutMs ?? 60_000, firstId);
    this.sol = new SolPort({
      clock: clock ?? systemClock,
      slots: this.slots,
      port: options.port ?? IPMI_PORT,
      send: (slot, payload, encrypted) => this.#sendSol(slot, payload, encrypted),
    });
    const { configuration } = this.machine;
    configuration.sol = this.sol.parameters;
    if (options.weakSetup) configuration.weaken();
  }

  /** Forgets all sessions and, for a while, everybody: what a reset of the BMC looks like from outside. */
  restart(): void {
    this.slots.clear();
    this.sol.release();
    const { restartMs = 0, clock = systemClock } = this.#options;
    if (restartMs <= 0) return;
    this.faults.dead = true;
    void clock.sleep(restartMs).then(() => {
      this.faults.dead = false;
    });
  }

  /**
   * The answers to a datagram. `transmit` is the way back to its sender, for what the BMC later sends unasked (SOL).
   * `now`: monotonic milliseconds. Never throws for bad input: what does not decode is dropped, as on a real BMC.
   */
  receive(datagram: Buffer, now: number, transmit: Transmit = () => undefined): Outgoing[] {
    if (this.faults.dead) return [];
    try {
      return this.#dispatch(datagram, now, transmit);
    } catch (e) {
      if (e instanceof DecodeError) return [];
      throw e;
    }
  }

  #dispatch(datagram: Buffer, now: number, transmit: Transmit): Outgoing[] {
    const { kind, body } = decodeRmcp(datagram);
    if (kind === 'asf') return this.#ping(datagram);
    if (body[0] === 0) return this.#sessionless(datagram);
    // Long enough for every suite: only session packets are authenticated, and unseal decodes those again with its own length.
    const type = (body[1] ?? 0) & 0x3f;
    if ((type === PAYLOAD.ipmi || type === PAYLOAD.sol) && body.length >= 6) {
      const id = body.readUInt32LE(2);
      return id === 0 ? this.#beforeSession(datagram) : this.#session(datagram, id, now, transmit);
    }
    return this.#setup(decodePacket(datagram, 0).packet.payload, type, now);
  }

  #ping(datagram: Buffer): Outgoing[] {
    const ping = decodeAsf(datagram);
    if (ping.kind !== 'ping') return [];
    return this.#exchange('ping', () => encodeAsf({ kind: 'pong', tag: ping.tag, ipmi: true, enterprise: 4542 }));
  }

  #setup(payload: Buffer, type: number, now: number): Outgoing[] {
    const o = this.#options;
    const { suites, kg, guid, quirks } = this.machine;
    const context: SetupContext = {
      slots: this.slots,
      suites,
      users: this.machine.configuration.users,
      kg,
      guid,
      dedupe: o.dedupe ?? false,
      quirks,
      now,
    };
    if (type === PAYLOAD.openRequest)
      return this.#exchange('open', () => plain(PAYLOAD.openResponse, openSession(context, payload)));
    if (type === PAYLOAD.rakp1) return this.#exchange('rakp1', () => plain(PAYLOAD.rakp2, rakp1(context, payload)));
    if (type === PAYLOAD.rakp3) return this.#exchange('rakp3', () => plain(PAYLOAD.rakp4, rakp3(context, payload)));
    return [];
  }

  #sessionless(datagram: Buffer): Outgoing[] {
    return this.#unbound(decodeSessionless(datagram), encodeSessionless);
  }

  /** ipmitool asks for the cipher suites in an RMCP+ packet with session id 0. */
  #beforeSession(datagram: Buffer): Outgoing[] {
    const { packet } = decodePacket(datagram, 0);
    if (packet.authenticated || packet.encrypted || packet.payloadType !== PAYLOAD.ipmi) return [];
    return this.#unbound(packet.payload, (message) => plain(PAYLOAD.ipmi, message));
  }

  /** A command that is allowed without a session. */
  #unbound(bytes: Buffer, wrap: (message: Buffer) => Buffer | null): Outgoing[] {
    const message = decodeMessage(bytes);
    const key = commandKey(message.netFn, message.cmd);
    if (!message.checksumsOk || !key || COMMANDS[key].level !== null) return [];
    return this.#exchange(key, () => {
      const answer = this.#execute(key, message.data, null);
      return answer && wrap(encodeMessage(reply(message, answer)));
    });
  }

  #session(datagram: Buffer, id: number, now: number, transmit: Transmit): Outgoing[] {
    this.slots.expire(now);
    const slot = this.slots.get(id);
    if (!slot?.secure) return [];
    const { session, payloadType, sequence, encrypted, payload } = open(slot.secure, datagram);
    slot.secure = session;
    slot.usedAt = now;
    slot.transmit = transmit;
    if (payloadType === PAYLOAD.sol) {
      this.sol.receive(slot, payload, sequence, encrypted);
      return [];
    }
    const message = decodeMessage(payload);
    const key = commandKey(message.netFn, message.cmd);
    return this.#exchange(key ?? 'any', () => this.#answer(slot, key, message));
  }

  #sendSol(slot: Slot, payload: Buffer, encrypted: boolean): void {
    if (!slot.secure || this.faults.dead || this.faults.loseAllReplies) return;
    const sealed = sealPayload(slot.secure, PAYLOAD.sol, payload, encrypted ? randomBytes(16) : null);
    slot.secure = sealed.session;
    slot.transmit({ bytes: sealed.datagram, delayMs: this.faults.delayMs });
  }

  #answer(slot: Slot, key: CommandKey | null, message: Message): Buffer | null {
    const request = `${message.netFn} ${message.cmd} ${message.rqSeq} ${message.data.toString('hex')}`;
    let bytes = this.#options.dedupe ? slot.answers.get(request) : undefined;
    if (!bytes) {
      const answer = key ? this.#inSession(slot, key, message.data) : { cc: INVALID_COMMAND, data: Buffer.alloc(0) };
      bytes = Buffer.concat([Buffer.from([answer.cc]), answer.data]);
      // Only the newest answer is kept: an older number is a new request by then.
      slot.answers.clear();
      slot.answers.set(request, bytes);
    }
    if (!slot.secure) return null;
    const response = { ...message, netFn: message.netFn + 1, data: bytes };
    const sealed = seal(slot.secure, response, randomBytes(16), this.machine.quirks.badChecksums === true);
    slot.secure = sealed.session;
    if (key === 'close-session' && bytes[0] === 0) {
      this.slots.free(slot.bmcId);
      this.sol.sessionEnded();
    }
    return sealed.datagram;
  }

  #inSession(slot: Slot, key: CommandKey, data: Buffer): Answer {
    const none = Buffer.alloc(0);
    if (key === 'session-privilege') return this.#raise(slot, data);
    if (key === 'close-session')
      return { cc: closeSession.decodeRequest(data) === slot.bmcId ? 0 : INVALID_SESSION_ID, data: none };
    const required = COMMANDS[key].level;
    if (required && !atLeast(slot.level, required)) return { cc: NO_PRIVILEGE, data: none };
    return this.#execute(key, data, slot) ?? { cc: INVALID_COMMAND, data: none };
  }

  #raise(slot: Slot, data: Buffer): Answer {
    const fault = this.faults.takeCompletion('session-privilege');
    if (fault) return { cc: fault.cc, data: Buffer.alloc(0) };
    const wanted = setSessionPrivilege.decodeRequest(data);
    const channel = this.machine.configuration.channelLimit;
    if (wanted && !(atLeast(slot.limit, wanted) && atLeast(channel, wanted)))
      return { cc: LEVEL_NOT_AVAILABLE, data: Buffer.alloc(0) };
    if (wanted) slot.level = wanted;
    return { cc: 0, data: setSessionPrivilege.encodeResponse(slot.level) };
  }

  #execute(key: CommandKey, data: Buffer, slot: Slot | null): Answer | null {
    const fault = this.faults.takeCompletion(key);
    if (fault && !fault.executes) return { cc: fault.cc, data: Buffer.alloc(0) };
    const answer = slot && isSolCommand(key) ? this.sol.answer(key, data, slot) : execute(this.machine, key, data);
    return fault ? { cc: fault.cc, data: Buffer.alloc(0) } : answer;
  }

  /** Lets a request in and its answer out through the faults. */
  #exchange(what: FaultTarget, answer: () => Buffer | null): Outgoing[] {
    if (this.faults.takeLostRequest(what)) return [];
    this.received.push(what);
    const bytes = answer();
    const leaving = bytes && this.faults.leave(what, bytes);
    return leaving ? [{ bytes: leaving, delayMs: this.faults.delayMs }] : [];
  }
}

function reply(request: Message, answer: Answer): Message {
  return { ...request, netFn: request.netFn + 1, data: Buffer.concat([Buffer.from([answer.cc]), answer.data]) };
}

function plain(payloadType: PayloadType, payload: Buffer | null): Buffer | null {
  if (!payload) return null;
  return encodePacket({ payloadType, encrypted: false, authenticated: false, sessionId: 0, sequence: 0, payload });
}
