import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { type Change, EMPTY } from './command.ts';
import type { BootParameter } from './get-system-boot-options.ts';

/** Set System Boot Options (IPMI 2.0 section 28.12, Table 28-12). Without data it only marks a parameter valid or not. */
export const setSystemBootOptions: Change<BootParameter, void> = {
  name: 'Set System Boot Options',
  netFn: NETFN.chassis,
  cmd: 0x08,
  level: 'operator',
  changes: true,
  encodeRequest: (p) => Buffer.concat([Buffer.from([(p.valid ? 0 : 0x80) | p.parameter]), p.data]),
  decodeRequest(data) {
    const r = new Reader(data, 'Set System Boot Options request');
    const selector = r.u8();
    return { parameter: selector & 0x7f, valid: (selector & 0x80) === 0, data: Buffer.from(r.rest()) };
  },
  encodeResponse: () => EMPTY,
  decodeResponse: () => undefined,
};
