/**
 * What racadm's own words mean. Codes are those of Dell's message registry (idrac.md §1.8), findings are ours. A code that
 * is not listed is shown as the device wrote it.
 */
import type { RacadmErrorCode } from './error.ts';

export interface Refusal {
  code: RacadmErrorCode;
  messageId: string | null;
  finding: string;
  advice: string;
}

type Entry = [code: RacadmErrorCode, finding: string, advice: string];

const BUSY = 'Wait a few minutes and read again';
const SYNTAX = 'This firmware words the command differently: note its version';
const IN_USE: Entry = [
  'busy',
  'the Lifecycle Controller is in use',
  'Wait 15 minutes, then look at the console for an F1 or F10 screen',
];

const CODES: Record<string, Entry> = {
  RAC0212: ['login', 'user or password is wrong', 'Ask for the right one: three wrong ones ban this address'],
  RAC0218: ['login', 'the highest number of sessions is reached', 'Close a session, or wait until one ends by itself'],
  RAC0232: ['login', 'the unit has a password of its own', 'It is printed on the pull-out tag'],
  USR0031: ['login', 'user or password is wrong', 'Ask for the right one: three wrong ones ban this address'],
  USR0034: ['login', 'this address is banned for a while', 'Wait 60 seconds before the next attempt'],
  RAC1260: ['default-password', 'the default password must be changed first', 'Set a new password for user 2'],
  SWC1908: ['default-password', 'the default password must be changed first', 'Set a new password for user 2'],
  RAC071: ['in-update', 'a firmware update is running', 'Wait until its job has ended; do not cut the power'],
  RED034: ['in-update', 'a firmware update is running', 'Wait until its job has ended; do not cut the power'],
  RED014: ['in-update', 'a job for this component exists already', 'Look at the job queue and wait for it'],
  RAC0679: ['in-update', 'a job exists already', 'Look at the job queue and wait for it'],
  RAC988: ['in-update', 'a job exists already', 'Look at the job queue and wait for it'],
  RAC1229: ['in-update', 'a job is running', 'Look at the job queue and wait for it'],
  JCP015: ['in-update', 'a running job cannot be deleted', 'Wait until it has ended'],
  JCP030: ['in-update', 'an iDRAC update blocks this', 'Wait until the iDRAC is back with its new version'],
  RAC1201: ['lockdown', 'system lockdown mode is on', 'Switch it off, do the work, switch it on again'],
  SYS406: ['lockdown', 'system lockdown mode is on', 'Switch it off, do the work, switch it on again'],
  JCP041: ['lockdown', 'system lockdown mode is on', 'Switch it off, do the work, switch it on again'],
  SWC0242: ['licence', 'a licence is missing for this', 'Use the web interface, or import the licence'],
  RED101: ['licence', 'a licence is missing for this', 'Use the web interface, or import the licence'],
  RAC0768: ['busy', 'the iDRAC is starting', BUSY],
  SWC0700: ['busy', 'the iDRAC is starting', BUSY],
  RAC0509: ['busy', 'the iDRAC is starting', BUSY],
  RED023: IN_USE,
  RED024: IN_USE,
  JCP024: IN_USE,
  LC060: IN_USE,
  LC068: ['busy', 'a configuration or a job is pending', 'Clear it first'],
  RAC1135: ['busy', 'a component inside the iDRAC has stopped', 'Reset the iDRAC, or hold the identify button 15 s'],
  SWC0112: ['busy', 'the power action took too long to answer', 'Read the power state before anything else'],
  RAC990: ['refused', 'the Lifecycle Controller is disabled', 'Enable it: LifecycleControllerState 1'],
  RAC989: ['refused', 'the file is not valid', 'Check that it is complete and for this system'],
  RED007: [
    'refused',
    'the signature of the package cannot be verified',
    'Wrong type of package, cut off, or the iDRAC too old',
  ],
  RED022: ['refused', 'another version is needed first', 'Read the release notes and install the stepping version'],
  RED097: ['refused', 'the package is not for this system', 'Stop: take the package for this model'],
  RAC1033: [
    'refused',
    'the inventory is missing',
    'Switch on Collect System Inventory on Restart and restart the host',
  ],
  RAC1175: ['refused', 'user 1 cannot be changed', 'Use index 2 to 16'],
  SWC0245: ['refused', 'configuration from the host is disabled', 'Use the network, or allow local configuration'],
  SWC0254: ['refused', 'configuration from the host is disabled', 'Use the network, or allow local configuration'],
  SWC0717: ['refused', 'configuration from the host is disabled', 'Use the network, or allow local configuration'],
  SWC0111: ['unsupported', 'the command was not understood', SYNTAX],
  SWC0113: ['refused', 'the address is not valid', 'Check address, mask and gateway'],
  SWC0114: ['unsupported', 'the command was not understood', SYNTAX],
  SWC0115: ['refused', 'the network settings are not valid', 'Check address, mask and gateway'],
  SWC0116: ['refused', 'the network settings are not valid', 'Check address, mask and gateway'],
  RAC917: ['unsupported', 'the command was not understood', SYNTAX],
};

