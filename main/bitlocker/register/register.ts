/** What is known about the recovery keys of one device, as a value: events in, register out. Holds no digit of any key. */
import type { KeyGrade, KeySource, KeyView, ProtectorView, VolumeView } from '../../../preload/contract.ts';

export type RegisterVolume = Omit<VolumeView, 'ready' | 'dead'> & { dead: Dead | null };
/** Without what only the vault and the volumes of the moment can tell. */
export type RegisterKey = Omit<KeyView, 'stored' | 'offBox' | 'stale'>;
export interface Dead {
  at: string;
  reason: string;
}
export interface Register {
  /** Null until volumes were read or listed. */
  volumes: RegisterVolume[] | null;
  keys: RegisterKey[];
  /** Rackhand runs on the appliance itself: a folder or the vault of this machine is no place off it. */
  onAppliance: boolean;
}

export const EMPTY: Register = { volumes: null, keys: [], onAppliance: false };

/** A volume as it was read from a disk, or as Windows lists it (then `protectors` may be all that is known of it). */
export type SeenVolume = Omit<RegisterVolume, 'dead'>;

const ORDER: readonly KeyGrade[] = [
  'rejected',
  'malformed',
  'well-formed',
  'listed',
  'live',
  'vmk',
  'fvek',
  'metadata',
  'sector',
];
/** From this grade on a key is proven: Windows itself or the volume has confirmed its digits. */
const PROVEN: KeyGrade = 'live';

export const rank = (grade: KeyGrade): number => ORDER.indexOf(grade);
export const isProven = (grade: KeyGrade): boolean => rank(grade) >= rank(PROVEN);

/**
 * Volumes that were seen now. A disk says more than a listing, so a listing never replaces what was read from the disk; the
 * same volume is known by its GUID or by a protector it has.
 */
export function withVolumes(register: Register, seen: readonly SeenVolume[]): Register {
  const volumes = [...(register.volumes ?? [])];
  for (const volume of seen) {
    // An image of the time before the factory reset brings nothing back to life.
    if (volumes.some((known) => known.dead !== null && isFormer(known, volume))) continue;
    const at = volumes.findIndex((known) => known.dead === null && isSame(known, volume));
    const known = volumes[at];
    if (known) volumes[at] = merged(known, volume);
    else volumes.push({ ...volume, dead: null });
  }
  return placed({ ...register, volumes });
}

/** A key that was found. `ref` names it from now on; the digits of the same `ref` are the same (the vault has them). */
export function withKey(
  register: Register,
  key: Pick<RegisterKey, 'ref' | 'id' | 'kind' | 'letter' | 'badGroups' | 'grade'>,
  source: KeySource,
): Register {
  const known = register.keys.find(({ ref }) => ref === key.ref);
  // Named one by one: whoever hands in more than that hands in the digits.
  const { ref, id, kind, letter, badGroups, grade } = key;
  const sources = [...(known?.sources ?? []).filter((other) => !sameSource(other, source)), source];
  const next: RegisterKey = known
    ? { ...known, letter: known.letter ?? letter, grade: higher(known.grade, grade), sources }
    : { ref, id, kind, letter, badGroups, grade, volumeId: null, provenAt: null, provenOn: null, sources, dead: null };
  if (next.grade === 'live' && next.provenAt === null) {
    next.provenAt = source.at;
    next.provenOn = source.place;
  }
  return placed({
    ...register,
    keys: known ? register.keys.map((other) => (other === known ? next : other)) : [...register.keys, next],
  });
}

/** What a proof on a volume has shown. A rejection takes a key down to `rejected`, whatever it was before. */
export function withProof(
  register: Register,
  proof: { ref: string; id: string | null; volumeId: string; grade: KeyGrade; at: string; place: string },
): Register {
  const keys = register.keys.map((key): RegisterKey => {
    if (key.ref !== proof.ref) return key;
    const id = key.id ?? proof.id;
    if (proof.grade === 'rejected') return { ...key, id, grade: 'rejected', provenAt: null, provenOn: null };
    const grade = key.grade === 'rejected' ? proof.grade : higher(key.grade, proof.grade);
    return { ...key, id, grade, badGroups: [], volumeId: proof.volumeId, provenAt: proof.at, provenOn: proof.place };
  });
  return placed({ ...register, keys });
}

