import { NETFN } from '../wire/message.ts';
import { type Change, EMPTY } from './command.ts';

/**
 * Warm Reset (IPMI 2.0 section 20.3, Table 20-4). The BMC starts its firmware anew but keeps what it can; what that is, every maker decides.
 */
export const warmReset: Change<void, void> = {
  name: 'Warm Reset',
  netFn: NETFN.app,
  cmd: 0x03,
  level: 'administrator',
  changes: true,
  encodeRequest: () => EMPTY,
  decodeRequest: () => undefined,
  encodeResponse: () => EMPTY,
  decodeResponse: () => undefined,
};
