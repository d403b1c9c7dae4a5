import type { Reads } from '../bmc.ts';
import { type Entity, entityText } from '../sdr/entities.ts';
import type { SdrRecord } from '../sdr/record.ts';
import { BMC_OWNER } from '../sdr/sensors.ts';
import type { FruDetails } from './inventory.ts';
import { readFruDetailsOf } from './read.ts';

/** One inventory of the machine: what the BMC has under this FRU id. */
export interface Fru {
  id: number;
  name: string;
  entity: Entity | null;
  /** Null when the device is absent, empty, or its common header is damaged. */
  details: FruDetails | null;
}

const MAIN = 0;

/**
 * FRU 0 and every logical FRU that a locator record names on the BMC itself (IPMI 2.0 section 38), each once. FRUs behind
 * other controllers are not reached and left out. Throws IpmiError when the BMC stops answering.
 */
export async function readFrus(bmc: Reads, records: readonly SdrRecord[]): Promise<Fru[]> {
  const places = new Map<number, { name: string; entity: Entity | null }>();
  places.set(MAIN, { name: 'FRU 0', entity: null });
  for (const r of records) {
    if (r.kind !== 'fru-locator' || !r.logical || r.access !== BMC_OWNER || r.lun !== 0) continue;
    if (r.device === MAIN || !places.has(r.device))
      places.set(r.device, { name: r.name ?? entityText(r.entity), entity: r.entity });
  }
  const frus: Fru[] = [];
  for (const [id, place] of places) frus.push({ id, ...place, details: await readFruDetailsOf(bmc, id) });
  return frus;
}
