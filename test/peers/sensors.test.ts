import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSdrs } from '../../main/ipmi/sdr/read.ts';
import { readSensors } from '../../main/ipmi/sensors/read.ts';
import type { SensorState } from '../../main/ipmi/sensors/state.ts';
import { type PracticeBmc, SimpleChassis, startBmc } from '../../main/practice/bmc/index.ts';
import { type IpmiSim, startIpmiSim } from './support/ipmi-sim.ts';
import type { PeerTarget } from './support/lab.ts';
import { bmcFor } from './support/rackhand.ts';
import { sensorBoard } from './support/sensor-board.ts';
import { expectSameNumbers, freeipmiSensors, ipmitoolSensors, type Witnessed } from './support/witness.ts';
import {
  CONDITIONS,
  FREEIPMI_CROSSED,
  FREEIPMI_UNITS,
  FREEIPMI_WORDS,
  IPMITOOL_UNITS,
  IPMITOOL_WORDS,
} from './support/witness-words.ts';

// What we say about sensors is what ipmitool and FreeIPMI say, field by field: on OpenIPMI's simulator with a board that
// has every kind of sensor, and on the practice BMC, whose sensors are encoded by the codecs that our client decodes with.

async function ours(target: PeerTarget): Promise<SensorState[]> {
  await using bmc = bmcFor(target);
  const { records, complete } = await readSdrs(bmc);
  expect(complete).toBe(true);
  return await readSensors(bmc, records);
}

/** Where a witness is known to be wrong, and why. */
const WITNESS_ERRORS = {
  ipmitool: {
    /** It treats the reserved linearization 12 as linear. */
    numbers: new Set(['L reserved']),
  },
  freeipmi: {
    /** It takes "cube-1" of the table for x to the power of -3; ipmitool and OpenIPMI for the cube root. */
    numbers: new Set(['L cube root']),
    /** It takes 1/0 for 0. */
    ranges: new Set(['L 1/x']),
  },
};

describe.each(['ipmi_sim', 'practice BMC'] as const)('%s', (server) => {
  let sim: IpmiSim | null = null;
  let practice: PracticeBmc | null = null;
  let states: SensorState[];
  let tool: Witnessed[];
  let free: Witnessed[];
  beforeAll(async () => {
    let target: PeerTarget;
    if (server === 'ipmi_sim') target = sim = await startIpmiSim({ board: sensorBoard() });
    else {
      practice = await startBmc({ slots: 8, chassis: new SimpleChassis({ power: true }) });
      for (const fault of ['fan-failed', 'psu-lost', 'intrusion'] as const) practice.board.fault(fault);
      practice.board.set('CPU1 Temp', 97);
      practice.board.set('CPU2 Temp', 86);
      practice.board.set('Inlet Temp', -6);
      target = { host: practice.host, port: practice.port, cipherSuite: 17 };
    }
    states = await ours(target);
    tool = await ipmitoolSensors(target);
    free = await freeipmiSensors(target, server === 'ipmi_sim' ? '-v' : '-vv');
  });
  afterAll(async () => {
    await sim?.stop();
    await practice?.close();
  });

  const stateOf = ({ number, name }: Witnessed): SensorState => {
    const found = states.find((s) => s.number === number);
    if (!found) throw new Error(`we have no sensor ${number}, "${name}"`);
    return found;
  };

  test('all see the same sensors', () => {
    const readable = states.filter((s) => s.reading !== 'event-only').map((s) => s.number);
    expect(free.map(({ number }) => number).filter((n) => readable.includes(n))).toEqual(readable);
    // ipmitool shows a shared record once, under its first number.
    const first = states.filter((s, i) => s.reading !== 'event-only' && s.recordId !== states[i - 1]?.recordId);
    expect(tool.map(({ number }) => number)).toEqual(first.map((s) => s.number));
  });

  test('names, where they are stored as 8-bit text, which is all that the witnesses decode', () => {
    const undecoded = ['DIMM ECC', 'system chassis 1 #0xb0', '1234-5', 'IPMI'];
    for (const theirs of [...tool, ...free]) {
      const { name } = stateOf(theirs);
      if (undecoded.includes(name)) continue;
      // A shared record has one name; ours says which one of them.
      expect(name.replace(/^(Bay|CPU|Disk)[0-9A-D]$/, '$1')).toBe(theirs.name);
    }
  });

  test('entities', () => {
    const base = new Map(states.toReversed().map((s) => [s.recordId, s]));
    for (const theirs of [...tool, ...free]) {
      // Neither witness counts the entity instances of a shared record.
      const entity = base.get(stateOf(theirs).recordId)?.entity;
      expect(`${entity?.id}.${entity?.instance}`, theirs.name).toBe(theirs.entity);
    }
  });

  test('readings and thresholds, as ipmitool prints them', () => {
    for (const theirs of tool) expectSameNumbers(theirs, stateOf(theirs), WITNESS_ERRORS.ipmitool.numbers);
  });

  test('readings and thresholds, as FreeIPMI prints them', () => {
    for (const theirs of free) {
      if (stateOf(theirs).reading === 'event-only') continue;
      const { numbers, ranges } = WITNESS_ERRORS.freeipmi;
      const said = ranges.has(theirs.name) ? { ...theirs, range: {} } : theirs;
      expectSameNumbers(said, stateOf(theirs), numbers);
    }
  });

  test('units', () => {
    for (const theirs of tool) {
      if (theirs.unit !== null)
        expect(IPMITOOL_UNITS[theirs.unit], `${theirs.name}: ${theirs.unit}`).toContain(stateOf(theirs).unit);
    }
    for (const theirs of free) {
      if (theirs.unit !== null)
        expect(FREEIPMI_UNITS[theirs.unit], `${theirs.name}: ${theirs.unit}`).toBe(stateOf(theirs).unit);
    }
  });

  test('conditions of threshold sensors', () => {
    for (const theirs of tool) {
      const state = stateOf(theirs);
      if (state.kind !== 'threshold') continue;
      const expected = theirs.reading === null ? 'na' : CONDITIONS[state.condition];
      expect(theirs.words, theirs.name).toEqual([expected]);
    }
    for (const theirs of free) {
      const state = stateOf(theirs);
      if (state.kind !== 'threshold') continue;
      const worst = state.crossed.at(-1);
      expect(theirs.words, theirs.name).toEqual([
        state.reading !== 'present' ? 'N/A' : worst === undefined ? 'OK' : FREEIPMI_CROSSED[worst],
      ]);
    }
  });

  test('states of discrete sensors, in their words', () => {
    for (const [witnessed, words] of [
      [tool, IPMITOOL_WORDS],
      [free, FREEIPMI_WORDS],
    ] as const) {
      for (const theirs of witnessed) {
        const state = stateOf(theirs);
        if (state.kind === 'threshold' || state.reading === 'event-only') continue;
        const said = state.states.map(({ id, text }) => (words[id] ?? text).toLowerCase());
        const empty = witnessed === free ? ['ok'] : [];
        expect(
          theirs.words.map((word) => word.toLowerCase()),
          theirs.name,
        ).toEqual(said.length > 0 ? said : empty);
      }
    }
  });
});
