/**
 * A round trip across the air gap as a value (procedures reference §F.6): request out, bundle in. What may come next follows
 * from what was proven so far; nothing here reads a clock, a file or a socket.
 */
import type {
  BundleRef,
  ClockVerdict,
  Hop,
  OfferedPackage,
  PackageState,
  Text,
  TripSide,
  TripState,
  TripView,
} from '../../preload/contract.ts';

export type Trip = Omit<TripView, 'next'> & {
  /** SHA-256 of the keys of earlier rounds: none of them may be used again. */
  spentKeys: string[];
};

/** What happened, as far as it changes the trip. */
export type TripEvent =
  | { type: 'clock'; verdict: ClockVerdict }
  | { type: 'versions'; base: string | null; product: string | null }
  | { type: 'key'; key: NonNullable<TripView['key']> }
  | { type: 'request'; request: NonNullable<TripView['request']> }
  | { type: 'submitted' }
  | { type: 'offered'; packages: OfferedPackage[] }
  | { type: 'copy'; name: string; sha256: string; place: string; how: PackageState['copies'][number]['how'] }
  | { type: 'scanned'; name: string; scan: NonNullable<PackageState['scan']> }
  | { type: 'window'; at: string; reference: string }
  | { type: 'bundle'; bundle: BundleRef; packages: PackageState[] }
  | { type: 'verified' }
  | { type: 'installed'; name: string; result: 'done' | 'failed' }
  | { type: 'backup'; at: string }
  | { type: 'client-wait' }
  | { type: 'closed' }
  | { type: 'hop'; hop: Hop };

/** A clock check is good for this long: the appliance may be set again. */
const CLOCK_FRESH_MS = 3_600_000;
/** How long clients are given to follow a new version before anything else is installed (F-RS-19). */
export const CLIENT_WAIT_MS = 24 * 3_600_000;

export class TripError extends Error {
  override readonly name = 'TripError';
  readonly why: Text;

  constructor(why: Text) {
    super(why.en);
    this.why = why;
  }

  toFailure() {
    const advice = 'Do what is missing first; the picture of the round trip shows it.';
    return { code: 'trip.illegal', message: this.message, advice, text: this.why };
  }
}

export function newTrip(
  who: Pick<Trip, 'id' | 'siteId' | 'deviceId' | 'product' | 'serial' | 'host'>,
  {
    side,
    round,
    spentKeys,
    at,
    author,
  }: { side: TripSide; round: number; spentKeys: string[]; at: string; author: string },
): Trip {
  return {
    ...{ ...who, side, round, spentKeys, state: 'idle' },
    ...{ baseVersion: null, productVersion: null, clock: null, key: null, request: null, offered: null },
    ...{ packages: [], bundle: null, window: null, custody: [] },
    history: [{ state: 'idle', at, author }],
  };
}

/**
 * The trip after the event. An event that the present state does not allow is refused with its reason, in both languages.
 * @throws TripError
 */
export function advance(trip: Trip, event: TripEvent, at: string, author: string): Trip {
  const changed = applied(trip, event, at);
  const to = stateAfter(changed, event);
  if (to === null) return changed;
  const why = refusal(changed, to, Date.parse(at));
  if (why) throw new TripError(why);
  return { ...changed, state: to, history: [...trip.history, { state: to, at, author }] };
}

/** What may come next, and why the rest may not (yet). */
export function nextOf(trip: Trip, now: number): TripView['next'] {
  return (NEXT[trip.state] ?? [])
    .filter((to) => SIDE[to] === undefined || SIDE[to] === trip.side)
    .map((to) => {
      const why = refusal(trip, to, now);
      return { to, allowed: why === null, why };
    });
}

