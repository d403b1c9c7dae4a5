import { BMC, CONSOLE, encodeSol, MAX_CHARACTERS, nextSequence, type SolPacket } from '../wire/sol.ts';

/**
 * The SOL protocol (IPMI 2.0 sections 15.9 to 15.11) as a state machine for either end: one packet at a time each way,
 * repeated with the same number and characters until it is acknowledged; what was not accepted goes into a new packet.
 * Times are monotonic milliseconds; the machine never looks at a clock.
 */
export interface SolSettings {
  side: 'console' | 'bmc';
  /** Most characters in one packet, 1 to 255. */
  maxCharacters: number;
  /** Wait before a packet is repeated. */
  retryMs: number;
  /** Repetitions before the notice `silent`; the packet is repeated beyond it all the same. */
  retries: number;
  /** Most characters that wait to be sent. */
  capacity: number;
  /** Quirk `sol-burst-loss`: see `Doubt`. */
  impatient: boolean;
}

interface Outstanding {
  sequence: number;
  characters: Buffer;
  operation: number;
  sends: number;
  due: number;
}

/** The last packet with characters that came, and the answer it got. */
interface Received {
  sequence: number;
  accepted: number;
  order: number;
  /** As full as a packet gets, so another one probably follows. */
  full: boolean;
}

/**
 * Towards a BMC that is slow to repeat and quick to drop (`impatient`): when nothing follows a packet, its answer is given
 * again, and then the packets that may have been lost behind it are answered with "0 characters accepted", which has the BMC
 * send their characters in a new packet at once. Such a number is `refused` for good: should its packet arrive after all,
 * it gets the same answer, so no character can come twice.
 */
interface Doubt {
  due: number;
  level: number;
  refused: readonly number[];
}

export interface SolState {
  readonly settings: SolSettings;
  /** Number of the next new packet. */
  sequence: number;
  outstanding: Outstanding | null;
  queue: readonly (Buffer | 'break')[];
  /** Characters in the queue and in the outstanding packet. */
  waiting: number;
  /** The other end said that it cannot take characters. */
  paused: boolean;
  /** Nothing new is sent before. */
  holdUntil: number;
  received: Received | null;
  /** Session sequence numbers of the newest packet, and of the newest that acknowledged one of ours. */
  newest: number | null;
  newestAck: number | null;
  /** BMC: it refused characters and owes the word that it has room again. */
  full: boolean;
  doubt: Doubt | null;
}

export type SolInput =
  /** `order`: session sequence number of the packet. `room`: characters this end can take now. */
  | { kind: 'packet'; packet: SolPacket; order: number; room: number }
  /** Characters to send; those beyond the capacity are not taken, see `roomOf`. */
  | { kind: 'write'; bytes: Buffer }
  | { kind: 'break' }
  /** BMC: there is room again. */
  | { kind: 'ready' }
  /** An empty packet, to learn whether the other end follows our numbers. */
  | { kind: 'primer' }
  | { kind: 'tick' };

export type SolNotice =
  | 'silent' // a packet was repeated in vain as often as agreed
  | 'paused'
  | 'resumed'
  | 'drained' // everything written was accepted
  | 'room' // characters were accepted: there is room for more
  | 'deactivating'
  | 'overrun'
  | 'break';

export interface SolStep {
  state: SolState;
  /** Payloads to send, in order. */
  send: Buffer[];
  /** New characters from the other end. */
  delivered: Buffer[];
  notices: SolNotice[];
}

/** While the other end takes nothing, one packet is tried this often: its word that it has room again may be lost. */
const PROBE_MS = 1_000;
/** Slowest repetition once the agreed ones are through. */
const SLOWEST_RETRY_MS = 2_000;
const DOUBT_MS = 150;
/** More numbers must not be refused: 15 follow each other in a ring. */
const MAX_DOUBT = 6;

export function startSol(settings: SolSettings): SolState {
  return {
    settings,
    sequence: 1,
    outstanding: null,
    queue: [],
    waiting: 0,
    paused: false,
    holdUntil: 0,
    received: null,
    newest: null,
    newestAck: null,
    full: false,
    doubt: null,
  };
}

/** Characters that can be written now. */
export function roomOf(s: SolState): number {
  return s.settings.capacity - s.waiting;
}

/** When the next `tick` is wanted, or null. */
export function dueOf(s: SolState): number | null {
  const times: number[] = [];
  if (s.outstanding) times.push(s.outstanding.due);
  else if (s.queue.length > 0) times.push(s.holdUntil);
  if (s.doubt) times.push(s.doubt.due);
  const due = Math.min(...times);
  return Number.isFinite(due) ? due : null;
}

