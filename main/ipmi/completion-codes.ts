import type { IpmiErrorCode } from './errors.ts';
import { QUIRKS } from './quirks.ts';

/**
 * One completion code (IPMI 2.0 Table 5-2 and the command tables). `executed` says what it tells about a command that
 * changes something: `no` when the BMC refused it, `maybe` when it only could not give the answer.
 */
export interface CompletionEntry {
  text: string;
  code: IpmiErrorCode;
  executed: 'no' | 'maybe';
  advice: string;
}

const AGAIN = 'Try again in a few seconds';
const REPORT = 'This is a fault between this program and the BMC: note the BMC firmware version and report it';
const UNSUPPORTED = 'This BMC does not offer it: use its web interface or Redfish instead';
const STATE = 'Read the power state first: the command does not fit the present state';
const READ_BACK = 'Read the state back before anything else';

function entry(
  text: string,
  advice: string,
  code: IpmiErrorCode = 'completion',
  executed: 'no' | 'maybe' = 'no',
): CompletionEntry {
  return { text, code, executed, advice };
}

/** Codes that mean the same for every command. */
export const GENERIC: Readonly<Record<number, CompletionEntry>> = {
  192: entry('Node busy', AGAIN, 'busy'),
  193: entry('Invalid command', UNSUPPORTED),
  194: entry('Command invalid for given LUN', UNSUPPORTED),
  195: entry('Timeout while processing command', READ_BACK, 'completion', 'maybe'),
  196: entry('Out of space', 'Free space on the BMC (clear its event log), then try again'),
  197: entry('Reservation canceled or invalid reservation ID', AGAIN),
  198: entry('Request data truncated', REPORT),
  199: entry('Request data length invalid', REPORT),
  200: entry('Request data field length limit exceeded', REPORT),
  201: entry('Parameter out of range', REPORT),
  202: entry('Cannot return number of requested data bytes', REPORT),
  203: entry('Requested sensor, data or record not present', 'The BMC does not hold this record'),
  204: entry('Invalid data field in request', UNSUPPORTED),
  205: entry('Command illegal for specified sensor or record type', UNSUPPORTED),
  206: entry('Command response could not be provided', READ_BACK, 'completion', 'maybe'),
  207: entry('Cannot execute duplicated request', READ_BACK, 'completion', 'maybe'),
  208: entry('Response could not be provided: SDR repository in update mode', READ_BACK, 'busy', 'maybe'),
  209: entry(
    'Response could not be provided: device in firmware update mode',
    'Wait until the firmware update is over',
    'busy',
    'maybe',
  ),
  210: entry(
    'Response could not be provided: BMC initialization in progress',
    'Wait a minute for the BMC to start',
    'busy',
    'maybe',
  ),
  211: entry('Destination unavailable', AGAIN),
  212: entry(
    'Insufficient privilege level or other security restriction',
    QUIRKS['privilege-limit'].advice,
    'privilege',
  ),
  213: entry('Command or parameter not supported in present state', STATE),
  214: entry(
    'Command sub-function disabled or unavailable',
    "Enable the function in the BMC's configuration (firmware firewall)",
  ),
  255: entry('Unspecified error', READ_BACK, 'completion', 'maybe'),
};

const key = (netFn: number, cmd: number, cc: number) => (netFn << 16) | (cmd << 8) | cc;

/** Codes that one command gives its own meaning (80h to BEh), keyed by request network function, command and code. */
const SPECIFIC: ReadonlyMap<number, CompletionEntry> = new Map([
  [
    key(0x06, 0x3b, 0x80),
    entry('Requested level not available for this user', QUIRKS['privilege-limit'].advice, 'privilege'),
  ],
  [
    key(0x06, 0x3b, 0x81),
    entry('Requested level exceeds channel or user privilege limit', QUIRKS['privilege-limit'].advice, 'privilege'),
  ],
  [key(0x06, 0x3b, 0x82), entry('Cannot disable user level authentication', REPORT, 'privilege')],
  [key(0x06, 0x3c, 0x87), entry('Invalid session ID in request', 'Nothing to do: the session is gone already')],
  [key(0x06, 0x3c, 0x88), entry('Invalid session handle in request', 'Nothing to do: the session is gone already')],
  [key(0x0a, 0x11, 0x81), entry('FRU device busy', AGAIN, 'busy')],
  [key(0x06, 0x49, 0x80), entry('Payload already deactivated', 'Nothing to do: nobody holds the console')],
  [key(0x06, 0x49, 0x81), entry('Payload type disabled', "Enable SOL in the BMC's configuration")],
  [key(0x0c, 0x21, 0x80), entry('Parameter not supported', UNSUPPORTED)],
  [key(0x0c, 0x21, 0x82), entry('Parameter is read-only', UNSUPPORTED)],
  [key(0x0c, 0x22, 0x80), entry('Parameter not supported', UNSUPPORTED)],
  [key(0x00, 0x08, 0x80), entry('Boot parameter not supported', UNSUPPORTED)],
  [key(0x00, 0x08, 0x81), entry('Somebody else is setting boot options', AGAIN, 'busy')],
  [key(0x00, 0x08, 0x82), entry('Boot parameter is read-only', UNSUPPORTED)],
  [key(0x00, 0x09, 0x80), entry('Boot parameter not supported', UNSUPPORTED)],
  [key(0x0c, 0x01, 0x80), entry('LAN parameter not supported', UNSUPPORTED)],
  [key(0x0c, 0x01, 0x81), entry('Somebody else is setting LAN parameters', AGAIN, 'busy')],
  [key(0x0c, 0x01, 0x82), entry('LAN parameter is read-only', 'With DHCP the address is set by the DHCP server')],
  [key(0x0c, 0x02, 0x80), entry('LAN parameter not supported', UNSUPPORTED)],
  [key(0x06, 0x47, 0x80), entry('The password is another one', 'Check which user id has this name')],
  [key(0x06, 0x47, 0x81), entry('The password is stored with another size', 'Set it anew with 20 bytes')],
]);

/** Meaning of a completion code other than 00h in the answer to request `netFn`/`cmd`. */
export function completion(netFn: number, cmd: number, cc: number): CompletionEntry {
  const found = SPECIFIC.get(key(netFn, cmd, cc)) ?? GENERIC[cc];
  if (found) return found;
  if (cc >= 0x80 && cc <= 0xbe) return entry('Command-specific code', REPORT, 'completion', 'maybe');
  if ((cc >= 0x01 && cc <= 0x7e) || cc === 0x7f)
    return entry('OEM code', 'Look it up in the manual of the BMC', 'completion', 'maybe');
  return entry('Reserved completion code', REPORT, 'completion', 'maybe');
}