const NEXT: Readonly<Record<TripState, readonly TripState[]>> = {
  idle: ['clock-checked'],
  'clock-checked': ['key-generated'],
  'key-generated': ['key-exported'],
  'key-exported': ['key-submitted', 'imported'],
  'key-submitted': ['list-recorded'],
  'list-recorded': ['downloaded'],
  downloaded: ['downloaded-twice'],
  'downloaded-twice': ['window-confirmed'],
  'window-confirmed': ['imported', 'closed'],
  imported: ['verified'],
  verified: ['base-installed', 'backed-up'],
  'base-installed': ['backed-up'],
  'backed-up': ['product-installed'],
  'product-installed': ['client-wait'],
  'client-wait': ['closed'],
  closed: [],
};
/** What only one side can do. */
const SIDE: Readonly<Partial<Record<TripState, TripSide>>> = {
  'clock-checked': 'rack',
  'key-generated': 'rack',
  'key-exported': 'rack',
  'key-submitted': 'connected',
  'list-recorded': 'connected',
  downloaded: 'connected',
  'downloaded-twice': 'connected',
  'window-confirmed': 'connected',
  imported: 'rack',
  verified: 'rack',
  'base-installed': 'rack',
  'backed-up': 'rack',
  'product-installed': 'rack',
  'client-wait': 'rack',
};

const isBase = ({ kind }: { kind: PackageState['kind'] }): boolean => kind === 'base';
const isInstalled = ({ installed }: PackageState): boolean => installed?.result === 'done';
/** Two places at least, each read back: a page that offers a package once is left only then. */
const copiedTo = ({ copies }: PackageState): number => new Set(copies.map(({ place }) => place)).size;

/** Why the trip may not be in a state now; null when it may. */
function refusal(trip: Trip, to: TripState, now: number): Text | null {
  if (!NEXT[trip.state].includes(to)) return WRONG_ORDER;
  if (SIDE[to] !== undefined && SIDE[to] !== trip.side) return OTHER_SIDE;
  return GUARDS[to]?.(trip, now) ?? null;
}

type Guard = (trip: Trip, now: number) => Text | null;
const unless = (good: boolean, en: string, de: string): Text | null => (good ? null : { en, de });

const GUARDS: Readonly<Partial<Record<TripState, Guard>>> = {
  'clock-checked': ({ clock }) =>
    unless(
      clock?.ok ?? false,
      'The clock of the appliance was not read, or it is wrong: the vendor would refuse the key.',
      'Die Uhr der Appliance wurde nicht gelesen oder geht falsch: Der Hersteller würde den Schlüssel ablehnen.',
    ),
  'key-generated': ({ clock, key, spentKeys }, now) => {
    if (!clock?.ok || now - Date.parse(clock.appliance.at ?? '') > CLOCK_FRESH_MS) return CLOCK_OLD;
    if (key === null) return NO_KEY;
    return unless(
      !spentKeys.includes(key.sha256),
      'A key of an earlier round trip is used up. Make a new one on the appliance.',
      'Ein Schlüssel einer früheren Runde ist verbraucht. Erzeugen Sie an der Appliance einen neuen.',
    );
  },
  'key-exported': ({ request }) =>
    unless(request !== null, 'There is no signed request yet.', 'Es gibt noch keine unterschriebene Anforderung.'),
  'list-recorded': ({ offered }) =>
    unless(
      (offered?.length ?? 0) > 0,
      'Record what is offered before anything is downloaded: a package may vanish from the list.',
      'Erfassen Sie das Angebot, bevor etwas geladen wird: Ein Paket kann aus der Liste verschwinden.',
    ),
  downloaded: ({ packages }) =>
    unless(
      packages.length > 0 && packages.every((one) => one.sha256 !== null && copiedTo(one) >= 1),
      'Not every offered package lies here whole and hashed.',
      'Noch liegt nicht jedes angebotene Paket vollständig und mit Prüfsumme vor.',
    ),
  'downloaded-twice': ({ packages }) =>
    unless(
      packages.length > 0 && packages.every((one) => copiedTo(one) >= 2),
      'Not every package has a second copy in another place.',
      'Noch hat nicht jedes Paket eine zweite Kopie an einem anderen Ort.',
    ),
  'window-confirmed': ({ window }) =>
    unless(
      window !== null,
      'Confirm the maintenance window before you leave: packages are superseded.',
      'Bestätigen Sie das Wartungsfenster, bevor Sie gehen: Pakete werden abgelöst.',
    ),
  imported: ({ bundle, packages }) =>
    unless(
      bundle !== null && packages.length > 0 && packages.every(({ sha256 }) => sha256 !== null),
      'The bundle does not state the hash of every package.',
      'Das Bündel nennt nicht die Prüfsumme jedes Pakets.',
    ),
  'base-installed': ({ packages }) =>
    unless(
      packages.some(isBase) && packages.filter(isBase).every(isInstalled),
      'Not every base package is installed.',
      'Noch ist nicht jedes Basispaket installiert.',
    ),
  'backed-up': ({ packages }) =>
    unless(
      packages.filter(isBase).every(isInstalled),
      'The base comes first: back up between base and product.',
      'Zuerst die Basis: Gesichert wird zwischen Basis und Produkt.',
    ),
  'product-installed': ({ packages }) =>
    unless(packages.every(isInstalled), 'Not every package is installed.', 'Noch ist nicht jedes Paket installiert.'),
  closed: ({ history, side, bundle, state }, now) => {
    if (side === 'connected') {
      return unless(
        bundle !== null && bundle.media.length > 0,
        'Nothing is sealed on a medium yet.',
        'Noch ist nichts auf einem Medium versiegelt.',
      );
    }
    if (state !== 'client-wait') return WRONG_ORDER;
    const since = history.findLast(({ state }) => state === 'client-wait')?.at;
    return unless(
      since !== undefined && now - Date.parse(since) >= CLIENT_WAIT_MS,
      'Clients need 24 hours to follow before the round is closed.',
      'Die Clients brauchen 24 Stunden, um nachzuziehen, bevor die Runde geschlossen wird.',
    );
  },
};

