import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fru, readFrus } from '../../main/ipmi/fru/list.ts';
import type { DcOutputRecord, PowerSupplyRecord } from '../../main/ipmi/fru/multirecord.ts';
import { readSdrs } from '../../main/ipmi/sdr/read.ts';
import { type PracticeBmc, startBmc } from '../../main/practice/bmc/index.ts';
import { blocks, freeipmi } from './support/freeipmi.ts';
import { type IpmiSim, startIpmiSim } from './support/ipmi-sim.ts';
import { ipmitool } from './support/ipmitool.ts';
import type { PeerTarget } from './support/lab.ts';
import { bmcFor } from './support/rackhand.ts';
import { sensorBoard } from './support/sensor-board.ts';

// Inventories as we read them are the inventories that ipmitool and FreeIPMI print: all fields of all FRUs.
process.env.TZ = 'UTC';

type Fields = Record<string, string | undefined>;

/** Our FRU under the names that `ipmitool fru print` uses. */
function inIpmitoolsNames({ details }: Fru): Fields {
  const { chassis, board, product } = details ?? {};
  const list = (texts: string[] | undefined) => (texts && texts.length > 0 ? texts.join('\n') : null);
  const fields: Record<string, string | null | undefined> = {
    'Chassis Part Number': chassis?.partNumber,
    'Chassis Serial': chassis?.serial,
    'Chassis Extra': list(chassis?.custom),
    'Board Mfg Date': board ? manufactured(board.manufactured) : null,
    'Board Mfg': board?.manufacturer,
    'Board Product': board?.product,
    'Board Serial': board?.serial,
    'Board Part Number': board?.partNumber,
    'Product Manufacturer': product?.manufacturer,
    'Product Name': product?.product,
    'Product Part Number': product?.partNumber,
    'Product Version': product?.version,
    'Product Serial': product?.serial,
    'Product Asset Tag': product?.assetTag,
  };
  return Object.fromEntries(Object.entries(fields).flatMap(([name, text]) => (text ? [[name, text]] : [])));
}

/** Minutes since 1996, as ipmitool prints them. */
function manufactured(minutes: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(at(minutes).toUTCString()) ?? [];
  return `${at(minutes).toUTCString().slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time} ${year} UTC`;
}
const at = (minutes: number) => new Date(Date.UTC(1996, 0, 1) + minutes * 60_000);

function supplyInFreeipmisNames(p: PowerSupplyRecord): Fields {
  const millivolts = (v: number) => `${Math.round(v * 1_000)} mV`;
  const answer = (yes: boolean) => (yes ? 'Yes' : 'No');
  return {
    'Overall Capacity': `${p.capacity} Watts`,
    'Peak VA': `${p.peakVa ?? 65_535} VA`,
    'Max Inrush Current': `${p.inrushAmperes} Amps`,
    'Inrush Interval': `${p.inrushMs} ms`,
    'Low End Input Voltage 1': millivolts(p.input1[0]),
    'High End Input Voltage 1': millivolts(p.input1[1]),
    'Low End Input Voltage 2': millivolts(p.input2[0]),
    'High End Input Voltage 2': millivolts(p.input2[1]),
    'Low End Acceptable Frequency': `${p.frequency[0]} Hz`,
    'High End Acceptable Frequency': `${p.frequency[1]} Hz`,
    'A/C Dropout Tolerance': `${p.dropoutMs} ms`,
    'Predictive Fail Support': answer(p.predictiveFail),
    'Power Factor Correction Supported': answer(p.powerFactorCorrection),
    'AutoSwitch Supprt': answer(p.autoswitch),
    'Hot Swap Support': answer(p.hotSwap),
    'Total Combined Wattage': `${p.combinedWatts ?? 0} Watts`,
  };
}

function outputInFreeipmisNames(d: DcOutputRecord): Fields {
  const milli = (value: number, unit: string) => `${Math.round(value * 1_000)} ${unit}`;
  return {
    'Output Number': String(d.output),
    'Output on Standy': d.standby ? 'Yes' : 'No',
    'Nominal Voltage': milli(d.nominal, 'mV'),
    'Maximum Negative Voltage Deviation': milli(d.lowest, 'mV'),
    'Maximum Positive Voltage Deviation': milli(d.highest, 'mV'),
    'Ripple and Noise pk-pk': milli(d.ripple, 'mV'),
    'Minimum Current Draw': milli(d.minCurrent, 'mA'),
    'Maximum Current Draw': milli(d.maxCurrent, 'mA'),
  };
}

describe.each(['ipmi_sim', 'practice BMC'] as const)('%s', (server) => {
  let sim: IpmiSim | null = null;
  let practice: PracticeBmc | null = null;
  let target: PeerTarget;
  let frus: Fru[];
  beforeAll(async () => {
    if (server === 'ipmi_sim') target = sim = await startIpmiSim({ board: sensorBoard() });
    else {
      practice = await startBmc({ slots: 8 });
      target = { host: practice.host, port: practice.port, cipherSuite: 17 };
    }
    await using bmc = bmcFor(target);
    frus = await readFrus(bmc, (await readSdrs(bmc)).records);
  });
  afterAll(async () => {
    await sim?.stop();
    await practice?.close();
  });

  test('all inventories, field by field, as ipmitool prints them', async () => {
    const printed = (await ipmitool(target, ['fru', 'print'])).stdout;
    const theirs = blocks(printed.replaceAll(' : ', ': '), 'FRU Device Description').map((block) => {
      block.delete('FRU Device Description');
      block.delete('Chassis Type'); // a number in the FRU; the words are ipmitool's
      return Object.fromEntries([...block].map(([name, texts]) => [name.trim(), texts.join('\n').trim()]));
    });
    expect(theirs).toHaveLength(server === 'ipmi_sim' ? 2 : 3);
    expect(frus.map(inIpmitoolsNames)).toEqual(theirs);
    for (const { details } of frus) expect(details?.damaged).toEqual([]);
  });

  test('power supply records, as FreeIPMI prints them', async () => {
    const printed = await freeipmi('ipmi-fru', target, []);
    const theirs = blocks(printed, 'FRU Inventory Device');
    frus.forEach((fru, i) => {
      const under = (front: string, names: Fields) =>
        Object.fromEntries(Object.keys(names).map((name) => [name, theirs[i]?.get(`${front} ${name}`)?.[0]]));
      for (const record of fru.details?.records ?? []) {
        if (record.kind === 'power-supply') {
          const names = supplyInFreeipmisNames(record);
          expect(names).toEqual(under('FRU Power Supply', names));
        }
        if (record.kind === 'dc-output') {
          const names = outputInFreeipmisNames(record);
          expect(names).toEqual(under('FRU DC Output', names));
        }
        if (record.kind === 'other')
          expect(theirs[i]?.get('FRU OEM Manufacturer ID')?.[0]).toContain(
            `(${record.manufacturer?.toString(16).toUpperCase()}h)`,
          );
      }
    });
    const kinds = frus.flatMap((fru) => fru.details?.records ?? []).map((record) => record.kind);
    expect(kinds).toEqual(
      server === 'ipmi_sim'
        ? ['power-supply', 'dc-output', 'other']
        : ['power-supply', 'dc-output', 'power-supply', 'dc-output'],
    );
  });
});
