import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Change } from './command.ts';
import type { RestorePolicy } from './get-chassis-status.ts';

const POLICIES: readonly RestorePolicy[] = ['always-off', 'previous', 'always-on'];
const NO_CHANGE = 3;

/** Set Power Restore Policy (IPMI 2.0 section 28.8, Table 28-8). Request null changes nothing; answer: what it supports. */
export const setPowerRestorePolicy: Change<RestorePolicy | null, RestorePolicy[]> = {
  name: 'Set Power Restore Policy',
  netFn: NETFN.chassis,
  cmd: 0x06,
  level: 'operator',
  changes: true,
  encodeRequest: (policy) => Buffer.from([policy === null ? NO_CHANGE : POLICIES.indexOf(policy)]),
  decodeRequest(data) {
    const r = new Reader(data, 'Set Power Restore Policy request');
    const value = r.u8() & 7;
    return value === NO_CHANGE ? null : (POLICIES[value] ?? r.fail(`policy ${value} is reserved`));
  },
  encodeResponse: (supported) =>
    Buffer.from([POLICIES.reduce((b, p, i) => (supported.includes(p) ? b | (1 << i) : b), 0)]),
  decodeResponse(data) {
    const byte = new Reader(data, 'Set Power Restore Policy response').u8();
    return POLICIES.filter((_, i) => (byte & (1 << i)) !== 0);
  },
};