const WRONG_ORDER: Text = {
  en: 'This does not follow what was done last.',
  de: 'Das folgt nicht auf das, was zuletzt getan wurde.',
};
const OTHER_SIDE: Text = {
  en: 'This is done on the other side of the gap.',
  de: 'Das geschieht auf der anderen Seite der Lücke.',
};
const CLOCK_OLD: Text = {
  en: 'The clock check is older than an hour, or it failed: check the clock again.',
  de: 'Die Uhrenprüfung ist älter als eine Stunde oder fehlgeschlagen: Prüfen Sie die Uhr erneut.',
};
const NO_KEY: Text = {
  en: 'No download key was entered yet.',
  de: 'Es wurde noch kein Downloadschlüssel eingegeben.',
};
const NOT_NOW: Text = {
  en: 'Nothing but base packages is installed while clients are still following.',
  de: 'Solange die Clients nachziehen, werden nur Basispakete installiert.',
};
const NOT_VERIFIED: Text = {
  en: 'The bundle is not verified.',
  de: 'Das Bündel ist nicht geprüft.',
};
const DEPENDS = (name: string): Text => ({
  en: `${name} has to be installed first.`,
  de: `Zuerst muss ${name} installiert werden.`,
});
const UNKNOWN = (name: string): Text => ({
  en: `${name} is not in the recorded list.`,
  de: `${name} steht nicht in der erfassten Liste.`,
});
const CHANGED = (name: string): Text => ({
  en: `This copy of ${name} differs from the one before.`,
  de: `Diese Kopie von ${name} weicht von der früheren ab.`,
});
const BACK_UP = { en: 'Back up between base and product.', de: 'Sichern Sie zwischen Basis und Produkt.' };

function applied(trip: Trip, event: TripEvent, at: string): Trip {
  switch (event.type) {
    case 'clock':
      return { ...trip, clock: event.verdict };
    case 'versions':
      return { ...trip, baseVersion: event.base, productVersion: event.product };
    case 'key':
      return { ...trip, key: event.key };
    case 'request':
      return { ...trip, request: event.request };
    case 'offered':
      return { ...trip, offered: event.packages, packages: ordered(event.packages) };
    case 'copy':
      return withPackage(trip, event.name, (one) => {
        if (one.sha256 !== null && one.sha256 !== event.sha256) throw new TripError(CHANGED(event.name));
        const { place, how, sha256 } = event;
        return { ...one, sha256, copies: [...one.copies.filter((copy) => copy.place !== place), { place, at, how }] };
      });
    case 'scanned':
      return withPackage(trip, event.name, (one) => ({ ...one, scan: event.scan }));
    case 'window':
      return { ...trip, window: { at: event.at, reference: event.reference } };
    case 'bundle':
      return { ...trip, bundle: event.bundle, packages: event.packages };
    case 'installed':
      return installed(trip, event.name, event.result, at);
    case 'hop':
      return { ...trip, custody: [...trip.custody, event.hop] };
    default:
      return trip;
  }
}

