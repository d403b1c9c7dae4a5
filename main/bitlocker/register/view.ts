/** The register as the screen, the command line and the probe of a procedure see it. */
import type { KeyGrade, KeysView, KeyView, VolumeView } from '../../../preload/contract.ts';
import { isProven, type Register, type RegisterKey, type RegisterVolume, rank } from './register.ts';

/** `stored`: refs whose digits lie in the vault. */
export function viewOf(
  place: { siteId: string; deviceId: string },
  register: Register,
  stored: ReadonlySet<string>,
): KeysView {
  const keys = register.keys.map((key) => keyView(register, key, stored.has(key.ref)));
  const volumes = register.volumes?.map((volume) => volumeView(volume, keys)) ?? null;
  return { ...place, volumes: livingOrNull(volumes), keys, ready: isReady(volumes) };
}

/** What the probe `bitlocker.keys` reports; null for what nobody has read. */
export interface KeysSummary {
  volumes: number | null;
  proven: number | null;
  offBox: number | null;
  /** The weakest best key over all volumes. */
  grade: KeyGrade | 'none' | null;
  keyIds: string | null;
  suspended: number | null;
  percent: number | null;
  dead: number;
  fresh: number;
}

export function summaryOf({ volumes: all, keys }: KeysView): KeysSummary {
  const living = keys.filter(({ dead }) => dead === null);
  const counts = { dead: keys.length - living.length, fresh: living.length };
  const seen = all?.filter(({ dead }) => !dead) ?? null;
  if (seen === null || seen.length === 0) {
    const nothing = { proven: null, offBox: null, grade: null, keyIds: null, suspended: null, percent: null };
    return { volumes: null, ...nothing, ...counts };
  }
  const encrypted = seen.filter(({ state }) => state !== 'decrypted');
  const best = encrypted.map((volume) => bestOf(volume, living));
  const percents = encrypted.map(({ encryptedPercent }) => encryptedPercent).filter((percent) => percent !== null);
  const proven = living.filter(({ grade, volumeId }) => isProven(grade) && volumeId !== null);
  return {
    volumes: encrypted.length,
    proven: best.filter((key) => key !== null && isProven(key.grade)).length,
    offBox: encrypted.filter((volume) => volume.ready).length,
    grade: best.map((key) => key?.grade ?? ('none' as const)).reduce(weaker, null),
    keyIds: proven.map(({ letter, id }) => (letter === null ? id : `${letter} ${id}`)).join(', ') || null,
    suspended: encrypted.filter(({ suspended }) => suspended).length,
    percent: percents.length > 0 ? Math.min(...percents) : null,
    ...counts,
  };
}

function bestOf(volume: VolumeView, keys: readonly KeyView[]): KeyView | null {
  const own = keys.filter(({ volumeId }) => volumeId === volume.id);
  return own.reduce<KeyView | null>((best, key) => (best && rank(best.grade) >= rank(key.grade) ? best : key), null);
}

function weaker(a: KeyGrade | 'none' | null, b: KeyGrade | 'none'): KeyGrade | 'none' {
  if (a === null) return b;
  const of = (grade: KeyGrade | 'none') => (grade === 'none' ? -1 : rank(grade));
  return of(a) <= of(b) ? a : b;
}

/** All volumes dead means: nobody has read the new ones. */
const livingOrNull = (volumes: VolumeView[] | null): VolumeView[] | null => (volumes?.length === 0 ? null : volumes);

function isReady(volumes: readonly VolumeView[] | null): boolean {
  const living = volumes?.filter(({ dead, state }) => !dead && state !== 'decrypted') ?? [];
  return living.length > 0 && living.every(({ ready }) => ready);
}

function volumeView(volume: RegisterVolume, keys: readonly KeyView[]): VolumeView {
  const ready = keys.some(
    (key) => key.volumeId === volume.id && key.dead === null && key.offBox && isProven(key.grade),
  );
  return { ...volume, dead: volume.dead !== null, ready: ready && volume.dead === null };
}

function keyView(register: Register, key: RegisterKey, stored: boolean): KeyView {
  const { onAppliance, volumes } = register;
  const offBox =
    key.sources.some(({ kind }) => kind === 'stick') || (!onAppliance && (stored || key.sources.length > 0));
  const read = volumes?.some(({ dead }) => dead === null) ?? false;
  return { ...key, stored, offBox, stale: key.dead === null && read && key.id !== null && key.volumeId === null };
}
