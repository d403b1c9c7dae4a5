import { randomBytes } from 'node:crypto';
import type {
  BundleView,
  CopyProgress,
  Device,
  Hop,
  IntakeView,
  OfferedPackage,
  RequestCarrier,
  RequestCarriers,
  Site,
  TripView,
} from '../../../preload/contract.ts';
import { advance, newTrip, nextOf, type Trip, TripError, type TripEvent } from '../../airgap/trip.ts';
import type { Clock } from '../../ports/clock.ts';
import { failureOf } from '../../ports/failure.ts';
import type { TripNote } from '../../procedures/events.ts';
import type { Trips } from '../../store/trips.ts';
import type { Vault } from '../../vault/vault.ts';
import { CommandError } from '../router.ts';
import { Works } from '../works.ts';
import type * as Driver from './driver.ts';
import type { Keyring } from './keyring.ts';
import { refusedBundle } from './refused-bundle.ts';

export interface TripServiceParts {
  trips: Trips;
  vault: Vault;
  keyring: Keyring;
  clock: Clock;
  /** Data folder; the content store lies in it. */
  home: string;
  note(note: TripNote, author: string): void;
  /** One transaction: a round and the note of its change stand or fall together. */
  atomically<T>(work: () => T): T;
  changed(trip: TripView): void;
  progress(progress: CopyProgress): void;
  intake(view: IntakeView & { tripId: string }): void;
  driver(): Promise<typeof Driver>;
}
type Place = { site: Site; device: Device };
/** A medium as a person names it: by model and serial, or a plain folder without both. */
export type NamedMedium = { path: string; model: string | null; serial: string | null };

/** Round trips: what may be done next is decided by `main/airgap/trip.ts`; here it is done, stored and written down. */
export class TripService {
  readonly #p: TripServiceParts;
  readonly #works = new Works();
  readonly #watched = new Map<string, { stop(): void }>();

  constructor(parts: TripServiceParts) {
    this.#p = parts;
  }

  list(): TripView[] {
    return this.#p.trips.list().map((trip) => this.#view(trip));
  }

  get(id: string): TripView {
    return this.#view(this.#trip(id));
  }

  /** The newest round of a device on this side; null without one. For the probe `airgap.trip`. */
  newest(siteId: string, deviceId: string): TripView | null {
    const trip = this.#p.trips.list().find((one) => one.siteId === siteId && one.deviceId === deviceId);
    return trip ? this.#view(trip) : null;
  }