/** Said with a code, and still good news or no news: scheduled, created, pending, under way, cancelled as asked. */
const NO_REFUSAL = new Set([
  'RAC1017',
  'RAC1024',
  'RAC1032',
  'RAC1040',
  'RAC1118',
  'RAC1168',
  'RAC1169',
  'RAC987',
  'RED001',
  'RED002',
  'RED003',
  'RED025',
  'RED029',
  'RED030',
  'RED063',
  'JCP001',
  'JCP007',
  'JCP027',
  'PR19',
  'PR20',
  'PR36',
  'SUP029',
  'LC061',
  'SEC0612',
  'SEC0700',
  'SEC0701',
]);

const ADVICE = 'Follow what the device says';

/** Sentences without a code, most telling first. */
const SENTENCES: [pattern: RegExp, entry: Entry][] = [
  [
    /firmware update is currently in progress/i,
    ['in-update', 'a firmware update is running', 'Wait until its job has ended'],
  ],
  [/maximum session entries reached/i, ['login', 'the highest number of sessions is reached', 'Close a session']],
  [/logins? (?:is|are) disabled .*temporarily/i, ['login', 'logins are disabled for a while', 'Wait 60 seconds']],
  [
    /login failed/i,
    ['login', 'the login was refused', 'Ask for the right password: three wrong ones ban this address'],
  ],
  [
    /not allowed to be configured if DHCP is enabled/i,
    ['refused', 'this cannot be set while DHCP is on', 'Set a static address first'],
  ],
  [/invalid (?:NIC )?IP address/i, ['refused', 'the address is not valid', 'Check the address']],
  [/invalid subnet mask/i, ['refused', 'the subnet mask is not valid', 'Check the mask']],
  [/invalid gateway/i, ['refused', 'the gateway is not valid', 'Check the gateway']],
  [
    /invalid sub-?command|unknown command|command not (?:recognized|found)|not a valid command/i,
    ['unsupported', 'this firmware does not know the command', SYNTAX],
  ],
  [
    /^\s*ERROR:.*(?:syntax|invalid (?:object|group|attribute)|not (?:supported|available))/im,
    ['unsupported', 'this firmware does not know the command or the setting', SYNTAX],
  ],
  [
    /(?:specified )?(?:object|group) (?:name|value)?.{0,20}(?:is )?(?:not valid|invalid)/i,
    ['unsupported', 'this firmware does not know the setting', SYNTAX],
  ],
  [/RAC (?:is )?not ready|unable to connect to RAC/i, ['busy', 'the iDRAC is not ready', BUSY]],
];

const CODED = /^\s*(?:ERROR:\s*)?([A-Z]{2,4}\d{2,5}[A-Z]?)\s*:\s*(.*)$/;
const PLAIN_ERROR = /^\s*(?:ERROR\s*:\s*|Unable to )(.*)$/i;

/** Lines of an answer that quote what once happened, such as the message of a log entry. */
const DATA = /=|^\s*(?:Record|Date\/Time|Source|Severity|Description):/;

/** What the answer refuses, or null when it is none. Looks at whole lines, so values that mention a code do no harm. */
export function refusalIn(text: string): Refusal | null {
  const lines = text.split('\n');
  for (const line of lines) {
    const [, messageId = '', message = ''] = CODED.exec(line) ?? [];
    if (messageId === '' || NO_REFUSAL.has(messageId)) continue;
    const entry = CODES[messageId];
    if (entry) return refusal(entry, messageId);
    // A code we have never heard of is a refusal only when it says so.
    if (/unable|fail|invalid|not (?:allowed|supported|valid)|error|cannot|denied/i.test(line)) {
      return refusal(['refused', shortened(`${messageId}: ${message}`), ADVICE], messageId);
    }
  }
  // Long answers are data: a sentence of refusal stands alone or at the head of a usage text.
  const spoken = lines.slice(0, 8).filter((line) => !DATA.test(line));
  const head = spoken.join('\n');
  for (const [pattern, entry] of SENTENCES) if (pattern.test(head)) return refusal(entry, null);
  const plain = spoken.find((line) => PLAIN_ERROR.test(line));
  return plain === undefined ? null : refusal(['refused', shortened(plain), ADVICE], null);
}

function refusal([code, finding, advice]: Entry, messageId: string | null): Refusal {
  return {
    code,
    messageId,
    finding: messageId && !finding.startsWith(messageId) ? `${finding} (${messageId})` : finding,
    advice,
  };
}

function shortened(text: string): string {
  const one = text.trim().replace(/\s+/g, ' ').replace(/\.$/, '');
  return one.length > 200 ? `${one.slice(0, 200)}…` : one;
}
