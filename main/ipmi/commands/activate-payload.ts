import { Reader, u16le } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Change } from './command.ts';

export interface ActivatePayloadRequest {
  /** 1 is SOL. */
  payloadType: number;
  /** Counted from 1. */
  instance: number;
  encrypted: boolean;
  authenticated: boolean;
}

export interface ActivatedPayload {
  /** Largest payload the BMC takes, bytes, SOL head included. */
  inboundSize: number;
  /** Largest payload the BMC sends, bytes, SOL head included. */
  outboundSize: number;
  /** UDP port the payload runs on. */
  port: number;
  /** null: no VLAN. */
  vlan: number | null;
}

const ENCRYPTED = 0x80;
const AUTHENTICATED = 0x40;
const NO_VLAN = 0xffff;

/**
 * Activate Payload (IPMI 2.0 section 24.1, Table 24-2). The auxiliary bytes are those of SOL: no test mode, alerts that
 * share the serial line fail, CTS and DCD/DSR are asserted at once. The level a BMC really wants is in its SOL configuration.
 */
export const activatePayload: Change<ActivatePayloadRequest, ActivatedPayload> = {
  name: 'Activate Payload',
  netFn: NETFN.app,
  cmd: 0x48,
  level: 'user',
  changes: true,
  encodeRequest: (q) =>
    Buffer.from([
      q.payloadType & 0x3f,
      q.instance & 0x0f,
      (q.encrypted ? ENCRYPTED : 0) | (q.authenticated ? AUTHENTICATED : 0),
      0,
      0,
      0,
    ]),
  decodeRequest(data) {
    const r = new Reader(data, 'Activate Payload request');
    const payloadType = r.u8() & 0x3f;
    const instance = r.u8() & 0x0f;
    const auxiliary = r.u8();
    r.take(3);
    return {
      payloadType,
      instance,
      encrypted: (auxiliary & ENCRYPTED) !== 0,
      authenticated: (auxiliary & AUTHENTICATED) !== 0,
    };
  },
  encodeResponse: (a) =>
    Buffer.concat([
      Buffer.alloc(4),
      u16le(a.inboundSize),
      u16le(a.outboundSize),
      u16le(a.port),
      u16le(a.vlan ?? NO_VLAN),
    ]),
  decodeResponse(data) {
    const r = new Reader(data, 'Activate Payload response');
    r.take(4);
    const inboundSize = r.u16le();
    const outboundSize = r.u16le();
    const port = r.u16le();
    // Some BMCs leave the VLAN out.
    const vlan = r.left >= 2 ? r.u16le() : NO_VLAN;
    return { inboundSize, outboundSize, port, vlan: vlan === NO_VLAN ? null : vlan };
  },
};