/** The factory image has replaced everything: what was known is of a former life. Nothing is deleted. */
export function retired(register: Register, dead: Dead): Register {
  return {
    ...register,
    // What comes next has to be read anew: until then nobody knows how many volumes there are.
    volumes: register.volumes?.map((volume) => ({ ...volume, dead: volume.dead ?? dead })) ?? null,
    keys: register.keys.map((key) => ({ ...key, dead: key.dead ?? dead })),
  };
}

export const without = (register: Register, ref: string): Register => ({
  ...register,
  keys: register.keys.filter((key) => key.ref !== ref),
});

/** Puts keys to the volumes whose protectors they are, and raises them to `listed`. */
function placed(register: Register): Register {
  const living = (register.volumes ?? []).filter(({ dead }) => dead === null);
  const keys = register.keys.map((key): RegisterKey => {
    if (key.dead !== null || key.id === null) return key;
    const owner = living.find(({ protectors }) => protectors.some(({ id }) => id === key.id));
    if (!owner) return { ...key, volumeId: null, grade: key.grade === 'listed' ? 'well-formed' : key.grade };
    const grade = key.grade === 'well-formed' ? 'listed' : key.grade;
    return { ...key, volumeId: owner.id, letter: key.letter ?? owner.letter, grade };
  });
  // A key file named by its drive letter tells a disk that does not know its letters.
  const volumes = register.volumes?.map((volume) => {
    if (volume.letter !== null || volume.dead !== null) return volume;
    const letters = keys.filter((key) => key.dead === null && key.volumeId === volume.id).map(({ letter }) => letter);
    return { ...volume, letter: letters.find((letter) => letter !== null) ?? null };
  });
  return { ...register, volumes: volumes ?? null, keys };
}

const isListing = ({ id }: SeenVolume): boolean => id.startsWith('letter:');

function isSame(known: RegisterVolume, seen: SeenVolume): boolean {
  if (known.id === seen.id) return true;
  const ids = new Set(known.protectors.map(({ id }) => id));
  return seen.protectors.some(({ id }) => ids.has(id));
}

/** The letter alone says nothing: the new volume has it again. */
function isFormer(dead: RegisterVolume, seen: SeenVolume): boolean {
  return (!isListing(seen) && dead.id === seen.id) || isSame({ ...dead, id: '' }, seen);
}

function merged(known: RegisterVolume, seen: SeenVolume): RegisterVolume {
  const letter = seen.letter ?? known.letter;
  if (isListing(seen) === isListing(known)) {
    return {
      ...seen,
      letter,
      protectors: byId([...seen.protectors, ...(isListing(seen) ? known.protectors : [])]),
      dead: null,
    };
  }
  const [disk, listing] = isListing(seen) ? [known, seen] : [seen, known];
  // A listing with numbers is Windows' word of now about protection and progress, a disk image may be old.
  const newer = listing.state !== 'not-read' && listing.readAt > disk.readAt ? listing : disk;
  const { state, suspended, encryptedPercent } = newer;
  return { ...disk, state, suspended, encryptedPercent, letter, dead: null };
}

function byId(protectors: readonly ProtectorView[]): ProtectorView[] {
  return [...new Map(protectors.map((protector) => [protector.id, protector])).values()];
}

const higher = (a: KeyGrade, b: KeyGrade): KeyGrade => (rank(a) >= rank(b) ? a : b);
const sameSource = (a: KeySource, b: KeySource): boolean =>
  a.kind === b.kind && a.place === b.place && a.sha256 === b.sha256;
