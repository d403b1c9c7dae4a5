import type { RakpContext } from '../../ipmi/crypto/keys.ts';
import type { Suite } from '../../ipmi/crypto/suites.ts';
import type { Privilege } from '../../ipmi/privilege.ts';
import type { SecureSession } from '../../ipmi/session/secure.ts';
import type { PracticeUser } from './options.ts';

/** One slot of the BMC: first half open, active after RAKP 3. */
export interface Slot {
  bmcId: number;
  consoleId: number;
  tag: number;
  suite: Suite;
  usedAt: number;
  user: PracticeUser | null;
  rakp: RakpContext | null;
  secure: SecureSession | null;
  /** Present level, and the highest the session may be raised to. */
  level: Privilege;
  limit: Privilege;
  /** Last answers by request, for BMCs that recognise repetitions. */
  answers: Map<string, Buffer>;
  /** The way back to the console, as its newest packet came. */
  transmit: (out: { bytes: Buffer; delayMs: number }) => void;
}

/** The few session slots of a BMC. Abandoned ones are only freed by time, which is what makes them run out. */
export class Slots {
  readonly #slots = new Map<number, Slot>();
  readonly #capacity: number;
  readonly #timeoutMs: number;
  #nextId: number;

  constructor(capacity: number, timeoutMs: number, firstId: number) {
    this.#capacity = capacity;
    this.#timeoutMs = timeoutMs;
    this.#nextId = firstId;
  }

  get used(): number {
    return this.#slots.size;
  }

  /** A new half-open slot, or null when all are taken. */
  add(slot: Omit<Slot, 'bmcId' | 'transmit'>, now: number): Slot | null {
    this.expire(now);
    if (this.#slots.size >= this.#capacity) return null;
    const bmcId = this.#nextId;
    this.#nextId = (this.#nextId + 1) >>> 0 || 1;
    const added = { ...slot, bmcId, transmit: () => undefined };
    this.#slots.set(bmcId, added);
    return added;
  }

  get(bmcId: number): Slot | null {
    return this.#slots.get(bmcId) ?? null;
  }

  find(test: (slot: Slot) => boolean): Slot | null {
    return [...this.#slots.values()].find(test) ?? null;
  }

  free(bmcId: number): void {
    this.#slots.delete(bmcId);
  }

  clear(): void {
    this.#slots.clear();
  }

  expire(now: number): void {
    for (const slot of this.#slots.values()) if (now - slot.usedAt > this.#timeoutMs) this.#slots.delete(slot.bmcId);
  }
}
