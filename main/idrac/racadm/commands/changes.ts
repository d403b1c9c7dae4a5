/**
 * Commands that change something. idrac.md §1.5 to §1.7. `setniccfg -o` is not among them: it takes the iDRAC off the
 * network, although the printed guide calls it "enable" (G-031).
 */
import type { RacadmChange } from '../command.ts';
import type { Word } from '../words.ts';

/** Which of racadm's two languages a firmware speaks. */
export type Syntax = 'set' | 'config';

export type RacadmPowerVerb = 'powerup' | 'powerdown' | 'powercycle' | 'hardreset' | 'graceshutdown' | 'nmi';

/** Objects of the two languages: `set iDRAC.Users.2.Password`, `config -g cfgUserAdmin -o cfgUserAdminPassword -i 2`. */
interface Setting {
  attribute: string;
  group: string;
  object: string;
  index?: number;
}

const MODIFIED = /object value modified successfully/i;

function change(name: string, syntax: Syntax, where: Setting, value: Word, cutsOff = false): RacadmChange {
  const index = where.index === undefined ? [] : ['-i', String(where.index)];
  const words: Word[] =
    syntax === 'set'
      ? ['set', where.attribute, value]
      : ['config', '-g', where.group, '-o', where.object, ...index, value];
  return { name, words, accepted: MODIFIED, cutsOff };
}

/** @param index 2 to 16 */
export function userPassword(syntax: Syntax, index: number, password: string): RacadmChange {
  const where = {
    attribute: `iDRAC.Users.${index}.Password`,
    group: 'cfgUserAdmin',
    object: 'cfgUserAdminPassword',
    index,
  };
  return change(`set the password of user ${index}`, syntax, where, { secret: password });
}

export function ipmiOverLan(syntax: Syntax, on: boolean): RacadmChange {
  const where = { attribute: 'iDRAC.IPMILan.Enable', group: 'cfgIpmiLan', object: 'cfgIpmiLanEnable' };
  return change(`switch IPMI over LAN ${on ? 'on' : 'off'}`, syntax, where, on ? '1' : '0');
}

/** By the setting itself, which says what it does. Switching off cuts off whoever comes over the network. */
export function nicEnabled(syntax: Syntax, on: boolean): RacadmChange {
  const where = { attribute: 'iDRAC.NIC.Enable', group: 'cfgLanNetworking', object: 'cfgNicEnable' };
  return change(`switch the iDRAC's network port ${on ? 'on' : 'off'}`, syntax, where, on ? '1' : '0', !on);
}

/** All of iDRAC 6 to 9 know this one, whichever language they speak. */
export function staticAddress(address: string, netmask: string, gateway: string): RacadmChange {
  return {
    name: 'set a static address',
    words: ['setniccfg', '-s', address, netmask, gateway],
    accepted: /static IP configuration enabled and modified successfully/i,
    cutsOff: true,
  };
}

export const dhcp: RacadmChange = {
  name: 'switch DHCP on',
  words: ['setniccfg', '-d'],
  accepted: /DHCP is (?:now|already) enabled/i,
  cutsOff: true,
};

export function power(verb: RacadmPowerVerb): RacadmChange {
  return {
    name: `serveraction ${verb}`,
    words: ['serveraction', verb],
    // "Already" is no refusal: the state that was asked for is there.
    accepted: /server power operation (?:initiated )?success|server is already powered (?:on|off)/i,
  };
}

export const racreset: RacadmChange = {
  name: 'racreset',
  words: ['racreset'],
  accepted: /RAC reset operation initiated successfully/i,
  cutsOff: true,
};

/** One job; queues are not cleared as a whole, and never by force, because that restarts the Lifecycle Controller. */
export function deleteJob(id: string): RacadmChange {
  return {
    name: `delete job ${id}`,
    words: ['jobqueue', 'delete', '-i', id],
    accepted: /RAC1032|was cancel+ed|deleted successfully/i,
  };
}
