import { NETFN } from '../wire/message.ts';
import { type Change, EMPTY } from './command.ts';

/**
 * Cold Reset (IPMI 2.0 section 20.2, Table 20-3). The BMC starts anew and forgets its sessions, often before it has answered; the machine it watches runs on.
 */
export const coldReset: Change<void, void> = {
  name: 'Cold Reset',
  netFn: NETFN.app,
  cmd: 0x02,
  level: 'administrator',
  changes: true,
  encodeRequest: () => EMPTY,
  decodeRequest: () => undefined,
  encodeResponse: () => EMPTY,
  decodeResponse: () => undefined,
};
