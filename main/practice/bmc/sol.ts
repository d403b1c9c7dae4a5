import { DecodeError } from '../../ipmi/bytes.ts';
import { activatePayload } from '../../ipmi/commands/activate-payload.ts';
import { deactivatePayload } from '../../ipmi/commands/deactivate-payload.ts';
import { getChannelPayloadSupport } from '../../ipmi/commands/get-channel-payload-support.ts';
import { getChannelPayloadVersion } from '../../ipmi/commands/get-channel-payload-version.ts';
import { getPayloadActivationStatus } from '../../ipmi/commands/get-payload-activation-status.ts';
import { getPayloadInstanceInfo } from '../../ipmi/commands/get-payload-instance-info.ts';
import { getSolConfiguration } from '../../ipmi/commands/get-sol-configuration.ts';
import { SOL_COMMANDS } from '../../ipmi/commands/sol-commands.ts';
import { atLeast, privilegeName } from '../../ipmi/privilege.ts';
import { SOL_PARAMETER } from '../../ipmi/sol/configuration.ts';
import { dueOf, roomOf, type SolInput, type SolState, startSol, status, step } from '../../ipmi/sol/protocol.ts';
import { PAYLOAD } from '../../ipmi/wire/packet.ts';
import { BMC, decodeSol, MAX_CHARACTERS, SOL_HEAD } from '../../ipmi/wire/sol.ts';
import type { Clock } from '../../ports/clock.ts';
import { type Answer, ok, refuse } from './machine.ts';
import type { Slot, Slots } from './sessions.ts';
import { SolParameters } from './sol-parameters.ts';

export type SolCommandKey = keyof typeof SOL_COMMANDS;

export function isSolCommand(key: string): key is SolCommandKey {
  return key in SOL_COMMANDS;
}

export interface SolPortOptions {
  clock: Clock;
  slots: Slots;
  /** UDP port the BMC names in its answer. */
  port: number;
  /** Sends a payload to the console of a session. */
  send(slot: Slot, payload: Buffer, encrypted: boolean): void;
}

const ALREADY = 0x80;
const DISABLED = 0x81;
const NO_ENCRYPTION = 0x83;
const ONLY_ENCRYPTED = 0x84;
const NO_PRIVILEGE = 0xd4;
const INVALID_LENGTH = 0xc7;
const INVALID_FIELD = 0xcc;
const SERIAL = 1;
const CAPACITY = 4_096;

/** The serial port of the machine, with the BMC's end of SOL behind it. One session at a time has it. */
export class SolPort {
  readonly parameters = new SolParameters();
  /** UDP port in the answer to Activate Payload. */
  port: number;
  /** Encryption is refused, as by old or badly configured BMCs. */
  refusesEncryption = false;
  /** Characters the machine takes now; after it has refused some, `ready` tells that it takes them again. */
  takes: () => number = () => Number.POSITIVE_INFINITY;
  readonly #o: SolPortOptions;
  readonly #drain = new Set<() => void>();
  readonly #input = new Set<(bytes: Buffer) => void>();
  readonly #break = new Set<() => void>();
  #holder: Slot | null = null;
  #encrypted = true;
  #state: SolState | null = null;
  #timer: { at: number; stop: AbortController } | null = null;

  constructor(options: SolPortOptions) {
    this.#o = options;
    this.port = options.port;
  }

  /** Whether a session has the console. */
  get active(): boolean {
    return this.#held() !== null;
  }

