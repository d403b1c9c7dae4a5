import { describe, expect, it } from 'vitest';
import { fuzzTargets } from '../../ports/fuzz.ts';
import { NotDocumented, readHealth } from './reply.ts';

/** Made after the documented elements (appliances.md §3.2); no recording of an appliance is at hand. */
const reply = (inside: string, root = 'health_check xmlns="https://www.beyondtrust.com/namespaces/API/command"') =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><${root}>${inside}</${root.split(' ')[0]}>`);
const FULL =
  '<appliance id="GUID">rs1</appliance><version>24.1.2 (12345)</version><success>1</success>' +
  '<failover_role>primary</failover_role><last_data_sync_time ts="1700000000">2023-11-14T22:13:20+00:00</last_data_sync_time>';

describe('check_health', () => {
  it('says version, health and role', () => {
    expect(readHealth(reply(FULL))).toEqual({
      ...{ version: '24.1.2', healthy: true, message: null, failoverRole: 'primary' },
    });
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
    expect(readHealth(odd)).toEqual({ version: null, healthy: null, message: null, failoverRole: null });
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
