/** racadm of a practice Dell server: a command line in, its output and what happens to the connection out. */
import {
  type DellPowerVerb,
  type DellTimes,
  orderPower,
  record,
  removeJob,
  restartManager,
  settle,
} from './physics.ts';
import {
  jobQueue,
  lifecycleLog,
  nicSettings,
  sessionList,
  softwareInventory,
  systemInfo,
  versions,
} from './racadm-texts.ts';
import type { DellState } from './state.ts';

export interface RacadmAnswer {
  text: string;
  /** `silent`: the connection dies before the text gets out. `reset`: all connections die after it. */
  ending?: 'silent' | 'reset';
}

const UNKNOWN = 'ERROR: Invalid subcommand specified.';
const MODIFIED = 'Object value modified successfully';
const DEPRECATED =
  '\n\nRAC1169: The RACADM "config" command will be deprecated in a\nfuture version of iDRAC firmware. Use "set" instead.';
const OLD_ONLY = new Set(['set', 'get', 'swinventory', 'jobqueue', 'lclog', 'hwinventory']);
const VERBS: Record<string, DellPowerVerb> = {
  powerup: 'on',
  powerdown: 'off',
  powercycle: 'cycle',
  hardreset: 'reset',
  graceshutdown: 'graceful-shutdown',
  nmi: 'nmi',
};

/** Words of a line as Dell's shells see them: quotes keep blanks, nothing is escaped. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
}

/** Carries out one command line, with or without `racadm` in front. Changes `state`. */
export function runRacadm(state: DellState, line: string, now: number, times: DellTimes): RacadmAnswer {
  settle(state, now, times);
  const words = wordsOf(line);
  if (words[0] === 'racadm') words.shift();
  const [command = 'help', ...rest] = words;
  if (state.personality === 'idrac6' && OLD_ONLY.has(command)) return { text: UNKNOWN };
  switch (command) {
    case 'getsysinfo':
      return { text: systemInfo(state, now) };
    case 'getsvctag':
      return { text: state.serviceTag };
    case 'getversion':
      return { text: versions(state) };
    case 'getniccfg':
      return { text: nicSettings(state) };
    case 'swinventory':
      return { text: softwareInventory(state) };
    case 'getssninfo':
      return { text: sessionList(state) };
    case 'getsel':
      return { text: 'The SEL is empty.' };
    case 'lclog':
      return { text: lifecycleLog(state, Number(rest[rest.indexOf('-n') + 1]) || 100) };
    case 'jobqueue':
      return { text: jobs(state, rest) };
    case 'serveraction':
      return { text: power(state, rest[0] ?? '', now, times) };
    case 'setniccfg':
      return network(state, rest, now);
    case 'racreset':
      return reset(state, now, times);
    case 'get':
    case 'getconfig':
      return { text: setting(state, command, rest) };
    case 'set':
      return { text: change(state, rest[0] ?? '', rest[1] ?? '', now) };
    case 'config': {
      const [, , , , ...tail] = rest;
      const index = tail[0] === '-i' ? `.${tail[1]}` : '';
      const text = change(state, `${rest[3] ?? ''}${index}`, tail.at(-1) ?? '', now);
      return { text: state.personality === 'idrac9' ? text + DEPRECATED : text };
    }
    default:
      return { text: UNKNOWN };
  }
}

function jobs(state: DellState, [verb, , id = '']: string[]): string {
  if (verb === 'view') return jobQueue(state.jobs);
  if (verb !== 'delete') return UNKNOWN;
  const removed = removeJob(state, id);
  if (removed === 'running') return `ERROR: JCP015: The job ${id} cannot be deleted because it is running.`;
  return removed ? `RAC1032: ${id} job(s) was cancelled by the user.` : `ERROR: RAC994: Unable to find the job ${id}.`;
}