export function step(before: SolState, input: SolInput, now: number): SolStep {
  const out: SolStep = { state: { ...before }, send: [], delivered: [], notices: [] };
  switch (input.kind) {
    case 'packet':
      receive(out, input.packet, input.order, input.room, now);
      break;
    case 'write':
      write(out, input.bytes);
      break;
    case 'break':
      out.state.queue = [...out.state.queue, 'break'];
      break;
    case 'ready':
      if (!out.state.full) break;
      out.state.full = false;
      out.send.push(status(0));
      break;
    case 'primer':
      if (!out.state.outstanding) transmit(out, Buffer.alloc(0), 0, now);
      break;
    case 'tick':
      repeat(out, now);
      doubt(out, now);
  }
  sendNext(out, now);
  return out;
}

function write({ state }: SolStep, bytes: Buffer): void {
  const taken = bytes.subarray(0, roomOf(state));
  if (taken.length === 0) return;
  state.queue = [...state.queue, taken];
  state.waiting += taken.length;
}

/** A new packet from the head of the queue, when none is outstanding and the other end may be asked. */
function sendNext(out: SolStep, now: number): void {
  const { state } = out;
  const [head] = state.queue;
  if (state.outstanding || head === undefined || now < state.holdUntil) return;
  if (head === 'break') {
    state.queue = state.queue.slice(1);
    transmit(out, Buffer.alloc(0), state.settings.side === 'console' ? CONSOLE.break : BMC.break, now);
    return;
  }
  const upTo = state.queue.indexOf('break');
  const run = state.queue.slice(0, upTo < 0 ? undefined : upTo).filter((item) => item !== 'break');
  const bytes = run.length === 1 ? head : Buffer.concat(run);
  const characters = bytes.subarray(0, state.settings.maxCharacters);
  const rest = bytes.subarray(characters.length);
  state.queue = [...(rest.length > 0 ? [rest] : []), ...(upTo < 0 ? [] : state.queue.slice(upTo))];
  transmit(out, characters, 0, now);
}

function transmit(out: SolStep, characters: Buffer, operation: number, now: number): void {
  const { state } = out;
  const due = now + state.settings.retryMs;
  state.outstanding = { sequence: state.sequence, characters, operation, sends: 1, due };
  state.sequence = nextSequence(state.sequence);
  out.send.push(encodeOutstanding(state, state.outstanding));
}

function encodeOutstanding(s: SolState, { sequence, characters, operation }: Outstanding): Buffer {
  const operations = operation | ownStatus(s);
  return encodeSol({ sequence, acknowledges: 0, accepted: 0, nack: false, operation: operations, characters });
}

/** What every packet of this end says about it. */
function ownStatus(s: SolState): number {
  return s.settings.side === 'bmc' && s.full ? BMC.unavailable : 0;
}

/** The same packet again; the waits grow once the agreed repetitions are through. */
function repeat(out: SolStep, now: number): void {
  const { outstanding, settings } = out.state;
  if (!outstanding || now < outstanding.due) return;
  const beyond = Math.max(0, outstanding.sends - settings.retries);
  const wait = Math.min(settings.retryMs * 2 ** Math.min(beyond, 8), Math.max(settings.retryMs, SLOWEST_RETRY_MS));
  if (outstanding.sends % (settings.retries + 1) === 0) out.notices.push('silent');
  out.state.outstanding = { ...outstanding, sends: outstanding.sends + 1, due: now + wait };
  out.send.push(encodeOutstanding(out.state, outstanding));
}

/** Says again what was said, and refuses packets that may have been lost: see `Doubt`. */
function doubt(out: SolStep, now: number): void {
  const { state } = out;
  if (!state.doubt || !state.received || now < state.doubt.due) return;
  const { level } = state.doubt;
  const refused: number[] = [];
  for (let n = nextSequence(state.received.sequence); refused.length < level; n = nextSequence(n)) refused.push(n);
  out.send.push(answer(state.received.sequence, state.received.accepted));
  for (const sequence of refused) out.send.push(answer(sequence, 0));
  const last = level >= (state.received.full ? MAX_DOUBT : 0);
  state.doubt = { due: last ? Number.POSITIVE_INFINITY : now + DOUBT_MS, level: level + 1, refused };
}

