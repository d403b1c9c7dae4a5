import { entityText } from './entities.ts';
import type { SdrRecord } from './record.ts';
import type { SensorSdr } from './sensor-record.ts';

/** One sensor of the machine: a record describes one, or several that share it. */
export interface Sensor {
  /** Always there: the id string, or "entity #0x30" when the record has none. */
  name: string;
  number: number;
  sdr: SensorSdr;
}

/** The BMC's own address; sensors of other owners would have to be reached through a bridge. */
export const BMC_OWNER = 0x20;

/** All sensors in the order of their records, shared records unfolded (IPMI 2.0 Table 43-2, "record sharing"). */
export function sensorsOf(records: readonly SdrRecord[]): Sensor[] {
  return records.flatMap((record) => (record.kind === 'sensor' ? unfold(record) : []));
}

function unfold(sdr: SensorSdr): Sensor[] {
  const { sharing } = sdr;
  if (!sharing) return [{ name: sdr.name ?? nameless(sdr, sdr.number), number: sdr.number, sdr }];
  return Array.from({ length: sharing.count }, (_, i) => {
    const number = (sdr.number + i) & 0xff;
    const instance = (sdr.entity.instance + (sharing.entityIncrements ? i : 0)) & 0x7f;
    const own = { ...sdr, number, entity: { ...sdr.entity, instance } };
    const at = sharing.offset + i;
    const suffix = sharing.modifier === 'alpha' ? letters(at) : String(at);
    return { name: sdr.name === null ? nameless(own, number) : `${sdr.name}${suffix}`, number, sdr: own };
  });
}

function nameless(sdr: SensorSdr, number: number): string {
  return `${entityText(sdr.entity)} #0x${number.toString(16).padStart(2, '0')}`;
}

/** 0 → A, 25 → Z, 26 → AA. */
function letters(n: number): string {
  const last = String.fromCharCode(65 + (n % 26));
  return n < 26 ? last : letters(Math.floor(n / 26) - 1) + last;
}
