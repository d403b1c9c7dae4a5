import { describe, expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { type RacadmRead, UnexpectedAnswer } from './command.ts';
import { getAttributes, getConfig } from './commands/attributes.ts';
import { getniccfg } from './commands/getniccfg.ts';
import { getsel } from './commands/getsel.ts';
import { getssninfo } from './commands/getssninfo.ts';
import { getsvctag } from './commands/getsvctag.ts';
import { getsysinfo } from './commands/getsysinfo.ts';
import { getversion } from './commands/getversion.ts';
import { hwinventory } from './commands/hwinventory.ts';
import { jobqueueView } from './commands/jobqueue-view.ts';
import { lclogView } from './commands/lclog-view.ts';
import { powerstatus } from './commands/powerstatus.ts';
import { swinventory } from './commands/swinventory.ts';
import { refusalIn } from './messages.ts';
import { clean } from './noise.ts';
import * as samples from './testing/samples.ts';

const answer = <R>(command: RacadmRead<R>, raw: string): R => {
  const { text } = clean(raw);
  expect(refusalIn(text)).toBeNull();
  return command.parse(text);
};

describe('getsysinfo', () => {
  test('iDRAC 8: sections apart, empty values null, the tag confirmed by its code', () => {
    expect(answer(getsysinfo, samples.SYSINFO_IDRAC8.replaceAll('\n', '\r\n'))).toEqual({
      serviceTag: 'ABC1234',
      tagConfirmed: true,
      model: 'PowerEdge R730',
      biosVersion: '2.1.7',
      hostName: 'server01.example.org',
      osName: 'Red Hat Enterprise Linux Server',
      power: 'on',
      firmwareVersion: '2.30.30.30',
      firmwareBuild: '50',
      lastFirmwareUpdate: '01/22/2016 20:53:10',
      macAddress: '18:FB:7B:00:00:69',
      dnsName: 'idrac-ABC1234',
      ipv4: { enabled: true, address: '10.219.11.2', netmask: '255.255.255.0', gateway: '10.219.11.254', dhcp: false },
    });
  });

  test('iDRAC 9 without a host agent', () => {
    const info = answer(getsysinfo, samples.SYSINFO_IDRAC9);
    expect(info).toMatchObject({
      serviceTag: 'ABC1234',
      power: 'off',
      hostName: null,
      osName: null,
      tagConfirmed: null,
    });
    expect(info.firmwareVersion).toBeNull();
  });

  test('a tag that its own code contradicts is told', () => {
    const forged = samples.SYSINFO_IDRAC8.replace('22453156048', '22453156049');
    expect(answer(getsysinfo, forged).tagConfirmed).toBe(false);
    expect(() => getsysinfo.parse('Service Tag = <script>')).toThrow(UnexpectedAnswer);
  });
});

test('getsvctag: a tag among noise, none on the board, two are none', () => {
  expect(answer(getsvctag, 'Authorised use only.\r\nABC1234\r\n')).toBe('ABC1234');
  expect(getsvctag.parse('The service tag is not currently populated.')).toBeNull();
  expect(() => getsvctag.parse('ABC1234\nXYZ1234')).toThrow(UnexpectedAnswer);
});

test('getversion: iDRAC 7 old and new', () => {
  expect(answer(getversion, samples.VERSION_IDRAC7_OLD)).toEqual({
    bios: '1.6.0',
    idrac: '1.06.06',
    lifecycleController: '1.0.0.5747',
  });
  expect(answer(getversion, samples.VERSION_IDRAC7)).toEqual({
    bios: '2.5.4',
    idrac: '2.30.30.30',
    lifecycleController: '2.30.30.30',
  });
  expect(answer(getversion, ' BIOS Version = NA\n iDRAC Version = 7.00.00.00').bios).toBeNull();
});

test('getniccfg: with blanks, without, and the IPv6 part does not shine through', () => {
  expect(answer(getniccfg, samples.NICCFG_IDRAC6)).toEqual({
    nicEnabled: true,
    ipv4Enabled: true,
    dhcp: false,
    address: '192.168.0.3',
    netmask: '255.255.255.0',
    gateway: '192.168.0.1',
    selection: 'Shared with failover (LOM2)',
    link: false,
    speed: 'Unknown',
  });
  expect(answer(getniccfg, samples.NICCFG_IDRAC7)).toMatchObject({ dhcp: true, selection: 'dedicated', link: true });
});

test('jobqueue view: all three shapes; an unknown status is shown and waited for', () => {
  const jobs = answer(jobqueueView, samples.JOBS);
  expect(jobs.map(({ id, phase, percent }) => [id, phase, percent])).toEqual([
    ['JID_954667719598', 'failed', null],
    ['JID_429400224349', 'done', 100],
    ['RID_429400224350', 'waiting', 50],
  ]);
  expect(jobs[0]).toMatchObject({
    messageId: 'RED007',
    message: 'Unable to verify Update Package signature.',
    start: null,
  });
  expect(jobs[1]).toMatchObject({ start: 'Tue, 25 Mar 2025 17:00:22', completed: 'Tue, 25 Mar 2025 17:00:32' });
  expect(answer(jobqueueView, '[Job ID=JID_123456789012]\nStatus=Pondering')).toMatchObject([
    { phase: 'other', status: 'Pondering' },
  ]);
  expect(answer(jobqueueView, '-------------------------JOB QUEUE------------------------')).toEqual([]);
  expect(() => jobqueueView.parse('hello')).toThrow(UnexpectedAnswer);
});

test('swinventory: three blocks are one component, a staged version is seen', () => {
  expect(answer(swinventory, samples.SOFTWARE)).toEqual([
    {
      fqdd: 'BIOS.Setup.1-1',
      type: 'BIOS',
      name: 'BIOS',
      current: '2.4.8',
      rollback: '2.4.3',
      available: '2.5.2',
      installed: '2017-11-02T10:11:12Z',
    },
    expect.objectContaining({ fqdd: 'CPLD.Embedded.1', current: '1.0.1', available: null, rollback: null }),
  ]);
});

test('getssninfo: a type with a blank in it', () => {
  expect(answer(getssninfo, samples.SESSIONS)).toEqual([
    { id: 2, type: 'Virtual Console', user: 'root', address: '10.67.124.128', since: '12/01/2017 15:05:42' },
    { id: 6, type: 'GUI', user: 'root', address: '10.67.125.24', since: '12/02/2017 08:26:07' },
    { id: 9, type: 'SSH', user: 'root', address: '10.67.51.164', since: '12/02/2017 08:29:31' },
  ]);
});

test('lclog view: messages that speak of failures are data', () => {
  const log = answer(lclogView(), samples.LOG);
  expect(log.map(({ sequence, messageId }) => [sequence, messageId])).toEqual([
    [1042, 'RED063'],
    [1041, 'USR0031'],
  ]);
  expect(log[0]?.message).toBe('The iDRAC firmware was updated. Login failed = no; ERROR: none.');
  expect(answer(lclogView(), 'No log entries found.')).toEqual([]);
  expect(lclogView(5.9).words.at(-1)).toBe('5');
  expect(lclogView(1e9).words.at(-1)).toBe('1000');
});

test('getsel: colons in times, records that speak of failures are data', () => {
  expect(answer(getsel, samples.SEL)).toEqual([
    { record: 1, time: '02/28/2018 12:20:46', source: 'system', severity: 'Ok', description: 'Log cleared.' },
    {
      record: 2,
      time: 'System Boot',
      source: 'system',
      severity: 'Critical',
      description: 'Unable to read PSU 1: power supply lost.',
    },
  ]);
});

test('hwinventory: what a replacement order needs', () => {
  expect(answer(hwinventory, samples.HARDWARE)).toMatchObject([
    { instance: 'DIMM.Socket.A1', serialNumber: '0A1B2C3D', ppid: '0XYZ', partNumber: 'HMA41GR7AFR4N-TF' },
    { instance: 'PSU.Slot.1', serialNumber: 'CN179712345678', description: null },
  ]);
});

test('power state in every wording', () => {
  const said = (text: string) => answer(powerstatus, text);
  expect(said('Server power status: ON')).toBe('on');
  expect(said('Server Power Status: off\r\n')).toBe('off');
  expect(said('Powering ON')).toBe('powering-on');
  expect(said('Server power status: Powering OFF')).toBe('powering-off');
  expect(() => powerstatus.parse('Server power status: MAYBE')).toThrow(UnexpectedAnswer);
});

test('settings: pending, read only, hidden', () => {
  expect(answer(getAttributes('iDRAC.IPMILan'), samples.ATTRIBUTES)).toEqual([
    { name: 'AlertEnable', value: 'Disabled', pending: null, readOnly: false },
    { name: 'CommunityName', value: 'public', pending: null, readOnly: false },
    { name: 'Enable', value: 'Disabled', pending: 'Enabled', readOnly: false },
    { name: 'EncryptionKey', value: null, pending: null, readOnly: true },
    { name: 'SystemID', value: '1814', pending: null, readOnly: true },
  ]);
  expect(answer(getConfig('cfgIpmiLan', 'cfgIpmiLanEnable'), '1\r\n')[0]?.value).toBe('1');
  expect(getConfig('cfgUserAdmin', 'cfgUserAdminUserName', 2).words.join(' ')).toBe(
    'getconfig -g cfgUserAdmin -o cfgUserAdminUserName -i 2',
  );
});

const PAIRS: [RacadmRead<unknown>, string][] = [
  [getsysinfo, samples.SYSINFO_IDRAC8],
  [getsvctag, 'ABC1234\n'],
  [getversion, samples.VERSION_IDRAC7],
  [getniccfg, samples.NICCFG_IDRAC6],
  [jobqueueView, samples.JOBS],
  [swinventory, samples.SOFTWARE],
  [getssninfo, samples.SESSIONS],
  [lclogView(), samples.LOG],
  [getsel, samples.SEL],
  [hwinventory, samples.HARDWARE],
  [powerstatus, 'Server power status: ON\n'],
  [getAttributes('iDRAC.IPMILan'), samples.ATTRIBUTES],
  [getConfig('cfgIpmiLan', 'cfgIpmiLanEnable'), '1\n'],
];

/** What a parser may do with anything: an answer, or the one error for "this is none". */
function survives(command: RacadmRead<unknown>, raw: string): boolean {
  try {
    const { text } = clean(raw);
    refusalIn(text);
    command.parse(text);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(UnexpectedAnswer);
    return false;
  }
}

describe.each(PAIRS)('$name', (command, sample) => {
  test('cut off at every byte', () => {
    for (let end = 0; end < sample.length; end++) survives(command, sample.slice(0, end));
    expect(survives(command, sample)).toBe(true);
    expect(survives(command, '')).toBe(false);
  });

  test('random bytes, and the sample with random damage', () => {
    const random = seeded(4711);
    for (let round = 0; round < 300; round++) {
      const noise = Buffer.from(Array.from({ length: 1 + random() * 200 }, () => random() * 256));
      survives(command, noise.toString('utf8'));
      const at = Math.floor(random() * sample.length);
      survives(command, sample.slice(0, at) + noise.toString('latin1', 0, 3) + sample.slice(at + 1));
    }
  });
});
