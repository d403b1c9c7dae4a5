/** From what the driver read to what the screen shows. Pure; nothing is added that was not read. */
import type {
  FruView,
  HealthSummary,
  SelEntryView,
  SelView,
  SensorView,
  SensorState as ShownState,
} from '../../../preload/contract.ts';
import type { ThresholdName } from '../../ipmi/commands/get-sensor-thresholds.ts';
import type { Fru } from '../../ipmi/fru/list.ts';
import type { MultiRecord } from '../../ipmi/fru/multirecord.ts';
import type { SdrRecord } from '../../ipmi/sdr/record.ts';
import { describe, sensorIndex } from '../../ipmi/sel/event.ts';
import type { SelLog } from '../../ipmi/sel/read.ts';
import { type Health, healthOf } from '../../ipmi/sensors/health.ts';
import type { SensorState } from '../../ipmi/sensors/state.ts';

const THRESHOLD: Readonly<Record<ThresholdName, keyof SensorView['thresholds']>> = {
  lnr: 'lower-non-recoverable',
  lc: 'lower-critical',
  lnc: 'lower-non-critical',
  unc: 'upper-non-critical',
  uc: 'upper-critical',
  unr: 'upper-non-recoverable',
};

const shownState = (s: SensorState): ShownState => (s.reading === 'present' ? s.condition : 'absent');

export function sensorView(s: SensorState): SensorView {
  const names = Object.entries(s.thresholds) as [ThresholdName, number][];
  return {
    name: s.name,
    type: s.type.id,
    entity: s.entity.text,
    number: s.number,
    value: s.value,
    unit: s.unit ?? '',
    state: shownState(s),
    words: [
      ...s.states.map(({ id, text }) => ({ id, text })),
      ...s.crossed.map((name) => ({ id: `threshold.${name}`, text: THRESHOLD[name].replaceAll('-', ' ') })),
      ...(s.reading === 'present' ? [] : [{ id: `reading.${s.reading}`, text: s.reading.replaceAll('-', ' ') }]),
    ],
    thresholds: Object.fromEntries(names.map(([name, value]) => [THRESHOLD[name], value])),
  };
}

/** Null when nothing was read: that is no state of health. */
export function healthSummary(states: readonly SensorState[]): HealthSummary | null {
  const health: Health = healthOf(states);
  if (health.read === 0) return null;
  const temperatures = [health.hottest, health.processor, health.ambient].filter((t) => t !== null);
  const distinct = [...new Map(temperatures.map((t) => [t.name, t])).values()];
  const present = health.supplies.filter(({ state }) => state !== 'absent');
  return {
    worst: health.worst === 'unknown' ? 'ok' : health.worst,
    troubles: health.troubles
      .filter(({ condition }) => condition !== 'unknown')
      .map(({ name, condition, text }) => ({ name, state: condition, text })),
    temperatures: distinct.map(({ name, celsius, condition }) => ({ name, celsius, state: condition })),
    fans:
      health.fans.length === 0
        ? null
        : {
            total: health.fans.length,
            failed: health.fans.filter(({ failed }) => failed).length,
            slowest: Math.min(...health.fans.map(({ rpm }) => rpm)),
          },
    powerSupplies:
      present.length === 0
        ? null
        : {
            total: present.length,
            failed: present.filter(({ state }) => state === 'failed' || state === 'input-lost').length,
          },
    intrusion: health.intrusion,
  };
}

export function selView(log: SelLog, records: readonly SdrRecord[], clockSkew: number | null): SelView {
  const index = sensorIndex(records);
  return {
    entries: log.entries.map((entry): SelEntryView => {
      const e = describe(entry, index);
      const condition = e.severity?.condition ?? e.state?.condition ?? 'unknown';
      const severity = condition === 'non-recoverable' ? 'critical' : condition;
      return {
        id: e.recordId,
        at: e.time?.kind === 'wall' ? new Date(e.time.seconds * 1000).toISOString() : null,
        sinceStart: e.time?.kind === 'since-start' ? e.time.seconds : null,
        sensor: e.sensor ?? (e.sensorNumber === null ? '' : `#0x${e.sensorNumber.toString(16).padStart(2, '0')}`),
        sensorType: e.type?.id ?? 'oem',
        event: e.state?.text ?? e.entry.kind,
        direction: e.asserted === null ? null : e.asserted ? 'asserted' : 'deasserted',
        severity: e.asserted === false ? 'ok' : severity,
        detail: detailOf(e),
      };
    }),
    freeBytes: log.info.free,
    overflow: log.info.overflow,
    clockSkew,
  };
}

function detailOf(e: ReturnType<typeof describe>): string | null {
  const parts: string[] = [];
  if (e.trigger) {
    const { reading, threshold, unit } = e.trigger;
    if (reading !== null) parts.push(`reading ${round(reading)} ${unit}`.trim());
    if (threshold !== null) parts.push(`threshold ${round(threshold)} ${unit}`.trim());
  }
  if (e.previous) parts.push(`before: ${e.previous.text}`);
  if (e.detail !== null) parts.push(e.detail);
  if (e.entry.kind === 'oem') parts.push(e.entry.data.toString('hex'));
  if (e.by !== null && e.by !== 'BMC') parts.push(`by ${e.by}`);
  return parts.length === 0 ? null : parts.join(', ');
}

const round = (value: number) => Number(value.toFixed(3));
const MINUTES_TO_1996 = Date.UTC(1996, 0, 1) / 60_000;

export function fruView({ id, name, details }: Fru): FruView {
  if (!details) return { id, name, fields: [], damaged: ['header'] };
  const fields: FruView['fields'] = [];
  const add = (area: string, label: string, value: string | number | null) => {
    if (value !== null && value !== '') fields.push({ area, label, value: String(value) });
  };
  const { chassis, board, product } = details;
  if (chassis) {
    add('chassis', 'partNumber', chassis.partNumber);
    add('chassis', 'serial', chassis.serial);
    for (const value of chassis.custom) add('chassis', 'custom', value);
  }
  if (board) {
    const made = board.manufactured === 0 ? null : (board.manufactured + MINUTES_TO_1996) * 60_000;
    add('board', 'manufactured', made === null ? null : new Date(made).toISOString());
    for (const label of ['manufacturer', 'product', 'serial', 'partNumber', 'fileId'] as const)
      add('board', label, board[label]);
    for (const value of board.custom) add('board', 'custom', value);
  }
  if (product) {
    for (const label of ['manufacturer', 'product', 'partNumber', 'version', 'serial', 'assetTag', 'fileId'] as const)
      add('product', label, product[label]);
    for (const value of product.custom) add('product', 'custom', value);
  }
  const damaged: string[] = [...details.damaged];
  for (const record of details.records) {
    if (record.kind === 'damaged') damaged.push(`multirecord ${record.type} (${record.problem})`);
    else multiRecord(record, add);
  }
  return { id, name, fields, damaged };
}

function multiRecord(
  record: Exclude<MultiRecord, { kind: 'damaged' }>,
  add: (area: string, label: string, value: string | number | null) => void,
): void {
  switch (record.kind) {
    case 'power-supply':
      add('power-supply', 'capacity', `${record.capacity} W`);
      add('power-supply', 'input', `${record.input1[0]}–${record.input1[1]} V`);
      add('power-supply', 'hotSwap', record.hotSwap ? 'yes' : 'no');
      return;
    case 'dc-output':
      add('dc-output', `output`, `${record.output}: ${record.nominal} V, ${record.maxCurrent} A`);
      return;
    case 'other':
      add('other', `record`, `${record.type.toString(16).toUpperCase()}h ${record.data.toString('hex')}`);
  }
}
