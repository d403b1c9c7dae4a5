import type { IpmiErrorCode } from './errors.ts';
import { QUIRKS } from './quirks.ts';

/** One RMCP+ status code (IPMI 2.0 Table 13-15), what it means for the operator and what to try. */
export interface StatusEntry {
  text: string;
  code: IpmiErrorCode;
  advice: string;
}

const CIPHER = QUIRKS['suite-3-only'].advice;
const AGAIN = 'Try again; if it stays, restart the BMC';
const LEVEL = QUIRKS['privilege-limit'].advice;

/** Keyed by the code. Text as in the specification, shortened. */
export const RMCPP_STATUS: Readonly<Record<number, StatusEntry>> = {
  1: { text: 'Insufficient resources to create a session', code: 'no-slots', advice: QUIRKS['slots-leak'].advice },
  2: { text: 'Invalid session ID', code: 'protocol', advice: AGAIN },
  3: { text: 'Invalid payload type', code: 'protocol', advice: AGAIN },
  4: { text: 'Invalid authentication algorithm', code: 'cipher', advice: CIPHER },
  5: { text: 'Invalid integrity algorithm', code: 'cipher', advice: CIPHER },
  6: { text: 'No matching authentication payload', code: 'cipher', advice: CIPHER },
  7: { text: 'No matching integrity payload', code: 'cipher', advice: CIPHER },
  8: { text: 'Inactive session ID', code: 'protocol', advice: AGAIN },
  9: { text: 'Invalid role', code: 'privilege', advice: LEVEL },
  10: {
    text: 'Unauthorized role or privilege level requested',
    code: 'privilege',
    advice: `${LEVEL}. ${QUIRKS['exact-privilege'].advice}`,
  },
  11: {
    text: 'Insufficient resources to create a session at the requested role',
    code: 'no-slots',
    advice: QUIRKS['slots-leak'].advice,
  },
  12: { text: 'Invalid name length', code: 'wrong-user', advice: 'Check the user name: IPMI allows at most 16 bytes' },
  13: {
    text: 'Unauthorized name',
    code: 'wrong-user',
    advice:
      'Check the user name (upper and lower case count), that the user is enabled for IPMI on the LAN channel, and that its limit allows the level asked for',
  },
  14: { text: 'Unauthorized GUID', code: 'protocol', advice: AGAIN },
  15: {
    text: 'Invalid integrity check value',
    code: 'protocol',
    advice:
      'The BMC proved the password and then refused ours: set the password of this user again on the BMC, then restart the BMC',
  },
  16: { text: 'Invalid confidentiality algorithm', code: 'cipher', advice: CIPHER },
  17: { text: 'No cipher suite match with proposed security algorithms', code: 'cipher', advice: CIPHER },
  18: { text: 'Illegal or unrecognized parameter', code: 'protocol', advice: QUIRKS['disabled-suite-status'].advice },
};

/** The entry for a code; reserved codes get a text of their own. */
export function rmcppStatus(status: number): StatusEntry {
  return RMCPP_STATUS[status] ?? { text: 'Reserved status code', code: 'protocol', advice: AGAIN };
}

/** The same for an answer to Open Session, where some boards use other codes for a disabled suite (quirk). */
export function openSessionStatus(status: number): StatusEntry {
  const entry = rmcppStatus(status);
  if (status !== 0x0a && status !== 0x12) return entry;
  return { ...entry, code: 'cipher', advice: `${QUIRKS['disabled-suite-status'].advice}. ${CIPHER}` };
}