function receive(out: SolStep, packet: SolPacket, order: number, room: number, now: number): void {
  const { state } = out;
  const current = isNewer(order, state.newest);
  const refused = packet.acknowledges !== 0 && isNewer(order, state.newestAck) && acknowledged(out, packet, order);
  if (current) {
    state.newest = order;
    readStatus(out, packet, refused, now);
  }
  if (packet.sequence !== 0) take(out, packet, order, room, now);
}

/** Session sequence numbers run in a ring of 2^32. */
function isNewer(order: number, than: number | null): boolean {
  return than === null || ((order - than) | 0) > 0;
}

/** Our packet is answered. Whether the other end took none of its characters. */
function acknowledged(out: SolStep, packet: SolPacket, order: number): boolean {
  const { state } = out;
  const { outstanding } = state;
  if (outstanding?.sequence !== packet.acknowledges) return false;
  state.newestAck = order;
  const accepted = Math.min(packet.accepted, outstanding.characters.length);
  const rest = outstanding.characters.subarray(accepted);
  state.outstanding = null;
  state.waiting -= accepted;
  if (rest.length > 0) state.queue = [rest, ...state.queue];
  if (accepted > 0) out.notices.push('room');
  if (state.queue.length === 0) out.notices.push('drained');
  return accepted === 0 && rest.length > 0;
}

/**
 * What the newest packet says about the other end. After a refusal the next packet waits, so that the two do not go round
 * in circles; any later packet without one ends the wait.
 */
function readStatus(out: SolStep, { operation, nack }: SolPacket, refused: boolean, now: number): void {
  const { state } = out;
  const says = (bit: number) => (operation & bit) !== 0;
  const console = state.settings.side === 'console';
  const paused = says(console ? BMC.unavailable : CONSOLE.pauseCts);
  if (paused !== state.paused) out.notices.push(paused ? 'paused' : 'resumed');
  state.paused = paused;
  if (paused) state.holdUntil = console ? now + PROBE_MS : Number.POSITIVE_INFINITY;
  else state.holdUntil = nack || refused ? now + state.settings.retryMs : now;
  if (!console) return;
  if (says(BMC.deactivating)) out.notices.push('deactivating');
  if (says(BMC.overrun)) out.notices.push('overrun');
  if (says(BMC.break)) out.notices.push('break');
}

/** Characters of the other end: a packet it repeats is answered again and not taken again. */
function take(out: SolStep, packet: SolPacket, order: number, room: number, now: number): void {
  const { state } = out;
  const { received } = state;
  // A first try that was overtaken by its repetition and by what followed.
  if (received && !isNewer(order, received.order)) return;
  if (received?.sequence === packet.sequence) {
    // The answer stays what it was, also when the repetition carries more characters (ipmi_sim): had the first answer been
    // late rather than lost, the BMC would go on behind the characters it counted, and the added ones would come twice.
    state.received = { ...received, order };
    reply(out, packet.sequence, received.accepted, packet.characters.length);
    return;
  }
  if (state.doubt?.refused.includes(packet.sequence)) {
    out.send.push(answer(packet.sequence, 0));
    return;
  }
  const characters = packet.characters.subarray(0, Math.max(0, room));
  if (characters.length < packet.characters.length) state.full = true;
  const full = packet.characters.length >= MAX_CHARACTERS;
  state.received = { sequence: packet.sequence, accepted: characters.length, order, full };
  state.doubt = state.settings.impatient ? { due: now + DOUBT_MS, level: 0, refused: [] } : null;
  if (state.settings.side === 'bmc') {
    if ((packet.operation & CONSOLE.break) !== 0) out.notices.push('break');
    if ((packet.operation & CONSOLE.flushOutbound) !== 0) flush(state);
  }
  if (characters.length > 0) out.delivered.push(characters);
  reply(out, packet.sequence, characters.length, packet.characters.length);
}

/** Drops what waits to be sent; the packet under way is left to its answer. */
function flush(state: SolState): void {
  state.queue = [];
  state.waiting = state.outstanding?.characters.length ?? 0;
}

function reply(out: SolStep, sequence: number, accepted: number, offered: number): void {
  const nack = accepted === 0 && offered > 0;
  out.send.push(answer(sequence, accepted, nack, ownStatus(out.state)));
}

function answer(acknowledges: number, accepted: number, nack = false, operation = 0): Buffer {
  return encodeSol({ sequence: 0, acknowledges, accepted, nack, operation, characters: Buffer.alloc(0) });
}

/** A packet that answers nothing and wants no answer. `operation`: bits of `BMC` or `CONSOLE`. */
export function status(operation: number): Buffer {
  return encodeSol({ sequence: 0, acknowledges: 0, accepted: 0, nack: false, operation, characters: Buffer.alloc(0) });
}