function power(state: DellState, word: string, now: number, times: DellTimes): string {
  if (word === 'powerstatus') return `Server power status: ${state.power.toUpperCase()}`;
  const verb = VERBS[word];
  if (!verb) return UNKNOWN;
  if (orderPower(state, verb, now, times)) return 'Server power operation successful';
  return `Server is already powered ${state.power.toUpperCase()}.`;
}

function network(state: DellState, [option, address, netmask, gateway]: string[], now: number): RacadmAnswer {
  const { nic } = state;
  if (option === '-o') {
    nic.enabled = false;
    return { text: 'NIC is now DISABLED', ending: 'silent' };
  }
  if (option === '-d') {
    const text = nic.dhcp ? 'DHCP is already ENABLED' : 'DHCP is now ENABLED';
    nic.dhcp = true;
    return { text };
  }
  if (option !== '-s' || !address || !netmask || !gateway) return { text: 'ERROR: SWC0111: Invalid syntax.' };
  const moved = nic.address !== address;
  Object.assign(nic, { dhcp: false, address, netmask, gateway });
  record(state, {
    messageId: 'RAC0706',
    category: 'Configuration',
    message: 'The network settings were changed.',
    at: now,
  });
  const text = 'Static IP configuration enabled and modified successfully';
  return moved ? { text, ending: 'silent' } : { text };
}

function reset(state: DellState, now: number, times: DellTimes): RacadmAnswer {
  if (state.jobs.some((job) => job.kind === 'firmware' && job.state === 'Running')) {
    return { text: 'ERROR: RAC071: A firmware update is currently in progress.' };
  }
  restartManager(state, now, times);
  const text =
    'RAC reset operation initiated successfully. It may take a few\nminutes for the RAC to come online again.';
  return { text, ending: 'reset' };
}

function setting(state: DellState, command: string, rest: string[]): string {
  const name = (command === 'get' ? rest[0] : rest[1]) ?? '';
  if (/^iDRAC\.IPMILan(\.Enable)?$/i.test(name)) {
    return `[Key=iDRAC.Embedded.1#IPMILan.1]\nEnable=${state.ipmiOverLan ? 'Enabled' : 'Disabled'}\nPrivLimit=4`;
  }
  if (/^cfgIpmiLan$/i.test(name)) return `cfgIpmiLanEnable=${state.ipmiOverLan ? 1 : 0}\ncfgIpmiLanPrivilegeLimit=4`;
  if (/^LifecycleController\.LCAttributes\.SystemID$/i.test(name)) {
    return `[Key=LifecycleController.Embedded.1#LCAttributes.1]\n#SystemID=${state.systemId}`;
  }
  return 'ERROR: The specified object name is not valid.';
}

/** `iDRAC.Users.2.Password` and `cfgUserAdminPassword.2`, `iDRAC.IPMILan.Enable` and `cfgIpmiLanEnable`. */
function change(state: DellState, name: string, value: string, now: number): string {
  const index = /^(?:iDRAC\.Users\.(\d+)\.Password|cfgUserAdminPassword\.(\d+))$/i.exec(name);
  if (index) {
    const user = state.users.find((one) => one.index === Number(index[1] ?? index[2]));
    if (!user) return 'ERROR: RAC947: The specified user index is not valid.';
    if (value.length > 20) return 'ERROR: RAC951: The password is too long and not valid.';
    user.password = value;
    state.faults.delete('default-password');
    record(state, {
      messageId: 'USR0154',
      category: 'Audit',
      message: `The password of user ${user.index} was set.`,
      at: now,
    });
    return MODIFIED;
  }
  if (/^(iDRAC\.IPMILan\.Enable|cfgIpmiLanEnable)$/i.test(name)) {
    state.ipmiOverLan = /^(1|enabled)$/i.test(value);
    return MODIFIED;
  }
  if (/^(iDRAC\.NIC\.Enable|cfgNicEnable)$/i.test(name)) {
    state.nic.enabled = /^(1|enabled)$/i.test(value);
    return MODIFIED;
  }
  return 'ERROR: The specified object name is not valid.';
}
