import type { SensorState, SensorView } from '../../../preload/contract.ts';

/** Worst first. What gives no reading is neither good nor bad and comes last. */
const order: SensorState[] = ['non-recoverable', 'critical', 'non-critical', 'unknown', 'ok', 'absent'];
const rank = (s: SensorView) => order.indexOf(s.state);

export const isTrouble = (s: Pick<SensorView, 'state'>): boolean =>
  s.state === 'non-critical' || s.state === 'critical' || s.state === 'non-recoverable';

/** What a person looks for first stands first; other types follow by name. */
const firstTypes = ['temperature', 'fan', 'power-supply', 'power-unit', 'physical-security', 'voltage', 'current'];
const typeRank = (type: string) => {
  const i = firstTypes.indexOf(type);
  return i < 0 ? firstTypes.length : i;
};

/** Sensors by type, troubled ones first within a type, otherwise in the order of the BMC. */
export function groupsOf(sensors: readonly SensorView[]): { type: string; sensors: SensorView[] }[] {
  const groups = new Map<string, SensorView[]>();
  for (const s of sensors) groups.set(s.type, [...(groups.get(s.type) ?? []), s]);
  return [...groups]
    .sort(([a], [b]) => typeRank(a) - typeRank(b) || a.localeCompare(b))
    .map(([type, all]) => ({ type, sensors: all.sort((a, b) => rank(a) - rank(b)) }));
}

export const troublesOf = (sensors: readonly SensorView[]): SensorView[] =>
  sensors.filter(isTrouble).sort((a, b) => rank(a) - rank(b));

/** What a sensor is part of, such as "power supply 2": the kind in words of the locale, its number as it is. */
export function entityWord(entity: string, word: (key: string, own: string) => string): string {
  const [, kind = entity, number = ''] = /^(.*?)( \d+)?$/.exec(entity) ?? [];
  const key = kind
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${word(`health.entity.${key}`, kind)}${number}`;
}
