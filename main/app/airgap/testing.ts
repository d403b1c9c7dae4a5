/** Two computers and what goes between them, for tests of the trip service: real keys and requests, files and media as told. */
import { createHash } from 'node:crypto';
import type {
  BundleView,
  ClockVerdict,
  Device,
  IntakeView,
  OfferedPackage,
  PackageState,
  RequestCarrier,
  Site,
  TripView,
} from '../../../preload/contract.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import type { TripNote } from '../../procedures/events.ts';
import { carriersOf, receive } from '../../request/carriers.ts';
import { openKey, traceOf } from '../../request/key.ts';
import { makeRequest, newRequestId, readRequest, viewOf } from '../../request/request.ts';
import { scratchDatabase } from '../../store/testing/scratch.ts';
import { Trips } from '../../store/trips.ts';
import { TrustedKeys } from '../../store/trusted-keys.ts';
import { Vault } from '../../vault/vault.ts';
import type * as Driver from './driver.ts';
import { Keyring } from './keyring.ts';
import { readList } from './read-list.ts';
import { TripService } from './trip-service.ts';

export const KEY = 'RS-7F3K-91QX-04ZB-77TC-5H2M-RACK-0001-LOCAL';
export const KEY_2 = 'RS-0000-91QX-04ZB-77TC-5H2M-RACK-0002-LOCAL';
export const author = 'Anna';
export const site: Site = { id: 'vienna', name: 'Vienna', notes: '', devices: [], practice: null };
export const device = { id: 'rs-a', name: 'RS A', serial: 'RS-4711', product: 'remote-support', web: null } as Device;
export const place = { site, device };
export const FOLDER = { path: '/media/one', model: null, serial: null };
const offer = (name: string, kind: OfferedPackage['kind'], dependsOn: string[] = []): OfferedPackage => ({
  ...{ name, kind, dependsOn, version: '7.0', sizeBytes: null, vendorSha256: null, url: null },
});
export const OFFERED = [offer('product-24', 'product', ['base-7']), offer('base-7', 'base')];
export const hashOf = (name: string) => createHash('sha256').update(name).digest('hex');

type Sealed = Awaited<ReturnType<typeof Driver.sealOn>>;
type Imported = Awaited<ReturnType<typeof Driver.importFrom>>;

