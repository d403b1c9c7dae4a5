import type { Clock } from '../ports/clock.ts';
import { SUITES, type Suite } from './crypto/suites.ts';
import type { DatagramPort } from './datagram.ts';
import { IpmiError } from './errors.ts';
import { privilegeNumber } from './privilege.ts';
import { QUIRKS } from './quirks.ts';
import type { HandshakeConfig } from './session/handshake.ts';

export interface BmcOptions {
  host: string;
  /** UDP port, 623 if not given. */
  port?: number;
  /** At most 16 bytes. */
  user: string;
  /** At most 20 bytes. A Buffer is copied; wipe yours. */
  password: string | Buffer;
  /** K_g, the BMC key: at most 20 bytes. */
  kg?: Buffer;
  /** 17 if not given. */
  cipherSuite?: 17 | 3;
  /** The operator agreed to SHA-1 for this device; without it cipher suite 3 is refused. */
  suite3Consent?: boolean;
  /** Highest level asked for; operator if not given. Reads run as user, actions at this level. */
  privilege?: 'user' | 'operator' | 'administrator';
  /** For one whole operation, milliseconds; 8000 if not given, so that every failure ends within 10 s. */
  timeoutMs?: number;
  /** An idle session is kept open by a read this often, milliseconds; 40000 if not given, null for never. */
  keepAliveMs?: number | null;
  clock?: Clock;
  datagrams?: DatagramPort;
}

const MAX_USER = 16;
const MAX_PASSWORD = 20;
const MAX_KG = 20;
export const IPMI_PORT = 623;

/** "host:port" for messages; IPv6 in brackets. */
export function deviceName(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Checks the options and makes the handshake's configuration. Throws IpmiError `usage` or `cipher-consent`. */
export function handshakeConfig(o: BmcOptions): HandshakeConfig {
  const device = deviceName(o.host, o.port ?? IPMI_PORT);
  const user = Buffer.from(o.user, 'utf8');
  const password = Buffer.from(o.password);
  const refuse = (finding: string, advice: string): never => {
    throw new IpmiError({ code: 'usage', device, finding, advice });
  };
  if (user.length > MAX_USER) refuse('the user name is longer than 16 bytes', 'IPMI cannot carry it: use another user');
  if (password.length > MAX_PASSWORD) {
    refuse(
      'the password is longer than 20 bytes',
      'IPMI would cut it off: set a password of at most 20 bytes for this user',
    );
  }
  if (o.kg && o.kg.length > MAX_KG)
    refuse('K_g is longer than 20 bytes', 'K_g has 20 bytes, written as 40 hex digits or 20 characters');
  return {
    suite: suite(o, device),
    user,
    password,
    kg: o.kg ? paddedKg(o.kg) : null,
    privilege: privilegeNumber(o.privilege ?? 'operator'),
  };
}

function suite(o: BmcOptions, device: string): Suite {
  const id = o.cipherSuite ?? 17;
  const found = SUITES[id];
  if (!found) {
    const finding = `cipher suite ${id} is not supported`;
    throw new IpmiError({ code: 'usage', device, finding, advice: 'Use 17, or 3 with consent' });
  }
  if (id === 3 && o.suite3Consent !== true) {
    const finding = 'cipher suite 3 rests on SHA-1 and nobody has agreed to it for this device';
    throw new IpmiError({ code: 'cipher-consent', device, finding, advice: QUIRKS['suite-3-only'].advice });
  }
  return found;
}

function paddedKg(kg: Buffer): Buffer {
  const padded = Buffer.alloc(MAX_KG);
  kg.copy(padded);
  return padded;
}

/** K_g from text: 40 hex digits (with or without 0x) or up to 20 characters. Null when it is neither. */
export function parseKg(text: string): Buffer | null {
  const digits = text.replace(/^0x/i, '');
  if (/^[0-9a-f]{40}$/i.test(digits)) return Buffer.from(digits, 'hex');
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length > 0 && bytes.length <= MAX_KG ? bytes : null;
}
