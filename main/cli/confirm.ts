import type { Failure, PowerVerb } from '../../preload/contract.ts';
import { asTheyCome } from '../fleet/places.ts';
import type { Bmc } from '../ipmi/bmc.ts';
import { systemClock } from '../ports/clock.ts';
import { failureOf } from '../ports/failure.ts';
import type { Cli } from './context.ts';

/** An open target, as far as a confirmation looks at it. */
export interface Readable {
  address: string;
  bmc: Pick<Bmc, 'identity' | 'chassisStatus'>;
}

/** One BMC of several, before anything has been sent. */
export interface Each<Target extends Readable & AsyncDisposable> {
  label: string;
  open(): Promise<Target>;
}

/** Why one BMC is left alone. */
export interface Refusal {
  reason: string;
  /** Nothing after it is attempted either. */
  ends: boolean;
  /** A person said so. */
  cancelled: boolean;
}

/** Whether the chassis behind an open target is one that was confirmed; null for yes. Reads; throws IpmiError. */
export type Confirm = (label: string, target: Readable) => Promise<Refusal | null>;

/** Several chassis were to be acted on and what was confirmed does not fit what answers. Nothing has been sent. */
export class ConfirmationError extends Error {
  override readonly name = 'ConfirmationError';
  readonly #advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.#advice = advice;
  }

  toFailure(): Failure {
    return { code: 'serial-mismatch', message: this.message, advice: this.#advice };
  }
}

/** What identifies a chassis to a person: its serial, or where it has none, the address of its BMC. */
async function identityOf(target: Readable): Promise<string> {
  return (await target.bmc.identity()).serial ?? target.address;
}

const same = (text: string) => text.trim().toLowerCase();
const READERS = 64;

/**
 * Confirmation by a list written beforehand. First every BMC is read, and unless the list names exactly the chassis that
 * answer, each of them once, this throws: then nothing at all is sent. Each is read again when its turn comes.
 */
export async function confirmByList(
  all: readonly Each<Readable & AsyncDisposable>[],
  written: readonly string[],
  signal: AbortSignal,
): Promise<Confirm> {
  const confirmed = new Set(
    written
      .flatMap((text) => text.split(','))
      .map(same)
      .filter(Boolean),
  );
  const read = async (each: Each<Readable & AsyncDisposable>) => {
    try {
      await using target = await each.open();
      return { label: each.label, identity: same(await identityOf(target)), problem: null };
    } catch (e) {
      return { label: each.label, identity: null, problem: failureOf(e).message };
    }
  };
  const readings: Awaited<ReturnType<typeof read>>[] = [];
  for await (const reading of asTheyCome(all, read, { width: READERS, holdMs: 1_000, clock: systemClock, signal }))
    readings.push(reading);

  const owner = new Map<string, string>();
  const problems: string[] = [];
  for (const { label, identity, problem } of readings) {
    if (identity === null) {
      problems.push(`${label} could not be read: ${problem}`);
      continue;
    }
    const other = owner.get(identity);
    if (other !== undefined) problems.push(`${label} is the same chassis as ${other}: ${identity}`);
    else if (!confirmed.has(identity)) problems.push(`${label} has serial ${identity}, which was not confirmed`);
    owner.set(identity, label);
  }
  for (const serial of confirmed) if (!owner.has(serial)) problems.push(`${serial} was confirmed, but no BMC has it`);
  if (problems.length > 0 || signal.aborted) {
    throw new ConfirmationError(
      `Nothing was sent. ${problems.join('; ') || 'Cancelled'}.`,
      'Check the addresses and the labels at the rack, then name exactly the chassis you mean.',
    );
  }
  return async (label, target) => {
    const identity = same(await identityOf(target));
    if (owner.get(identity) === label) return null;
    return { reason: `another chassis answers now: ${identity}`, ends: true, cancelled: false };
  };
}

/** Confirmation by typing the serial of each chassis when its turn comes. */
export function confirmByQuestion(ask: Cli['ask'], verb: PowerVerb, signal: AbortSignal): Confirm {
  const seen = new Set<string>();
  return async (label, target) => {
    const { serial } = await target.bmc.identity();
    const identity = serial ?? target.address;
    if (seen.has(same(identity)))
      return { reason: `the same chassis as one before: ${identity}`, ends: true, cancelled: false };
    seen.add(same(identity));
    const { power } = await target.bmc.chassisStatus();
    const [known, wanted] = serial === null ? ['no serial', 'address'] : [`serial ${serial}`, 'serial'];
    const question = `${label}: ${known}, power is ${power}. Type the ${wanted} for "${verb}", nothing to leave it out: `;
    const answer = same((await ask?.(question, signal).catch(() => null)) ?? '');
    if (answer === same(identity)) return null;
    return { reason: answer === '' ? 'left out' : 'not what was asked for', ends: answer !== '', cancelled: true };
  };
}
