/** What must not go to an iDRAC over the very network it would take away. G-031, I-HW-021. */
import type { Word } from './words.ts';

const OFF = /^(0|disabled?|off)$/i;

/**
 * Whether the command takes the iDRAC off the network. `setniccfg -o` allows no other option, so the option alone is
 * enough, wherever it stands.
 */
export function cutsNetwork(words: readonly Word[]): boolean {
  const plain = words.map((word) => (typeof word === 'string' ? word.toLowerCase() : ''));
  const [command, ...rest] = plain;
  const last = rest.at(-1) ?? '';
  if (command === 'setniccfg') return rest.some((word) => word === '-o' || word === '--o');
  if (command === 'set') return /^idrac(\.embedded\.1)?[.#]nic(\.1)?[.#]enable$/.test(rest[0] ?? '') && OFF.test(last);
  if (command === 'config') return rest.includes('cfgnicenable') && OFF.test(last);
  return false;
}

/** Commands that only tell, by their first words. Everything else goes through the actions of this driver. */
const READS = [
  'getsysinfo',
  'getsvctag',
  'getversion',
  'getniccfg',
  'getssninfo',
  'getsel',
  'getractime',
  'getled',
  'getconfig',
  'get',
  'swinventory',
  'hwinventory',
  'getsensorinfo',
  'help',
  'nicstatistics',
  'serveraction powerstatus',
  'jobqueue view',
  'lclog view',
  'lclog viewconfigresult',
  'update viewreport',
  'license view',
  'getremoteservicesstatus',
  'getuefihttpbootstatus',
  'getraclog',
  'gettracelog',
];

/** Options with which a reading command writes a file or a share, or carries a login: `get -f`, `-l`, `-u`, `-p`. */
const WRITES = /^-{1,2}[flup]$/i;

/** Whether the words are those of a command that changes nothing, and not one that this driver does not know. */
export function isRead(words: readonly string[]): boolean {
  const line = words.join(' ').toLowerCase();
  return READS.some((read) => line === read || line.startsWith(`${read} `)) && !words.some((word) => WRITES.test(word));
}
