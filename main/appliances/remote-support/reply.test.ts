import { describe, expect, it } from 'vitest';
import { fuzzTargets } from '../../ports/fuzz.ts';
import { NotDocumented, readApiInfo, readAppliances, readHealth, readRoleChange } from './reply.ts';

/** Made after the documented elements (appliances.md §3.2); no recording of an appliance is at hand. */
const reply = (inside: string, root = 'health_check xmlns="https://www.beyondtrust.com/namespaces/API/command"') =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><${root}>${inside}</${root.split(' ')[0]}>`);
const FULL =
  '<appliance id="GUID">rs1</appliance><version>24.1.2 (12345)</version><success>1</success>' +
  '<failover_role>primary</failover_role><last_data_sync_time ts="1700000000">2023-11-14T22:13:20+00:00</last_data_sync_time>';

describe('check_health', () => {
  it('says version, health and role', () => {
    expect(readHealth(reply(FULL))).toEqual({
      ...{ version: '24.1.2', healthy: true, message: null, failoverRole: 'primary', guid: 'GUID' },
      ...{ sharedIps: null, lastSync: '2023-11-14T22:13:20.000Z', syncStatus: null },
    });
  });

  it('says which addresses are shared, and how the last sync went', () => {
    const shared = '<enabled_shared_ips><ip>10.0.0.9</ip><ip>10.0.0.10</ip></enabled_shared_ips>';
    const sync = '<last_data_sync_status>Finished</last_data_sync_status>';
    expect(readHealth(reply(FULL + shared + sync))).toMatchObject({
      ...{ sharedIps: ['10.0.0.9', '10.0.0.10'], syncStatus: 'Finished' },
    });
    expect(readHealth(reply(`${FULL}<enabled_shared_ips></enabled_shared_ips>`)).sharedIps).toEqual([]);
  });

  it('is read whatever the name space is called', () => {
    const older = reply(FULL.replace(/<(\/?)(\w+)/g, '<$1b:$2'), 'b:health_check xmlns:b="http://www.bomgar.com/x"');
    expect(readHealth(older).version).toBe('24.1.2');
  });

  it('says why it is not well', () => {
    const sick = reply('<version>24.1.2</version><success>0</success><error_message>no disk</error_message>');
    expect(readHealth(sick)).toMatchObject({ healthy: false, message: 'no disk' });
  });

  it('never takes what is missing or strange for good', () => {
    const odd = reply('<version>new</version><success>yes</success><failover_role>king</failover_role>');
    expect(readHealth(odd)).toEqual({
      ...{ version: null, healthy: null, message: null, failoverRole: null },
      ...{ guid: null, sharedIps: null, lastSync: null, syncStatus: null },
    });
  });

  it.each([
    ['a page', '<!doctype html><html><body>Log in</body></html>'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><health_check><version>&b;</version></health_check>'],
    ['nothing', ''],
    ['no XML', '{"version": "24.1.2"}'],
    ['half a reply', '<health_check><version>24.1.2'],
    ['another reply', '<api_info><api_version>1</api_version></api_info>'],
  ])('refuses %s', (_name, text) => {
    expect(() => readHealth(Buffer.from(text))).toThrow(NotDocumented);
  });

  it('hands on the error of the API', () => {
    expect(() => readHealth(reply('Permission denied.', 'error'))).toThrow('it says: Permission denied.');
  });

  it('in any state of decay is refused or read, and nothing else', () => {
    const target = { name: 'health', seeds: [reply(FULL), reply('x', 'error')], decode: readHealth };
    const report = fuzzTargets([target], (error) => error instanceof NotDocumented, 5_000, 3);
    expect(report.failures).toEqual([]);
    expect(report.accepted).toBeGreaterThan(50);
  });
});

const INFO =
  '<api_version>1.24.1</api_version><company_name>X</company_name><timestamp ts="1700000000">x</timestamp>' +
  '<permissions><perm_backup>1</perm_backup><perm_command>read_only</perm_command></permissions>';
const NAMES = '<appliance id="1"><display_name>rs-a</display_name></appliance><appliance id="2">rs-b</appliance>';

describe('the other commands', () => {
  it.each([
    ['read_only', 'read-only'],
    ['deny', 'deny'],
    ['full_access', 'full'],
  ] as const)('get_api_info with the right %s', (word, commands) => {
    const said = readApiInfo(reply(INFO.replace('read_only', word), 'api_info'));
    expect(said).toEqual({ version: '1.24.1', commands, backup: true, at: '2023-11-14T22:13:20.000Z' });
  });

  it('get_api_info that says nothing of rights grants none', () => {
    const said = readApiInfo(reply('<api_version>1</api_version>', 'api_info'));
    expect(said).toEqual({ version: '1', commands: null, backup: null, at: null });
    expect(() => readApiInfo(reply(FULL))).toThrow(NotDocumented);
  });

  it('get_appliances', () => {
    expect(readAppliances(reply(NAMES, 'appliances'))).toEqual(['rs-a', 'rs-b']);
    expect(readAppliances(reply('', 'appliances'))).toEqual([]);
    expect(() => readAppliances(reply(FULL.replaceAll('appliance', 'x')))).toThrow(NotDocumented);
  });

  it.each([
    ['Successfully changed role.', 'changed'],
    ['Successfully started data sync. Role change will occur upon successful completion.', 'sync-started'],
  ])('set_failover_role: %s', (text, change) => {
    expect(readRoleChange(reply(text, 'success'))).toBe(change);
    expect(() => readRoleChange(reply(text, 'error'))).toThrow('it says: ');
    expect(() => readRoleChange(reply('Busy.', 'success'))).toThrow('it says: Busy.');
  });

  it('in any state of decay are refused or read, and nothing else', () => {
    const targets = [
      { name: 'info', seeds: [reply(INFO, 'api_info')], decode: readApiInfo },
      { name: 'appliances', seeds: [reply(NAMES, 'appliances')], decode: readAppliances },
      { name: 'role', seeds: [reply('Successfully changed role.', 'success')], decode: readRoleChange },
    ];
    const report = fuzzTargets(targets, (error) => error instanceof NotDocumented, 5_000, 5);
    expect(report.failures).toEqual([]);
    expect(report.accepted).toBeGreaterThan(50);
  });
});
