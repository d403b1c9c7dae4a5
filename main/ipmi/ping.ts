import { randomInt } from 'node:crypto';
import { type Clock, systemClock } from '../ports/clock.ts';
import { DecodeError } from './bytes.ts';
import { type DatagramPort, udp } from './datagram.ts';
import { IpmiError } from './errors.ts';
import { deviceName, IPMI_PORT } from './options.ts';
import { silenceAdvice } from './quirks.ts';
import { Link } from './session/link.ts';
import { networkError } from './session/open.ts';
import { decodeAsf, encodeAsf } from './wire/asf.ts';

export interface PingResult {
  /** The answer says that IPMI is spoken here. */
  ipmi: boolean;
  roundTripMs: number;
  /** IANA number in the pong: 4542 is plain ASF, else the maker's. */
  enterprise: number;
}

export interface PingOptions {
  /** For all attempts, milliseconds; 3000 if not given. */
  timeoutMs?: number;
  clock?: Clock;
  datagrams?: DatagramPort;
}

const ATTEMPTS = 3;

/**
 * ASF presence ping: needs no login and takes no session slot. Some BMCs do not answer it although they speak IPMI, so
 * silence (IpmiError `timeout`) proves nothing; a closed port is `unreachable`.
 */
export async function ping(host: string, port: number = IPMI_PORT, options: PingOptions = {}): Promise<PingResult> {
  const clock = options.clock ?? systemClock;
  const device = deviceName(host, port);
  const share = (options.timeoutMs ?? 3_000) / ATTEMPTS;
  const link = await Link.connect(options.datagrams ?? udp, clock, host, port);
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const tag = randomInt(0xff);
      const start = clock.monotonic();
      link.send(encodeAsf({ kind: 'ping', tag }));
      for (;;) {
        const arrival = await link.next(start + share);
        if (!arrival) break;
        if (arrival.kind === 'failed') throw networkError(device, arrival.failure, false);
        const pong = decodePong(arrival.bytes);
        if (pong?.tag === tag)
          return { ipmi: pong.ipmi, roundTripMs: clock.monotonic() - start, enterprise: pong.enterprise };
      }
    }
    throw new IpmiError({
      code: 'timeout',
      device,
      finding: 'no answer to the presence ping',
      advice: silenceAdvice(),
    });
  } finally {
    await link.close();
  }
}

function decodePong(bytes: Buffer): Extract<ReturnType<typeof decodeAsf>, { kind: 'pong' }> | null {
  try {
    const message = decodeAsf(bytes);
    return message.kind === 'pong' ? message : null;
  } catch (e) {
    if (e instanceof DecodeError) return null;
    throw e;
  }
}
