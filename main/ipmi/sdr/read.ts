import type { Reads } from '../bmc.ts';
import { getDeviceId } from '../commands/get-device-id.ts';
import { getDeviceSdr } from '../commands/get-device-sdr.ts';
import { getDeviceSdrInfo } from '../commands/get-device-sdr-info.ts';
import { getSdr } from '../commands/get-sdr.ts';
import { getSdrRepositoryInfo } from '../commands/get-sdr-repository-info.ts';
import { getSystemGuid } from '../commands/get-system-guid.ts';
import { reserveDeviceSdrRepository } from '../commands/reserve-device-sdr-repository.ts';
import { reserveSdrRepository } from '../commands/reserve-sdr-repository.ts';
import { present } from '../errors.ts';
import type { SdrCache } from './cache.ts';
import { decodeSdrs, type SdrRecord } from './record.ts';
import { RecordList } from './record-list.ts';

/** What a BMC knows about its sensors. */
export interface SdrRepository {
  records: SdrRecord[];
  /** `none`: the BMC has no sensor records at all. */
  from: 'repository' | 'device' | 'none' | 'cache';
  /** False when the list broke off: a record that nobody can read, or a list that bites its tail. */
  complete: boolean;
}

export interface ReadSdrOptions {
  cache?: SdrCache;
  /** Told after each record, with the count the BMC announced. */
  progress?: (done: number, of: number) => void;
  signal?: AbortSignal;
}

/** Times the whole list is read when the repository changes under our hands. */
const MOST_PASSES = 3;
const UNSPECIFIED = 0xffffffff;

/** One of the two places where records are kept, with what tells whether it changed. */
interface Source {
  from: 'repository' | 'device';
  count: number;
  /** Changes whenever the records do; null when the BMC cannot tell. */
  stamp: string | null;
  reserves: boolean;
}

/**
 * All sensor records of a BMC: from the repository, or from the controller's own list where there is no repository. Long
 * records are read in parts, a lost reservation starts the record again. Give the `Bmc` itself rather than what `together`
 * gives, so that each exchange has its own time-out. Throws IpmiError when the BMC stops answering, and the signal's reason.
 */
export async function readSdrs(bmc: Reads, options: ReadSdrOptions = {}): Promise<SdrRepository> {
  for (let pass = 1; ; pass++) {
    const source = await findSource(bmc);
    if (!source) return { records: [], from: 'none', complete: true };
    const key = options.cache && source.stamp !== null ? await cacheKey(bmc, source) : null;
    const cached = key === null ? null : await options.cache?.get(key);
    if (cached) return { records: decodeSdrs(cached), from: 'cache', complete: true };
    const { raw, complete } = await readAll(bmc, source, options);
    const after = await findSource(bmc);
    const unchanged = after?.stamp === source.stamp && after.count === source.count;
    if (!unchanged && pass < MOST_PASSES) continue;
    if (key !== null && unchanged && complete) await options.cache?.put(key, raw);
    return { records: decodeSdrs(raw), from: source.from, complete: complete && unchanged };
  }
}

async function findSource(bmc: Reads): Promise<Source | null> {
  const info = await present(bmc.read(getSdrRepositoryInfo, undefined));
  if (info && info.records > 0) {
    const known = info.lastAddition !== UNSPECIFIED || info.lastErase !== UNSPECIFIED;
    const stamp = known ? `${info.lastAddition}.${info.lastErase}` : null;
    return { from: 'repository', count: info.records, stamp, reserves: info.reserves };
  }
  const own = await present(bmc.read(getDeviceSdrInfo, 'sdrs'));
  if (!own || own.count === 0) return null;
  return { from: 'device', count: own.count, stamp: own.dynamic ? String(own.changed) : null, reserves: true };
}

/** Two machines with the same dummy GUID, or one after a firmware update, must not share records. */
async function cacheKey(bmc: Reads, source: Source): Promise<string> {
  const guid = await present(bmc.read(getSystemGuid, undefined));
  const { firmware, manufacturerId, productId } = await bmc.read(getDeviceId, undefined);
  const machine = [guid?.toString('hex') ?? 'no-guid', bmc.name, manufacturerId, productId, firmware];
  return [...machine, source.from, source.stamp, source.count].join('/');
}

async function readAll(
  bmc: Reads,
  source: Source,
  options: ReadSdrOptions,
): Promise<{ raw: Buffer[]; complete: boolean }> {
  const commands =
    source.from === 'repository'
      ? { get: getSdr, reserve: reserveSdrRepository }
      : { get: getDeviceSdr, reserve: reserveDeviceSdrRepository };
  const list = new RecordList(bmc, commands.get, source.reserves ? commands.reserve : null);
  const raw: Buffer[] = [];
  while (await list.advance()) {
    options.signal?.throwIfAborted();
    if (list.record) raw.push(list.record);
    options.progress?.(raw.length, source.count);
  }
  return { raw, complete: list.broken === null };
}