/** One computer: its own database, vault and keys. Files and media are as the test says. */
export async function computer() {
  const db = scratchDatabase();
  const vault = new Vault(db, { n: 16, r: 8, p: 1 });
  await vault.create('correct horse battery staple');
  const clock = new SimulatedClock();
  const keyring = new Keyring(vault, new TrustedKeys(db), clock);
  const at = () => new Date(clock.now()).toISOString();
  const verdict = (ok: boolean): ClockVerdict => ({
    appliance: { value: null, at: at(), error: null },
    reference: { value: null, at: null, error: null },
    skewS: ok ? 0.5 : 900,
    ok,
  });
  const scene = {
    clockOk: true,
    problems: [] as BundleView['problems'],
    packages: [] as PackageState[],
    sequence: [] as (number | null)[],
    wipes: [] as string[],
    scan: null as PackageState['scan'],
    /** While set, work does not end before it does. */
    hold: null as Promise<void> | null,
    seen: null as AbortSignal | null,
    heard: null as ((view: IntakeView) => void) | null,
    watching: null as AbortSignal | null,
  };
  const held = async (signal: AbortSignal) => {
    scene.seen = signal;
    if (!scene.hold) return;
    const stopped = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    await Promise.race([scene.hold, stopped]);
  };
  const driver = {
    ...{ carriersOf, receive, openKey, traceOf, makeRequest, newRequestId, readRequest, viewOf },
    readList: (text: string) => readList(text),
    readCarrier: async (carrier: RequestCarrier) => carrier,
    clocks: async () => verdict(scene.clockOk),
    async takeIn(_: unknown, __: string, { name }: OfferedPackage, ___: string, { signal }: Driver.WorkOptions) {
      await held(signal);
      return { sha256: hashOf(name), how: 'direct' as const, scan: scene.scan };
    },
    copyAll: async (_: unknown, packages: PackageState[]) =>
      packages.map(({ name, sha256 }) => ({ name, sha256: sha256 ?? '', how: 'dropped' as const })),
    async sealOn(trip: TripView, medium: typeof FOLDER, { last }: { last: { sequence: number } | null }) {
      scene.sequence.push(last?.sequence ?? null);
      const hop = { n: 1, person: author, role: 'admin', from: 'content store', to: 'medium', at: at() } as const;
      return {
        bundle: { id: trip.id, sequence: (last?.sequence ?? 0) + 1, tagmanifestSha256: 'tm', signedBy: 'f' },
        medium: { id: medium.path, label: null, serial: null, verifiedAt: at(), how: 'direct' },
        hop: { ...hop, medium: medium.path, seal: null, note: '', signedBy: 'f' },
      } satisfies Sealed;
    },
    async importFrom(path: string, { trip, last }: Parameters<typeof Driver.importFrom>[1]): Promise<Imported> {
      scene.sequence.push(last?.sequence ?? null);
      const view = { id: trip.id, path, problems: scene.problems } as unknown as BundleView;
      const bundle = { id: trip.id, sequence: 4, tagmanifestSha256: 'tm', signedBy: 'f', media: [] };
      return { view, taken: scene.problems.length > 0 ? null : { bundle, packages: scene.packages } };
    },
    async watchFolder(_: unknown, __: unknown, signal: AbortSignal, heard: (view: IntakeView) => void) {
      Object.assign(scene, { heard, watching: signal });
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
    async wipeAt(where: string) {
      scene.wipes.push(where);
      return { wiped: [{ name: 'request-1.ur.txt', sizeBytes: 9 }] };
    },
  } as unknown as typeof Driver;
  const notes: { note: TripNote; author: string }[] = [];
  const intakes: IntakeView[] = [];
  const changes: TripView[] = [];
  const table = new Trips(db);
  const trips = new TripService({
    ...{ trips: table, vault, keyring, clock, home: '/nowhere', driver: async () => driver },
    note: (note, by) => void notes.push({ note, author: by }),
    atomically: (work) => work(),
    changed: (trip) => void changes.push(trip),
    progress: () => undefined,
    intake: (view) => void intakes.push(view),
  });
  const what = () => notes.map(({ note }) => note.what);
  return { ...{ trips, vault, keyring, clock, scene, notes, intakes, changes, table, what, at } };
}
export type Computer = Awaited<ReturnType<typeof computer>>;
/** Rack side up to the key. */
export async function withKey({ trips }: Computer, key = KEY): Promise<string> {
  const { id } = trips.start(place, author);
  await trips.clock(id, place, null, author);
  await trips.key(id, key, author);
  return id;
}
/** A request of one computer taken in by another one that trusts it. */
export async function crossed(): Promise<{ rack: Computer; desk: Computer; id: string }> {
  const [rack, desk] = await Promise.all([computer(), computer()]);
  const id = await withKey(rack);
  const { typed } = await rack.trips.request(id, desk.keyring.recipient(), author);
  desk.keyring.trust(rack.keyring.list()[0]?.minisign ?? '', 'rack');
  await desk.trips.receive({ kind: 'typed', lines: typed }, author);
  return { rack, desk, id };
}
/** Connected side up to the window. */
export async function packed(desk: Computer, id: string): Promise<void> {
  const { trips } = desk;
  trips.submitted(id, author);
  trips.offer(id, OFFERED, author);
  for (const { name } of OFFERED) await trips.take(id, name, `/downloads/${name}`, author);
  await trips.second(id, '/second', author);
  trips.window(id, '2026-12-01T20:00:00.000Z', 'CHG-7', author);
}
export const arrived = ({ at }: Computer): PackageState[] =>
  OFFERED.toReversed().map((one, index) => ({
    ...{ ...one, order: index + 1, sha256: hashOf(one.name), scan: null, installed: null },
    copies: [{ place: 'store', at: at(), how: 'direct' }],
  }));
