import { randomBytes } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { DatagramFailure } from '../datagram.ts';
import { IpmiError } from '../errors.ts';
import { silenceAdvice } from '../quirks.ts';
import {
  advance,
  type Handshake,
  type HandshakeConfig,
  patience,
  type Step,
  startHandshake,
  timedOut,
} from './handshake.ts';
import type { Link } from './link.ts';
import { LiveSession } from './live.ts';
import { newSecureSession } from './secure.ts';

export interface Opened {
  session: LiveSession;
  /** GUID of RAKP 2, 16 bytes as sent: identifies the BMC before any command. */
  guid: Buffer;
}

/**
 * Sets up a session over a connected link, until `deadline` (monotonic milliseconds). `answered` is told the number of
 * answered exchanges in every case. Throws IpmiError; the link stays the caller's to close.
 */
export async function openSession(
  link: Link,
  clock: Clock,
  config: HandshakeConfig,
  deadline: number,
  device: string,
  answered: (roundTrips: number) => void,
): Promise<Opened> {
  let state: Handshake | null = null;
  const take = (step: Step): Handshake => {
    for (const datagram of step.send) link.send(datagram);
    return step.state;
  };
  try {
    state = take(startHandshake(config, randomBytes));
    let until = clock.monotonic() + patience(state);
    for (;;) {
      const { phase } = state;
      if (phase.at === 'established') {
        const { keys, consoleId, bmcId, guid } = phase.session;
        return { session: new LiveSession(link, clock, newSecureSession(config.suite, keys, consoleId, bmcId)), guid };
      }
      if (phase.at === 'failed') throw new IpmiError({ device, ...phase.failure });
      const arrival = await link.next(Math.min(until, deadline));
      if (arrival?.kind === 'failed') throw networkError(device, arrival.failure, state.roundTrips > 0);
      // Checked for arrivals too: a flood of packets must not keep this going.
      if (clock.monotonic() >= deadline) throw new IpmiError({ device, ...timedOut(state) });
      const next: Handshake = take(
        advance(state, arrival ? { kind: 'datagram', bytes: arrival.bytes } : { kind: 'silence' }, randomBytes),
      );
      // A stray datagram must not stretch the wait: only a step forward (or silence) starts a new one.
      if (next.phase !== state.phase) until = clock.monotonic() + patience(next);
      state = next;
    }
  } finally {
    answered(state?.roundTrips ?? 0);
  }
}

const FINDINGS: Record<DatagramFailure['reason'], string> = {
  refused: 'nothing listens on this UDP port (ICMP port unreachable)',
  'no-route': 'there is no network path to this address',
  'unknown-host': 'this host name has no address',
  other: 'the network refused',
};

/** `midway`: the BMC had answered before. */
export function networkError(device: string, failure: DatagramFailure, midway: boolean): IpmiError {
  const finding = `${FINDINGS[failure.reason]} [${failure.detail}]`;
  if (midway)
    return new IpmiError({
      code: 'vanished',
      device,
      finding,
      advice: 'The BMC answered a moment ago: it is restarting, wait a minute',
      cause: failure,
    });
  return new IpmiError({ code: 'unreachable', device, finding, advice: silenceAdvice(), cause: failure });
}

/** Whether the error says that the host is there and nothing listens on the port: no cut cable does that. */
export function isPortClosed(error: IpmiError): boolean {
  const { cause } = error;
  return typeof cause === 'object' && cause !== null && 'reason' in cause && cause.reason === 'refused';
}
