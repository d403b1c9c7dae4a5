/** An entry for Add SEL Entry: record type, time, and what follows the time (9 bytes), or the whole rest without time. */
export interface StoredEvent {
  type: number;
  /** Seconds since 1970, or since the start when small; null for records without time. */
  time: number | null;
  bytes: number[];
}

const START = Date.UTC(2026, 10, 20, 22, 0, 0) / 1_000;

/** Generator, sensor type, sensor number, event type with direction bit, event data. */
function event(
  minute: number,
  sensor: [type: number, number: number],
  eventType: number,
  data: [number, number, number],
  options: { deasserted?: boolean; generator?: number; time?: number } = {},
): StoredEvent {
  const direction = (options.deasserted ? 0x80 : 0) | eventType;
  const bytes = [options.generator ?? 0x20, 0, 0x04, ...sensor, direction, ...data];
  return { type: 0x02, time: options.time ?? START + minute * 60, bytes };
}

const SPECIFIC = 0x6f;
const NONE = 0xff;

/** Sensors of `sensorBoard()` that have threshold events, with a reading and a threshold that fit them. */
const THRESHOLD_SENSORS: [type: number, number: number, reading: number, threshold: number][] = [
  [1, 1, 90, 85],
  [1, 3, 0xf0, 0xf6],
  [4, 12, 3, 8],
  [2, 20, 230, 209],
];

/** Sensor type and number on the board, then offsets that occur. */
const SPECIFIC_EVENTS: [type: number, number: number, offsets: number[]][] = [
  [5, 0x60, [0]],
  [7, 0x61, [1, 7]],
  [8, 0x63, [0, 1, 3]],
  [9, 0x67, [0, 4]],
  [12, 0x68, [0, 1, 5]],
  [13, 0x69, [0, 1, 2]],
  [0x10, 0x6b, [2, 4]],
  [0x13, 0, [4, 5]],
  [0x14, 0, [0, 2]],
  [0x1d, 0, [0, 1, 2]],
  [0x1e, 0, [0, 2]],
  [0x1f, 0, [1]],
  [0x20, 0, [1, 3]],
  [0x22, 0x6f, [0, 5]],
  [0x23, 0x70, [0, 1, 3]],
  [0x25, 0x71, [0, 1]],
  [0x28, 0x72, [4]],
  [0x29, 0x73, [0, 1]],
  [0x2b, 0, [1, 7]],
];

/** About 60 entries: every threshold event, discrete ones of most types, BIOS and OEM records, times before the clock was set. */
export function eventLog(): StoredEvent[] {
  let minute = 0;
  const next = () => minute++;
  const log: StoredEvent[] = [
    event(next(), [0x10, 0x6b], SPECIFIC, [2, NONE, NONE]),
    event(0, [0x1d, 0], SPECIFIC, [0, NONE, NONE], { time: 5 }),
    event(0, [0x08, 0x63], SPECIFIC, [0, NONE, NONE], { time: 90 }),
  ];
  for (let offset = 0; offset < 12; offset++) {
    const [type, number, reading, threshold] = THRESHOLD_SENSORS[offset % THRESHOLD_SENSORS.length] ?? [1, 1, 0, 0];
    const deasserted = offset % 3 === 2;
    log.push(event(next(), [type, number], 0x01, [0x50 | offset, reading, threshold], { deasserted }));
  }
  // A threshold event without reading and threshold.
  log.push(event(next(), [1, 2], 0x01, [0x07, NONE, NONE]));
  for (const [type, number, offsets] of SPECIFIC_EVENTS) {
    for (const offset of offsets) {
      log.push(
        event(next(), [type, number], SPECIFIC, [offset, NONE, NONE], { deasserted: offset === 3 && type === 8 }),
      );
    }
  }
  log.push(
    event(next(), [0x08, 0x66], 0x0b, [1, NONE, NONE]), // redundancy lost
    event(next(), [0x07, 0x78], 0x07, [2, NONE, NONE]), // critical
    event(next(), [0x0d, 0x77], 0x04, [1, NONE, NONE]), // predictive failure
    event(next(), [0x0f, 0], SPECIFIC, [0xc2, 0x13, NONE], { generator: 0x01 }), // BIOS: starting operating system
    event(next(), [0x0c, 0x68], SPECIFIC, [0x31, NONE, 0x04], { generator: 0x21 }), // memory module 4
    event(next(), [0x12, 0], SPECIFIC, [5, NONE, NONE], { generator: 0x41 }),
    { type: 0xc1, time: START + next() * 60, bytes: [0x7c, 0x2a, 0x00, 1, 2, 3, 4, 5, 6] },
    { type: 0xdf, time: START + next() * 60, bytes: [0xa2, 0x02, 0x00, 0xa, 0xb, 0xc, 0xd, 0xe, 0xf] },
    { type: 0xe0, time: null, bytes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13] },
  );
  return log;
}

/**
 * Lines for `ipmitool exec` that write the log. ipmi_sim stamps entries with its own time, so that its clock is set to each
 * entry's time first (Set SEL Time 49h, Add SEL Entry 44h).
 */
export function writeLog(): string {
  const list = (bytes: readonly number[]) => bytes.map((b) => `0x${b.toString(16).padStart(2, '0')}`).join(' ');
  const u32 = (n: number) => [n & 0xff, (n >>> 8) & 0xff, (n >>> 16) & 0xff, (n >>> 24) & 0xff];
  const lines = eventLog().flatMap(({ type, time, bytes }) => {
    const rest = time === null ? bytes : [...u32(time), ...bytes];
    const add = `raw 0x0a 0x44 ${list([0, 0, type, ...rest])}`;
    return time === null ? [add] : [`raw 0x0a 0x49 ${list(u32(time))}`, add];
  });
  return `${lines.join('\n')}\n`;
}
