import { describe, expect, it } from 'vitest';
import { RedfishError } from './error.ts';
import { pathOf } from './link.ts';

const where = { device: 'dell', host: '10.0.0.5', port: 443 };

describe('a link of the service', () => {
  it.each([
    ['/redfish/v1/Systems', '/redfish/v1/Systems'],
    ['/redfish/v1/Jobs?$expand=*($levels=1)', '/redfish/v1/Jobs?$expand=*($levels=1)'],
    ['https://10.0.0.5/redfish/v1/Tasks/1', '/redfish/v1/Tasks/1'],
    ['https://10.0.0.5:443/redfish/v1', '/redfish/v1'],
    [
      '/redfish/v1/EthernetInterfaces/iDRAC.Embedded.1#NIC.1',
      '/redfish/v1/EthernetInterfaces/iDRAC.Embedded.1%23NIC.1',
    ],
    ['/redfish/v1/Chassis/1/Power#/PowerControl/0', '/redfish/v1/Chassis/1/Power'],
    ['/redfish/v1/../../etc', '/etc'],
  ])('%s is asked as %s', (href, path) => {
    expect(pathOf(where, href)).toBe(path);
  });

  it.each([
    'https://10.0.0.6/redfish/v1',
    'https://10.0.0.5:8443/redfish/v1',
    'http://10.0.0.5/redfish/v1',
    '//evil.example/redfish/v1',
    '/\\evil.example/',
    'https://10.0.0.5@evil.example/',
    'https://root:x@10.0.0.5/redfish/v1',
    'file:///etc/passwd',
    '/redfish/v1\r\nX-Auth-Token: 1',
    '/redfish/v1 HTTP/1.1',
  ])('%j is not asked', (href) => {
    expect(() => pathOf(where, href)).toThrow(RedfishError);
  });

  it('knows the address in the form of IPv6', () => {
    const six = { device: 'dell', host: 'fd00::5', port: 443 };
    expect(pathOf(six, 'https://[fd00::5]/redfish/v1')).toBe('/redfish/v1');
    expect(() => pathOf(six, 'https://[fd00::6]/redfish/v1')).toThrow('another host');
  });
});
