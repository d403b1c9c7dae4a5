import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

export interface BootOptionsRequest {
  /** Parameter selector of Table 28-14. */
  parameter: number;
  set: number;
  block: number;
}

/** One parameter as stored; what the bytes mean is told by `setup/boot-options.ts`. */
export interface BootParameter {
  parameter: number;
  /** False: marked invalid or locked, so the data does not count. */
  valid: boolean;
  data: Buffer;
}

/** The specification's number for the layout of the parameters. */
const REVISION = 1;

/** Get System Boot Options (IPMI 2.0 section 28.13, Table 28-13). Completion code 80h: it does not have the parameter. */
export const getSystemBootOptions: Read<BootOptionsRequest, BootParameter> = {
  name: 'Get System Boot Options',
  netFn: NETFN.chassis,
  cmd: 0x09,
  level: 'operator',
  encodeRequest: (q) => Buffer.from([q.parameter, q.set, q.block]),
  decodeRequest(data) {
    const r = new Reader(data, 'Get System Boot Options request');
    return { parameter: r.u8() & 0x7f, set: r.u8(), block: r.u8() };
  },
  encodeResponse: (p) => Buffer.concat([Buffer.from([REVISION, (p.valid ? 0 : 0x80) | p.parameter]), p.data]),
  decodeResponse(data) {
    const r = new Reader(data, 'Get System Boot Options response');
    r.u8(); // revision: there has never been another one
    const selector = r.u8();
    return { parameter: selector & 0x7f, valid: (selector & 0x80) === 0, data: Buffer.from(r.rest()) };
  },
};
