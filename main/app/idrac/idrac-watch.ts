import type { Device, DeviceStatus, Site } from '../../../preload/contract.ts';
import type { Idrac } from '../../idrac/idrac.ts';
import type { Clock } from '../../ports/clock.ts';
import { failureOf } from '../../ports/failure.ts';
import { unread } from '../rack-watch.ts';

type Seen = Pick<DeviceStatus, 'power' | 'serial'>;

interface Watched {
  /** The endpoint it was opened with; another one needs another session. */
  signature: string;
  idrac: Idrac | null;
  seen: Seen;
  triedAt: number;
  reading: Promise<void> | null;
}

/** An iDRAC answers in seconds and writes every login into its log: it is read rarely, over one session. */
const EVERY_MS = 15_000;

/** Power and service tag of Dell servers for the rack picture, as last read; reading goes on beside it. */
export class IdracWatch {
  readonly #open: (site: Site, device: Device) => Promise<Idrac>;
  readonly #clock: Clock;
  readonly #watched = new Map<string, Watched>();

  constructor(open: (site: Site, device: Device) => Promise<Idrac>, clock: Clock) {
    this.#open = open;
    this.#clock = clock;
  }

  /** What was read last; begins to read again when that is long ago. */
  status(site: Site, device: Device): Seen {
    const key = `${site.id}/${device.id}`;
    const signature = JSON.stringify(withoutPins(device));
    let watched = this.#watched.get(key);
    if (watched?.signature !== signature) {
      void watched?.idrac?.[Symbol.asyncDispose]();
      watched = { ...{ signature, idrac: null, seen: NOTHING, reading: null }, triedAt: Number.NEGATIVE_INFINITY };
      this.#watched.set(key, watched);
    }
    if (!watched.reading && this.#clock.monotonic() - watched.triedAt >= EVERY_MS) {
      watched.reading = this.#read(watched, site, device);
    }
    return watched.seen;
  }

  async close(): Promise<void> {
    const all = [...this.#watched.values()];
    this.#watched.clear();
    await Promise.all(
      all.map(async (watched) => {
        await watched.reading;
        await watched.idrac?.[Symbol.asyncDispose]();
      }),
    );
  }

  async #read(watched: Watched, site: Site, device: Device): Promise<void> {
    try {
      watched.idrac ??= await this.#open(site, device);
      const { power, serviceTag } = await watched.idrac.info();
      const at = new Date(this.#clock.now()).toISOString();
      watched.seen = { power: { value: power, at, error: null }, serial: { value: serviceTag, at, error: null } };
    } catch (error) {
      const failure = failureOf(error);
      watched.seen = { power: unread(failure), serial: unread(failure) };
      await watched.idrac?.[Symbol.asyncDispose]();
      watched.idrac = null;
    } finally {
      watched.triedAt = this.#clock.monotonic();
      watched.reading = null;
    }
  }
}

const NOTHING: Seen = { power: unread(), serial: unread() };
/** Pins are learned at the first connection; that is no other endpoint. */
const withoutPins = ({ idrac }: Device) => idrac && { ...idrac, tlsPin: null, sshPin: null };