  /**
   * What the machine writes to its serial port. Returns how many bytes were taken: all when nobody watches (they are gone
   * then, as on a real line), else what fits the buffer of 4 KiB; `onDrain` tells when there is room again.
   */
  feed(bytes: Buffer): number {
    if (!this.#held() || !this.#state) return bytes.length;
    const taken = Math.min(bytes.length, roomOf(this.#state));
    if (taken > 0) this.#apply({ kind: 'write', bytes: Buffer.from(bytes.subarray(0, taken)) });
    return taken;
  }

  onDrain(listener: () => void): () => void {
    return subscribe(this.#drain, listener);
  }

  /** Characters typed at the console. */
  onInput(listener: (bytes: Buffer) => void): () => void {
    return subscribe(this.#input, listener);
  }

  onBreak(listener: () => void): () => void {
    return subscribe(this.#break, listener);
  }

  ready(): void {
    this.#apply({ kind: 'ready' });
  }

  /** A SOL packet of a session. DecodeError when it is none. */
  receive(slot: Slot, payload: Buffer, order: number, encrypted: boolean): void {
    const packet = decodeSol(payload);
    if (this.#held() !== slot || encrypted !== this.#encrypted) return;
    this.#apply({ kind: 'packet', packet, order, room: this.takes() });
  }

  /** Nobody has the console any more, and what waits for it is gone. */
  release(): void {
    this.#timer?.stop.abort();
    this.#timer = null;
    this.#holder = null;
    this.#state = null;
    for (const listener of this.#drain) listener();
  }

  /** A session is gone: if it had the console, that is free now. */
  sessionEnded(): void {
    this.#held();
  }

  /** Payload and SOL configuration commands of a session that has the privilege for them. */
  answer(key: SolCommandKey, data: Buffer, slot: Slot): Answer {
    try {
      return this.#answer(key, data, slot);
    } catch (e) {
      if (e instanceof DecodeError) return refuse(data.length === 0 ? INVALID_LENGTH : INVALID_FIELD);
      throw e;
    }
  }

  #answer(key: SolCommandKey, data: Buffer, slot: Slot): Answer {
    switch (key) {
      case 'payload-activate':
        return this.#activate(data, slot);
      case 'payload-deactivate':
        return this.#deactivate(data, slot);
      case 'payload-status': {
        const sol = getPayloadActivationStatus.decodeRequest(data) === PAYLOAD.sol;
        const active = sol && this.#held() ? [SERIAL] : [];
        return ok(getPayloadActivationStatus.encodeResponse({ capacity: sol ? 1 : 0, active }));
      }
      case 'payload-instance': {
        if (!isSerial(getPayloadInstanceInfo.decodeRequest(data))) return refuse(INVALID_FIELD);
        const sessionId = this.#held()?.bmcId ?? null;
        return ok(getPayloadInstanceInfo.encodeResponse({ sessionId, serialPort: sessionId === null ? null : 1 }));
      }
      case 'payload-support':
        getChannelPayloadSupport.decodeRequest(data);
        return ok(getChannelPayloadSupport.encodeResponse([PAYLOAD.ipmi, PAYLOAD.sol]));
      case 'payload-version': {
        const { payloadType } = getChannelPayloadVersion.decodeRequest(data);
        if (payloadType !== PAYLOAD.ipmi && payloadType !== PAYLOAD.sol) return refuse(ALREADY);
        return ok(getChannelPayloadVersion.encodeResponse('1.0'));
      }
      case 'sol-config': {
        const { parameter } = getSolConfiguration.decodeRequest(data);
        const value = parameter === SOL_PARAMETER.port ? portBytes(this.port) : this.parameters.get(parameter);
        return value ? ok(getSolConfiguration.encodeResponse(value)) : refuse(ALREADY);
      }
      case 'sol-config-set':
        return this.parameters.answer(data);
    }
  }

  #activate(data: Buffer, slot: Slot): Answer {
    const q = activatePayload.decodeRequest(data);
    if (!isSerial(q)) return refuse(INVALID_FIELD);
    const { enabled, forceEncryption, privilege } = this.parameters.summary();
    if (!enabled) return refuse(DISABLED);
    if (!atLeast(slot.level, privilegeName(privilege) ?? 'operator')) return refuse(NO_PRIVILEGE);
    if (this.#held()) return refuse(ALREADY);
    if (q.encrypted && this.refusesEncryption) return refuse(NO_ENCRYPTION);
    if (!q.encrypted && forceEncryption) return refuse(ONLY_ENCRYPTED);
    this.#holder = slot;
    this.#encrypted = q.encrypted;
    this.#state = startSol({
      side: 'bmc',
      maxCharacters: MAX_CHARACTERS,
      ...this.parameters.retry(),
      capacity: CAPACITY,
      impatient: false,
    });
    const size = MAX_CHARACTERS + SOL_HEAD;
    return ok(activatePayload.encodeResponse({ inboundSize: size, outboundSize: size, port: this.port, vlan: null }));
  }

  #deactivate(data: Buffer, slot: Slot): Answer {
    if (!isSerial(deactivatePayload.decodeRequest(data))) return refuse(INVALID_FIELD);
    const holder = this.#held();
    if (!holder) return refuse(ALREADY);
    if (holder !== slot) this.#o.send(holder, status(BMC.deactivating), this.#encrypted);
    this.release();
    return ok();
  }

  /** The session that has the console; one that has been forgotten has it no longer. */
  #held(): Slot | null {
    if (!this.#holder) return null;
    this.#o.slots.expire(this.#o.clock.monotonic());
    if (this.#o.slots.get(this.#holder.bmcId) !== this.#holder) this.release();
    return this.#holder;
  }

  #apply(input: SolInput): void {
    const holder = this.#held();
    if (!holder || !this.#state) return;
    const { state, send, delivered, notices } = step(this.#state, input, this.#o.clock.monotonic());
    this.#state = state;
    for (const payload of send) this.#o.send(holder, payload, this.#encrypted);
    for (const bytes of delivered) for (const listener of this.#input) listener(bytes);
    if (notices.includes('break')) for (const listener of this.#break) listener();
    if (notices.includes('room')) for (const listener of this.#drain) listener();
    this.#arm();
  }

  /** A packet is repeated until it is answered or the session times out: a practice machine loses no output. */
  #arm(): void {
    const due = this.#state ? dueOf(this.#state) : null;
    if (due === null || (this.#timer && this.#timer.at <= due)) return;
    this.#timer?.stop.abort();
    const timer = { at: due, stop: new AbortController() };
    this.#timer = timer;
    const { clock } = this.#o;
    void clock.sleep(Math.max(0, due - clock.monotonic()), timer.stop.signal).then(
      () => {
        this.#timer = null;
        this.#apply({ kind: 'tick' });
        this.#arm();
      },
      () => undefined,
    );
  }
}

function isSerial(q: { payloadType: number; instance: number }): boolean {
  return q.payloadType === PAYLOAD.sol && q.instance === SERIAL;
}

function portBytes(port: number): Buffer {
  return Buffer.from([port & 0xff, port >> 8]);
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
