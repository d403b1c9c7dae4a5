/** Where a name leads by one DNS server's word. Not the system's resolver: that one has a hosts file and a memory of its own. */
import { Resolver } from 'node:dns/promises';
import { isIP, isIPv6, SocketAddress } from 'node:net';
import { ApplianceError } from './error.ts';

export interface Lookup {
  /** Sorted; none where the server knows the name without an address, or not at all. */
  addresses: string[];
  /** The shortest of them, seconds. */
  ttl: number | null;
}

/** Two attempts of this long for each kind of address. */
const WAIT_MS = 2_000;
const NAME = /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\.?$/;
/** The server's word that there is none; everything else that fails says nothing about the name. */
const NONE: ReadonlySet<string | undefined> = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Asks `server` (an address, with a port if it is another than 53) for the addresses of `name`, IPv4 and IPv6.
 * @throws ApplianceError `address` for what is no name or no server, `silent` where nothing answers, `refused` where the server
 *   does not answer for that name, `server-error`; the signal's reason when that was aborted
 */
export async function lookUp(name: string, server: string, signal: AbortSignal): Promise<Lookup> {
  if (isIP(name) !== 0 || !NAME.test(name)) {
    throw failure('address', name, 'this is no name to look up', 'Enter the name without scheme and path.');
  }
  const resolver = new Resolver({ timeout: WAIT_MS, tries: 2 });
  try {
    resolver.setServers([server.trim()]);
  } catch {
    const advice = 'Enter the IP address of the DNS server.';
    throw failure('address', server, 'this is no address of a DNS server', advice);
  }
  const abort = () => resolver.cancel();
  signal.addEventListener('abort', abort);
  try {
    signal.throwIfAborted();
    const of = (family: 4 | 6) => answersOf(resolver, name, family).catch((error: unknown) => explain(error, server));
    const found = (await Promise.all([of(4), of(6)])).flat();
    const ttls = found.map(({ ttl }) => ttl);
    return {
      addresses: [...new Set(found.map(({ address }) => address))].sort(),
      ttl: ttls.length > 0 ? Math.min(...ttls) : null,
    };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** True when the addresses are this one and no other, however it is written. Pure. */
export function leadsTo(addresses: readonly string[], expected: string): boolean {
  const wanted = canonical(expected.trim());
  return addresses.length > 0 && addresses.every((one) => canonical(one) === wanted);
}

function canonical(address: string): string {
  if (!isIPv6(address)) return address;
  return new SocketAddress({ address, family: 'ipv6' }).address;
}

async function answersOf(resolver: Resolver, name: string, family: 4 | 6): Promise<{ address: string; ttl: number }[]> {
  try {
    return family === 4 ? await resolver.resolve4(name, { ttl: true }) : await resolver.resolve6(name, { ttl: true });
  } catch (error) {
    if (NONE.has((error as NodeJS.ErrnoException).code)) return [];
    throw error;
  }
}

function explain(error: unknown, server: string): never {
  const { code } = error as NodeJS.ErrnoException;
  const firewall = 'Check its address and whether this computer may ask it (UDP 53).';
  if (code === 'ETIMEOUT' || code === 'ECONNREFUSED') throw failure('silent', server, 'no DNS answers here', firewall);
  const advice = 'Ask the server that keeps the entry, or one that asks for others.';
  if (code === 'EREFUSED') throw failure('refused', server, 'the DNS server does not answer for this name', advice);
  throw failure('server-error', server, `the DNS server failed (${code ?? 'no reason given'})`, advice);
}

const failure = (code: ApplianceError['code'], device: string, finding: string, advice: string): ApplianceError =>
  new ApplianceError({ code, device: device.slice(0, 100), finding, advice });