  /** @throws CommandError `no-serial`, `trip-open` */
  start({ site, device }: Place, author: string): TripView {
    const earlier = this.#p.trips.list().filter(({ serial }) => serial === device.serial);
    if (device.serial === null) {
      throw new CommandError('no-serial', `${device.name} has no serial number yet.`, 'Enter it: a bundle is for one.');
    }
    const open = earlier.find(({ state, side }) => side === 'rack' && state !== 'closed');
    if (open) {
      throw new CommandError('trip-open', `Round ${open.round} of ${device.name} is still open.`, 'Close it first.');
    }
    const trip = newTrip(
      {
        ...{ id: this.#newId(), siteId: site.id, deviceId: device.id, product: device.product, serial: device.serial },
        host: hostOf(device),
      },
      {
        ...{ side: 'rack', round: earlier.length + 1, at: this.#now(), author },
        spentKeys: earlier.flatMap(({ key }) => key?.sha256 ?? []),
      },
    );
    return this.#store(trip, 'started', author);
  }

  async clock(id: string, { site: _, device }: Place, reference: string | null, author: string): Promise<TripView> {
    const { clocks } = await this.#p.driver();
    const verdict = await this.#alone(id, (signal) => clocks(device, reference, this.#p.clock, signal));
    return this.#advance(id, { type: 'clock', verdict }, author);
  }

  versions(id: string, base: string | null, product: string | null, author: string): TripView {
    return this.#advance(id, { type: 'versions', base, product }, author);
  }

  /** The download key into the vault. @throws VaultError `vault.locked`; TripError for a spent key */
  async key(id: string, downloadKey: string, author: string): Promise<TripView> {
    const { traceOf } = await this.#p.driver();
    const bytes = Buffer.from(downloadKey.trim());
    try {
      const { masked, sha256 } = traceOf(bytes);
      // First whether it may be: a spent key must not take the place of a good one.
      const event: TripEvent = { type: 'key', key: { masked, sha256, at: this.#now(), stored: true } };
      advance(this.#trip(id), event, this.#now(), author);
      this.#p.vault.put(secretOf(id), bytes);
      return this.#advance(id, event, author);
    } finally {
      bytes.fill(0);
    }
  }

  /** Makes, signs and stores the request; a second call gives the same one. */
  async request(id: string, recipient: string | null, author: string): Promise<RequestCarriers> {
    const trip = this.#trip(id);
    const { carriersOf, makeRequest, newRequestId, readRequest, viewOf } = await this.#p.driver();
    const trusted = (fingerprint: string) => this.#p.keyring.isTrusted(fingerprint);
    const stored = this.#p.vault.get(documentOf(id));
    const key = this.#p.vault.get(secretOf(id));
    if (!key) throw new CommandError('no-key', 'The download key is not in the vault.', 'Enter it first.');
    try {
      if (stored) {
        const old = readRequest(stored);
        return carriersOf(old, viewOf(old, key, trusted));
      }
      const { round, product, serial, host, baseVersion, productVersion, clock } = trip;
      const fields = {
        ...{ id: newRequestId(), tripId: trip.id, round, product, serial, host, baseVersion, productVersion },
        ...{ skewS: clock?.skewS ?? null, madeAt: this.#now() },
      };
      const made = await this.#p.keyring.withOwn((own) => makeRequest(fields, key, own, recipient));
      const view = viewOf(made, key, trusted);
      this.#p.vault.put(documentOf(id), made.document);
      this.#advance(
        id,
        { type: 'request', request: { id: view.id, at: fields.madeAt, signedBy: view.signedBy } },
        author,
      );
      return carriersOf(made, view);
    } finally {
      key.fill(0);
    }
  }

  /** Connected side. @throws RequestError; CommandError `untrusted-request` */
  async receive(carrier: RequestCarrier, author: string): Promise<TripView> {
    const { openKey, readCarrier, receive, traceOf, viewOf } = await this.#p.driver();
    const request = receive(await readCarrier(carrier));
    const { fields } = request;
    const view = viewOf(request, null, (fingerprint) => this.#p.keyring.isTrusted(fingerprint));
    if (!view.trusted) {
      throw new CommandError(
        'untrusted-request',
        `The request for ${fields.serial} is signed by ${view.signedBy}, which is not trusted here.`,
        'Compare the fingerprint with the one on the rack computer, trust its key, and receive the request again.',
      );
    }
    const known = this.#p.trips.get(fields.tripId);
    if (known && known.side === 'connected') return this.#view(known);
    const key = await openKey(request.key, this.#p.keyring.collectorSecret());
    try {
      const { masked, sha256 } = traceOf(key);
      const id = known ? `${fields.tripId}-c` : fields.tripId;
      this.#p.vault.put(secretOf(id), key);
      const begun = newTrip(
        { id, siteId: '', deviceId: '', product: fields.product, serial: fields.serial, host: fields.host },
        { side: 'connected', round: fields.round, spentKeys: [], at: this.#now(), author },
      );
      const trip: Trip = {
        ...begun,
        ...{ baseVersion: fields.baseVersion, productVersion: fields.productVersion, state: 'key-exported' },
        key: { masked, sha256, at: fields.madeAt, stored: true },
        request: { id: fields.id, at: fields.madeAt, signedBy: view.signedBy },
        history: [...begun.history, { state: 'key-exported', at: this.#now(), author }],
      };
      return this.#store(trip, 'request received', author);
    } finally {
      key.fill(0);
    }
  }

  /** The download key for one look, on its way into the vendor's page. */
  revealKey(id: string, author: string): { key: string } {
    const key = this.#p.vault.get(secretOf(id));
    if (!key) throw new CommandError('no-key', 'The download key is not in the vault.');
    try {
      this.#note(this.#trip(id), 'key revealed', author);
      return { key: key.toString() };
    } finally {
      key.fill(0);
    }
  }

  submitted = (id: string, author: string): TripView => this.#advance(id, { type: 'submitted' }, author);

  async readList(text: string): Promise<OfferedPackage[]> {
    return (await this.#p.driver()).readList(text);
  }

  offer = (id: string, packages: OfferedPackage[], author: string): TripView =>
    this.#advance(id, { type: 'offered', packages }, author);

  /** Takes a file that was downloaded into the store, hashed twice; it counts only for a listed package. */
  async take(id: string, name: string, file: string, author: string): Promise<TripView> {
    const { takeIn } = await this.#p.driver();
    return this.#intoStore(id, name, author, (entry, options) => takeIn(this.#p, id, entry, file, options));
  }

  async download(id: string, name: string, author: string): Promise<TripView> {
    const { downloadIn } = await this.#p.driver();
    return this.#intoStore(id, name, author, (entry, options) => downloadIn(this.#p, id, entry, options));
  }

  /** A second copy of everything in another folder, read back from there. */
  async second(id: string, folder: string, author: string): Promise<TripView> {
    const { copyAll } = await this.#p.driver();
    const trip = this.#trip(id);
    const copied = await this.#alone(id, (signal) =>
      copyAll(this.#p, trip.packages, folder, { signal, onProgress: (p) => this.#p.progress({ ...p, tripId: id }) }),
    );
    for (const { name, sha256, how } of copied)
      this.#advance(id, { type: 'copy', name, sha256, place: folder, how }, author);
    return this.get(id);
  }

  window = (id: string, at: string, reference: string, author: string): TripView =>
    this.#advance(id, { type: 'window', at, reference }, author);

  /** Looks into a download folder now and then; what is whole and fits the list by name is taken in. */
  async watch(id: string, folder: string | null, author: string): Promise<IntakeView> {
    this.#watched.get(id)?.stop();
    this.#watched.delete(id);
    if (folder === null) return { folder, arrived: [] };
    const { watchFolder } = await this.#p.driver();
    const stop = new AbortController();
    this.#watched.set(id, { stop: () => stop.abort() });
    const offered = this.#trip(id).offered ?? [];
    const heard = (view: IntakeView) => {
      for (const { package: name, sha256 } of view.arrived) this.#arrived(id, name, sha256, author);
      this.#p.intake({ tripId: id, ...view });
    };
    watchFolder(this.#p, { trip: id, folder, offered }, stop.signal, heard).catch((error: unknown) => {
      if (!stop.signal.aborted) this.#p.intake({ tripId: id, folder: null, arrived: [failedLook(folder, error)] });
    });
    return { folder, arrived: [] };
  }

  /** What the watched folder brought lies in the store: that counts as its first copy, once. */
  #arrived(id: string, name: string | null, sha256: string | null, author: string): void {
    const one = this.#trip(id).packages.find((known) => known.name === name);
    if (name === null || sha256 === null || !one || one.sha256 === sha256) return;
    this.#advance(id, { type: 'copy', name, sha256, place: 'store', how: 'direct' }, author);
  }

  /** Seals the bundle onto a medium, and reads all of it back from there. @throws MediaError, BundleError, VaultError */
  async seal(
    id: string,
    medium: NamedMedium,
    role: 'primary' | 'reserve',
    person: string,
    author: string,
  ): Promise<TripView> {
    const { sealOn } = await this.#p.driver();
    const trip = this.#trip(id);
    const late: readonly Trip['state'][] = ['window-confirmed'];
    if (trip.side !== 'connected' || !late.includes(trip.state)) {
      throw new TripError({
        en: 'A bundle is sealed once everything lies here twice and the window is confirmed.',
        de: 'Ein Bündel wird versiegelt, wenn alles doppelt vorliegt und das Wartungsfenster bestätigt ist.',
      });
    }
    const before = this.#p.trips
      .list()
      .filter((other) => other.side === 'connected' && other.serial === trip.serial && other.id !== id)
      .flatMap(({ bundle }) => bundle ?? []);
    const last = before.toSorted((a, b) => b.sequence - a.sequence)[0] ?? null;
    const sealed = await this.#alone(id, (signal) =>
      this.#p.keyring.withOwn((own) =>
        sealOn(
          trip,
          medium,
          { last, own, person, home: this.#p.home, clock: this.#p.clock },
          { signal, onProgress: (p) => this.#p.progress({ ...p, tripId: id }) },
        ),
      ),
    );
    const media = [
      ...(trip.bundle?.media ?? []).filter((other) => other.id !== sealed.medium.id),
      { ...sealed.medium, role },
    ];
    const bundle = { ...sealed.bundle, media };
    // Sealing a medium again states the same once more; numbers are those of this round, not of one medium's chain.
    const others = trip.custody.filter(
      ({ medium, note, at }) => !(medium === sealed.hop.medium && note === '' && at === sealed.hop.at),
    );
    const custody = [...others, sealed.hop].map((hop, index) => ({ ...hop, n: index + 1 }));
    return this.#store({ ...trip, bundle, custody }, `sealed on ${role} medium`, author);
  }

  /** Rack side. @throws CommandError `bundle-refused` that names every problem */
  async import(id: string, path: string, author: string): Promise<TripView> {
    const trip = this.#trip(id);
    const earlier = this.#p.trips
      .list()
      .filter((other) => other.side === 'rack' && other.serial === trip.serial && other.id !== id)
      .flatMap(({ bundle }) => bundle ?? []);
    const last = earlier.toSorted((a, b) => b.sequence - a.sequence)[0] ?? null;
    const { importFrom } = await this.#p.driver();
    const { view, taken } = await this.#alone(id, (signal) =>
      importFrom(
        path,
        { trip, last, trusted: this.#p.keyring.list(), home: this.#p.home, clock: this.#p.clock },
        { signal, onProgress: (p) => this.#p.progress({ ...p, tripId: id }) },
      ),
    );
    if (taken === null) throw refusedBundle(view);
    this.#advance(id, { type: 'bundle', bundle: taken.bundle, packages: taken.packages }, author);
    return this.#advance(id, { type: 'verified' }, author);
  }

  /** What a bundle says of itself and what is wrong with it, without a round trip. */
  async look(path: string): Promise<BundleView> {
    const { look } = await this.#p.driver();
    return look(path, { trusted: this.#p.keyring.list(), now: this.#p.clock.now() });
  }

  installed = (id: string, name: string, result: 'done' | 'failed', author: string): TripView =>
    this.#advance(id, { type: 'installed', name, result }, author);
  backup = (id: string, author: string): TripView => this.#advance(id, { type: 'backup', at: this.#now() }, author);
  clientWait = (id: string, author: string): TripView => this.#advance(id, { type: 'client-wait' }, author);

  /** Also forgets the download key: it is used up. */
  close(id: string, author: string): TripView {
    const view = this.#advance(id, { type: 'closed' }, author);
    for (const secret of [secretOf(id), documentOf(id)]) this.#p.vault.remove(secret);
    return view;
  }

  hop(id: string, hop: Omit<Hop, 'n' | 'at' | 'signedBy'>, author: string): TripView {
    const n = this.#trip(id).custody.length + 1;
    return this.#advance(id, { type: 'hop', hop: { ...hop, n, at: this.#now(), signedBy: null } }, author);
  }

  /** Overwrites and removes requests on a medium, and writes down that it was done. */
  async wipe(where: string, id: string | null, author: string): Promise<{ wiped: string[] }> {
    const { wipeAt } = await this.#p.driver();
    const trip = id === null ? null : this.#trip(id);
    const { wiped } = await wipeAt(where);
    const names = wiped.map(({ name }) => name);
    if (trip) this.#note(trip, `wiped ${names.join(', ') || 'nothing'} on ${where}`, author);
    return { wiped: names };
  }

  /** Stops what is under way for a round, downloads of single packages too. */
  cancel(id: string): void {
    this.#works.stop((name) => `${name} `.startsWith(`${id} `));
  }

  stop(): void {
    for (const { stop } of this.#watched.values()) stop();
    this.#works.stop();
  }

  async #intoStore(
    id: string,
    name: string,
    author: string,
    work: (entry: OfferedPackage, options: Driver.WorkOptions) => Promise<Driver.Stored>,
  ): Promise<TripView> {
    const trip = this.#trip(id);
    const entry = trip.offered?.find((one) => one.name === name);
    if (!entry)
      throw new TripError({
        en: `${name} is not in the recorded list.`,
        de: `${name} steht nicht in der erfassten Liste.`,
      });
    const stored = await this.#alone(`${id} ${name}`, (signal) =>
      work(entry, { signal, onProgress: (p) => this.#p.progress({ ...p, tripId: id }) }),
    );
    const { sha256, how, scan } = stored;
    const view = this.#advance(id, { type: 'copy', name, sha256, place: 'store', how }, author);
    return scan ? this.#advance(id, { type: 'scanned', name, scan }, author) : view;
  }

  #advance(id: string, event: TripEvent, author: string): TripView {
    const trip = advance(this.#trip(id), event, this.#now(), author);
    return this.#store(trip, event.type, author);
  }

  #store(trip: Trip, what: string, author: string): TripView {
    this.#p.atomically(() => {
      this.#p.trips.put(trip);
      this.#note(trip, what, author);
    });
    const view = this.#view(trip);
    this.#p.changed(view);
    return view;
  }

  #note(trip: Trip, what: string, author: string): void {
    const { id: tripId, round, state, siteId, deviceId, serial } = trip;
    this.#p.note({ tripId, round, what, state, siteId, deviceId, serial }, author);
  }

  #trip(id: string): Trip {
    const trip = this.#p.trips.get(id);
    if (!trip) throw new CommandError('not-found', `There is no round trip ${id}.`, 'List them.');
    return trip;
  }

  #view({ spentKeys: _, ...trip }: Trip): TripView {
    return { ...trip, next: nextOf({ ...trip, spentKeys: _ }, this.#p.clock.now()) };
  }

  /** One long work at a time for a name, so that two do not write to one medium. */
  #alone<T>(name: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#works.run(name, new CommandError('trip-busy', 'Something is under way here already.'), work);
  }

  #newId(): string {
    return `rt-${this.#now().slice(0, 10).replaceAll('-', '')}-${randomBytes(4).toString('hex')}`;
  }

  #now(): string {
    return new Date(this.#p.clock.now()).toISOString();
  }
}

/** Names in the vault. */
const secretOf = (id: string): string => `download-key/${id}`;
const documentOf = (id: string): string => `request/${id}`;

const hostOf = ({ web, name }: Device): string => (web ? new URL(web.url).host : name);

const failedLook = (folder: string, error: unknown): IntakeView['arrived'][number] => ({
  ...{ file: folder, sizeBytes: 0, sha256: null, package: null },
  failure: failureOf(error),
});
