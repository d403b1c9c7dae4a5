import { type RacadmRead, UnexpectedAnswer } from '../command.ts';
import { Properties } from '../properties.ts';

export interface NicSettings {
  nicEnabled: boolean | null;
  ipv4Enabled: boolean | null;
  dhcp: boolean | null;
  address: string | null;
  netmask: string | null;
  gateway: string | null;
  /** `Dedicated`, `Shared with failover (LOM2)` … */
  selection: string | null;
  link: boolean | null;
  speed: string | null;
}

/** With blanks around `=` on iDRAC 6, without on later ones. */
export const getniccfg: RacadmRead<NicSettings> = {
  name: 'getniccfg',
  words: ['getniccfg'],
  parse: (text) => {
    const all = new Properties(text);
    const settings = {
      nicEnabled: all.flag('NIC Enabled'),
      ipv4Enabled: all.flag('IPv4 Enabled'),
      dhcp: all.flag('DHCP Enabled'),
      address: ipv4(all.get('IP Address')),
      netmask: ipv4(all.get('Subnet Mask')),
      gateway: ipv4(all.get('Gateway')),
      selection: all.get('NIC Selection'),
      link: all.flag('Link Detected'),
      speed: all.get('Speed'),
    };
    if (settings.nicEnabled === null && settings.address === null) {
      throw new UnexpectedAnswer('no network setting is in it');
    }
    return settings;
  },
};

const ipv4 = (text: string | null) => (text !== null && /^\d{1,3}(\.\d{1,3}){3}$/.test(text) ? text : null);
