import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { IdracEndpoint } from '../../preload/contract.ts';
import { normaliseBmc } from '../sites/bmc.ts';

/** A canonical `host:port` (see normaliseBmc) in its parts; brackets of IPv6 are taken off. */
export function splitBmc(canonical: string): { host: string; port: number } {
  const colon = canonical.lastIndexOf(':');
  const host = canonical.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  return { host, port: Number(canonical.slice(colon + 1)) };
}

/**
 * The address by which runs bind a BMC and the gate looks for it: a host name becomes the address it stands for right
 * now, so that a lock cannot be walked around by another name of the same BMC. A name that cannot be resolved stays: the
 * connection will fail with its own error.
 */
export async function resolveBmc(address: string): Promise<string> {
  const canonical = normaliseBmc(address);
  const { host, port } = splitBmc(canonical);
  if (isIP(host) !== 0) return canonical;
  try {
    const found = await lookup(host);
    return normaliseBmc(found.family === 6 ? `[${found.address}]:${port}` : `${found.address}:${port}`);
  } catch {
    return canonical;
  }
}

/** Host and port of an iDRAC's web server, as runs and the gate know it. */
export function idracAddress({ address }: IdracEndpoint): string {
  const { hostname, port } = new URL(`https://${address}`);
  return `${hostname}:${port || '443'}`;
}
