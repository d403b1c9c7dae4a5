import { describe, expect, it } from 'vitest';
import { fuzzTargets } from '../ports/fuzz.ts';
import { HA_STATUSES, MIRROR_STATES, PASTE_NAMES, PASTES } from '../procedures/pastes.ts';
import { parse } from './csv.ts';
import { readPaste } from './read.ts';

// Made after the vendors' labels and words (seeds 000, 003 L1070-1110; appliances.md §1.5); no recording is at hand.
const HA_PAGE = `Basic Settings > High Availability
Status:\tHA
DRBD status:\tConnected
This node
Boot firmware version\t5.8.0
Core firmware version\t5.8.0
Other node
Boot firmware version
5.7.0
Core firmware version
5.7.0
Redundant heartbeat interfaces
Redundant heartbeat status:\tNOT USED`;
const US_PAGE = `PASSWORD SAFE HIGH AVAILABILITY FEATURES
Partner:\tus-b
Mirror State
SYNCHRONIZED
HIGH AVAILABILITY SETTINGS
Partner Contact Timeout (minutes) 3\tHistorical Sync Rate (For This UVM) 226.81 MB/min
Partner Failover Timeout (minutes) 6\tBeyondInsight Database Size 1.44 GB
Reboot Blackout Window (minutes) 14\tLast Heartbeat 7/5/2017 11:23:02 AM`;
const CLIENTS = 'Name,Status,Version\r\n"PC 1, hall",Online,24.1\r\nPC2,Offline,23.2\r\nPC3,Online,24.1\r\n';

describe('SPS', () => {
  it('the High Availability page', () => {
    expect(readPaste('sps.haPage', HA_PAGE)).toEqual({
      ...{ status: 'ha', drbd: 'Connected', heartbeat: 'NOT USED', otherFirmware: '5.7.0' },
    });
  });

  it.each(Object.entries(HA_STATUSES))('knows the status %s', (status, word) => {
    expect(readPaste('sps.haPage', `Status: ${word}`)).toMatchObject({ status });
    expect(readPaste('sps.haPage', `Status\n${word.toUpperCase()}`)).toMatchObject({ status });
  });

  it('takes no status that is not clear', () => {
    expect(readPaste('sps.haPage', 'Status: Degraded soon')).toMatchObject({ status: null });
    expect(readPaste('sps.haPage', 'Status: HA\nStatus: Half')).toMatchObject({ status: null });
    expect(readPaste('sps.haPage', 'Statuses: HA')).toMatchObject({ status: null });
    expect(readPaste('sps.haPage', 'DRBD status: Split brain')).toMatchObject({ status: null });
  });

  it('takes no firmware of the other node where boot and core differ', () => {
    const between = HA_PAGE.replace(/5\.7\.0(?![\s\S]*5\.7\.0)/, '5.8.0');
    expect(readPaste('sps.haPage', between)).toMatchObject({ otherFirmware: null });
  });

  it.each([
    ['Firmware version: 5.8.0', '5.8.0'],
    ['Version details\n5 F8', '5 F8'],
    ['Boot firmware version\t5.8.0\nCore firmware version\t5.8.0', '5.8.0'],
    ['Boot firmware version\t5.8.0\nCore firmware version\t5.7.0', null],
    ['Firmware version: 5.7.0 -> 5.8.0', null],
    ['Uptime 5.8', null],
  ])('the version in %j', (text, version) => {
    expect(readPaste('sps.versionDetails', text)).toEqual({ version });
  });

  it('log lines: the newest one, in its own words', () => {
    const line = (time: string) =>
      `${time} systemd[1]: Started Run metadb_importer.py to import data from metadb to elasticsearch if necessary...`;
    const log = `${line('10:00')}\n${line('10:40')}\nkernel: drbd0: Split-Brain detected, dropping connection!`;
    expect(readPaste('sps.log', log)).toEqual({ metadbLine: line('10:40'), splitBrain: true });
    // A log that was filtered says nothing of what is missing.
    expect(readPaste('sps.log', 'nothing of it')).toEqual({ metadbLine: null, splitBrain: null });
  });
});

