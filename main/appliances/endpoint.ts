import type { Clock } from '../ports/clock.ts';
import { ApplianceError } from './error.ts';

/** A web interface as the drivers need it. */
export interface Endpoint {
  /** Name for messages, e.g. `sps-a (10.0.0.5:443)`. */
  device: string;
  host: string;
  port: number;
}

/** How patient and how interruptible a call is. */
export interface CallOptions {
  clock: Clock;
  /** Milliseconds for TCP and TLS together; 5000 if not given. */
  connectMs?: number;
  /** Milliseconds from the connection to the end of the reply; 15000 if not given. */
  replyMs?: number;
  signal?: AbortSignal;
}

/**
 * @param name the device's name
 * @param url `https://host[:port]`, nothing more
 * @throws ApplianceError `address`
 */
export function endpoint(name: string, url: string): Endpoint {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed?.protocol !== 'https:' || parsed.hostname === '' || parsed.href !== `${parsed.origin}/`) {
    throw new ApplianceError({
      code: 'address',
      device: name,
      finding: 'the address of the web interface is not of the form https://host[:port]',
      advice: 'Correct the address of the device.',
    });
  }
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  const port = parsed.port === '' ? 443 : Number(parsed.port);
  return { device: `${name} (${parsed.hostname}:${port})`, host, port };
}
