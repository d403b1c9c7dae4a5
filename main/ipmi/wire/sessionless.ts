import { Reader, u32le } from '../bytes.ts';
import { decodeRmcp, encodeRmcp } from './rmcp.ts';

/**
 * The IPMI 1.5 session header with authentication type "none", session id and sequence zero (IPMI 2.0 Table 13-8, left
 * column). Used only for commands that are allowed before any session, such as Get Channel Authentication Capabilities;
 * this program never opens an IPMI 1.5 session.
 */
export function encodeSessionless(message: Buffer): Buffer {
  return encodeRmcp(
    'ipmi',
    Buffer.concat([Buffer.from([0]), u32le(0), u32le(0), Buffer.from([message.length]), message]),
  );
}

/** The IPMI message inside. DecodeError when the packet belongs to a session or is not of this form. */
export function decodeSessionless(datagram: Buffer): Buffer {
  const { kind, body } = decodeRmcp(datagram);
  const r = new Reader(body, 'sessionless packet');
  if (kind !== 'ipmi') r.fail('not of class IPMI');
  r.expect(0, 'authentication type');
  if (r.u32le() !== 0) r.fail('has a sequence number');
  if (r.u32le() !== 0) r.fail('has a session id');
  return r.take(r.u8());
}