describe('U-Series', () => {
  it('the High Availability page', () => {
    expect(readPaste('us.haPage', US_PAGE)).toEqual({
      ...{ mirrorState: 'SYNCHRONIZED', rate: 226.81, sizeGb: 1.44, estimate: 7, heartbeat: '7/5/2017 11:23:02 AM' },
    });
  });

  it('cells of a table on one line, with a remark at their label', () => {
    const page = 'Historical Sync Rate (For This UVM)\t86.85 MB/min\nBeyondInsight Database Size\t1.41 GB';
    expect(readPaste('us.haPage', page)).toMatchObject({ rate: 86.85, sizeGb: 1.41, estimate: 17 });
    expect(readPaste('us.haPage', page.replace('GB', 'TB'))).toMatchObject({ sizeGb: null, estimate: null });
    expect(readPaste('us.haPage', page.replace('86.85', '0'))).toMatchObject({ rate: 0, estimate: null });
  });

  it.each(MIRROR_STATES)('knows the state %s', (mirrorState) => {
    expect(readPaste('us.haPage', `Mirror State\t${mirrorState}`)).toMatchObject({ mirrorState });
    expect(readPaste('us.haPage', `Mirror State:\n${mirrorState}`)).toMatchObject({ mirrorState });
  });

  it('off is off, and a page that says both is none', () => {
    expect(readPaste('us.haPage', 'High Availability Is Off\nMirror State\nSET HIGH AVAILABILITY STATE')).toMatchObject(
      {
        mirrorState: 'none',
      },
    );
    expect(readPaste('us.haPage', 'High Availability Is Off\nMirror State\nSYNCHRONIZED')).toMatchObject({
      mirrorState: null,
    });
    expect(readPaste('us.haPage', 'Mirror State\nDESYNCHRONIZED')).toMatchObject({ mirrorState: null });
  });

  it('the list of versions', () => {
    expect(readPaste('us.versionList', 'U-Series Appliance Software\t4.2.1\nBeyondInsight\t23.3.0')).toEqual({
      ...{ appliance: '4.2.1', beyondInsight: '23.3.0' },
      products: 'U-Series Appliance Software 4.2.1; BeyondInsight 23.3.0',
    });
    const cells = 'Product\nVersion\nSupporting Software\n3.2.0\nBeyondInsight\n23.3.0';
    expect(readPaste('us.versionList', cells)?.products).toBe('Supporting Software 3.2.0; BeyondInsight 23.3.0');
    expect(readPaste('us.versionList', 'Product\tVersion')?.products).toBeNull();
    expect(readPaste('us.versionList', 'A very long name\t1.2.3\n'.repeat(60))?.products).toBeNull();
  });
});

describe('Remote Support', () => {
  it('the status page', () => {
    expect(readPaste('rs.statusPage', 'Serial number\tRS-1\nBase software\t6.1.0\nProduct\t23.2.3 (12345)')).toEqual({
      ...{ product: '23.2.3', base: '6.1.0', serial: 'RS-1' },
    });
  });

  it.each([',', ';', '\t'])('a list of clients with %j', (mark) => {
    const text = CLIENTS.replace('"PC 1, hall"', '"PC 1 hall"').replaceAll(',', mark);
    expect(readPaste('rs.clientList', text)).toEqual({ total: 3, online: 2, offline: 1 });
  });

  it('a list of clients that is not clear is counted as far as it is', () => {
    expect(readPaste('rs.clientList', CLIENTS)).toEqual({ total: 3, online: 2, offline: 1 });
    expect(readPaste('rs.clientList', CLIENTS.replace('Offline', 'Maybe'))).toEqual({
      total: 3,
      online: null,
      offline: null,
    });
    for (const broken of [
      CLIENTS.replace('hall"', 'hall'),
      CLIENTS.replace('PC3,Online,24.1', 'PC3'),
      'one line',
      '',
    ]) {
      expect(readPaste('rs.clientList', broken)).toEqual({ total: null, online: null, offline: null });
    }
  });

  it('CSV as RFC 4180 has it', () => {
    expect(parse('a,"b ""x"", y",c\n\n1,"two\nlines",3')).toEqual([
      ['a', 'b "x", y', 'c'],
      ['1', 'two\nlines', '3'],
    ]);
  });
});

describe('Imprivata', () => {
  it('the appliances of the enterprise', () => {
    expect(readPaste('imp.enterprise', 'imp-1\tSite A\tRunning\nimp-2 Site A Running\nimp-3\tSite B\tDown')).toEqual({
      ...{ appliances: 3, running: 2, down: 1 },
    });
    expect(readPaste('imp.enterprise', 'Running late')).toEqual({ appliances: null, running: null, down: null });
  });

  it('the packages', () => {
    expect(readPaste('imp.packages', 'applianceG4-2025-3-1.ipm  12 MB\nhotfix-25.2.ipm')).toEqual({
      ...{ count: 2, names: 'applianceG4-2025-3-1.ipm, hotfix-25.2.ipm' },
    });
  });
});

it('any text in any state of decay is read as values of the right kind, or as nothing', () => {
  const seeds = [HA_PAGE, US_PAGE, CLIENTS].map((text) => Buffer.from(text));
  const targets = PASTE_NAMES.map((name) => ({
    name,
    seeds,
    decode(bytes: Buffer) {
      const read = readPaste(name, bytes.toString('utf8'));
      const fields: Record<string, { type: string; values: readonly string[] }> = PASTES[name];
      if (Object.keys(read).sort().join() !== Object.keys(fields).sort().join()) throw new Error('other fields');
      for (const [field, value] of Object.entries(read)) {
        const shape = fields[field];
        const kind = shape?.type === 'number' ? 'number' : shape?.type === 'boolean' ? 'boolean' : 'string';
        const known = shape?.type !== 'enum' || shape.values.includes(String(value));
        if (value !== null && !(typeof value === kind && known)) throw new Error(`${field} is ${String(value)}`);
      }
    },
  }));
  expect(fuzzTargets(targets, () => false, 2_000, 13).failures).toEqual([]);
});