function installed(trip: Trip, name: string, result: 'done' | 'failed', at: string): Trip {
  const one = trip.packages.find((other) => other.name === name);
  if (!one) throw new TripError(UNKNOWN(name));
  if (trip.state === 'client-wait' && !isBase(one)) throw new TripError(NOT_NOW);
  const after: readonly TripState[] = ['verified', 'base-installed', 'backed-up', 'client-wait'];
  if (!after.includes(trip.state)) throw new TripError(NOT_VERIFIED);
  const missing = one.dependsOn.find((first) =>
    trip.packages.some((other) => other.name === first && !isInstalled(other)),
  );
  if (missing !== undefined) throw new TripError(DEPENDS(missing));
  if (!isBase(one) && trip.state !== 'backed-up') throw new TripError(BACK_UP);
  return withPackage(trip, name, (found) => ({ ...found, installed: { at, result } }));
}

function withPackage(trip: Trip, name: string, change: (one: PackageState) => PackageState): Trip {
  if (!trip.packages.some((one) => one.name === name)) throw new TripError(UNKNOWN(name));
  return { ...trip, packages: trip.packages.map((one) => (one.name === name ? change(one) : one)) };
}

/** The state that an event leads to by itself; null when it leads nowhere yet. */
function stateAfter(trip: Trip, event: TripEvent): TripState | null {
  switch (event.type) {
    case 'clock':
      return trip.state === 'idle' && event.verdict.ok ? 'clock-checked' : null;
    case 'key':
      return 'key-generated';
    case 'request':
      return 'key-exported';
    case 'submitted':
      return 'key-submitted';
    case 'offered':
      return 'list-recorded';
    case 'copy':
      if (trip.state === 'list-recorded' && trip.packages.every((one) => copiedTo(one) >= 1)) return 'downloaded';
      if (trip.state === 'downloaded' && trip.packages.every((one) => copiedTo(one) >= 2)) return 'downloaded-twice';
      return null;
    case 'window':
      return 'window-confirmed';
    case 'bundle':
      return 'imported';
    case 'verified':
      return 'verified';
    case 'installed': {
      const bases = trip.packages.filter(isBase);
      if (trip.state === 'verified' && bases.length > 0 && bases.every(isInstalled)) return 'base-installed';
      if (trip.state === 'backed-up' && trip.packages.every(isInstalled)) return 'product-installed';
      return null;
    }
    case 'backup':
      return 'backed-up';
    case 'client-wait':
      return 'client-wait';
    case 'closed':
      return 'closed';
    default:
      return null;
  }
}

/**
 * The order of installation: each package after what it depends on, base packages before products, and otherwise as listed.
 * @throws TripError when packages wait for each other
 */
export function ordered(offered: readonly OfferedPackage[]): PackageState[] {
  const left = [...offered.filter(isBase), ...offered.filter((one) => !isBase(one))];
  const done = new Set<string>();
  const result: PackageState[] = [];
  while (left.length > 0) {
    const at = left.findIndex(({ dependsOn }) =>
      dependsOn.every((name) => done.has(name) || !offered.some((one) => one.name === name)),
    );
    const [one] = at < 0 ? [] : left.splice(at, 1);
    if (!one) {
      const names = left.map(({ name }) => name).join(', ');
      throw new TripError({
        en: `These packages wait for each other: ${names}.`,
        de: `Diese Pakete warten aufeinander: ${names}.`,
      });
    }
    done.add(one.name);
    result.push({ ...one, order: result.length + 1, sha256: null, copies: [], scan: null, installed: null });
  }
  return result;
}
