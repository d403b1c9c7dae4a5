import { isIPv4, isIPv6 } from 'node:net';
import { SiteError } from './error.ts';

/** RMCP's port (IPMI 2.0 §13.1.2). */
const DEFAULT_PORT = 623;
const LABEL = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/;

/**
 * The one spelling of a BMC's address, `host:port`, under which runs bind it and the gate looks for it: lower case,
 * port always there, IPv6 shortened and in brackets, IPv4 inside IPv6 as IPv4, `localhost` as 127.0.0.1.
 * Takes `host`, `host:port`, `[ipv6]`, `[ipv6]:port` and a bare IPv6 address. Names are not resolved.
 *
 * Throws `site.bmc` for everything else, also for the shorthands of IPv4 (`127.1`, `0x7f.1`, `010.0.0.1`) that programs
 * read in different ways: two spellings of one BMC must never look like two BMCs.
 */
export function normaliseBmc(address: string): string {
  const { host, port } = split(address.trim());
  const canonical = isIPv6(host) ? canonicalIPv6(host) : canonicalName(host.toLowerCase().replace(/\.$/, ''));
  if (canonical === null) throw bad(address);
  if (port === null) return `${canonical}:${DEFAULT_PORT}`;
  const number = Number(port);
  if (!/^[0-9]{1,5}$/.test(port) || number < 1 || number > 65535) throw bad(address);
  return `${canonical}:${number}`;
}

function split(address: string): { host: string; port: string | null } {
  const bracketed = /^\[([^[\]]*)\](?::(.*))?$/s.exec(address);
  if (bracketed) {
    const [, host = '', port = null] = bracketed;
    if (!isIPv6(host)) throw bad(address);
    return { host, port };
  }
  if (isIPv6(address)) return { host: address, port: null };
  const colon = address.indexOf(':');
  return colon < 0 ? { host: address, port: null } : { host: address.slice(0, colon), port: address.slice(colon + 1) };
}

function canonicalName(host: string): string | null {
  if (host === 'localhost') return '127.0.0.1';
  if (isIPv4(host)) return host;
  const labels = host.split('.');
  // RFC 1123 §2.1 as URL parsers read it: a last label that is a number makes the whole thing an IPv4 address.
  if (/^(0x[0-9a-f]*|[0-9]+)$/.test(labels.at(-1) ?? '')) return null;
  return host.length <= 253 && labels.every((label) => label.length <= 63 && LABEL.test(label)) ? host : null;
}

function canonicalIPv6(host: string): string | null {
  const [address = '', zone] = host.split('%');
  // The URL standard's serializer follows RFC 5952, save that it writes an embedded IPv4 address in hexadecimal.
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short);
  if (mapped) {
    const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)];
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  }
  if (zone === undefined) return `[${short}]`;
  // The zone is the name of an interface of this machine; upper and lower case differ there.
  return /^[\w.-]{1,64}$/.test(zone) ? `[${short}%${zone}]` : null;
}

function bad(address: string): SiteError {
  return new SiteError(
    'site.bmc',
    `"${address.slice(0, 100)}" is not the address of a BMC.`,
    'Give host, host:port, or [IPv6]:port, for example 192.0.2.10, bmc-a.example or [2001:db8::1]:623.',
    { params: { address: address.slice(0, 100) } },
  );
}
