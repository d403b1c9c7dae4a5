import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import type { ClockReading } from '../../../preload/contract.ts';
import type { Clock } from '../../ports/clock.ts';
import { Deadline } from '../../ports/deadline.ts';
import { ClockError } from './error.ts';
import { decodeReply, encodeQuestion, NONCE_BYTES, offsetOf, SntpRefusal } from './sntp-codec.ts';

export interface SntpOptions {
  clock: Clock;
  signal?: AbortSignal;
  /** Milliseconds until a question counts as lost; 1500 if not given. */
  replyMs?: number;
}

const PORT = 123;
const REPLY_MS = 1500;
/** Packets get lost. A question changes nothing, so it may be asked again, each time as another one. */
const TRIES = 3;

/**
 * What a time server's clock is ahead of this computer's. The uncertainty is half the way there and back and the error that
 * the server admits itself.
 * @param address `host`, `host:port` or `[IPv6]:port`; the port defaults to 123
 * @throws ClockError; the signal's reason when that was aborted
 */
export async function readSntp(address: string, options: SntpOptions): Promise<ClockReading> {
  const { host, port } = timeServer(address);
  const device = `${host}:${port}`;
  const found = await lookup(host).catch((cause: unknown) => {
    throw new ClockError('unknown-name', device, `the name ${host} does not resolve`, cause);
  });
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask({ ...found, device, port }, options);
    } catch (error) {
      if (!(error instanceof ClockError && error.code === 'silent') || tries === TRIES) throw error;
    }
  }
}

/** @throws ClockError `address` */
export function timeServer(address: string): { host: string; port: number } {
  const written = address.trim();
  const url = URL.canParse(`udp://${written}`) ? new URL(`udp://${written}`) : null;
  if (!url || url.host === '' || written.replace(/:0*(\d+)$/, ':$1').toLowerCase() !== url.host.toLowerCase())
    throw new ClockError('address', written.slice(0, 100), 'this is no address of a time server');
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? PORT : Number(url.port) };
}

interface Place {
  device: string;
  address: string;
  family: number;
  port: number;
}

async function ask(place: Place, { clock, signal, replyMs = REPLY_MS }: SntpOptions): Promise<ClockReading> {
  const socket = createSocket(place.family === 6 ? 'udp6' : 'udp4');
  let strange: SntpRefusal | null = null;
  const late = () =>
    strange
      ? new ClockError(strange.code, place.device, strange.message)
      : new ClockError('silent', place.device, 'no answer came');
  const deadline = new Deadline(clock, replyMs, signal, late);
  try {
    return await new Promise<ClockReading>((resolve, reject) => {
      deadline.signal.addEventListener('abort', () => reject(deadline.signal.reason));
      if (deadline.signal.aborted) return reject(deadline.signal.reason);
      const nonce = randomBytes(NONCE_BYTES);
      let asked = { wall: 0, monotonic: 0 };
      socket.on('error', (error) => reject(explain(error, place.device)));
      socket.on('message', (packet) => {
        // By the steady clock: ours may be set while the answer is on its way.
        const answeredMs = asked.wall + (clock.monotonic() - asked.monotonic);
        try {
          const reply = decodeReply(packet, nonce);
          const { offsetMs, delayMs } = offsetOf(reply, asked.wall, answeredMs);
          resolve({
            source: 'sntp',
            address: place.device,
            offsetS: offsetMs / 1000,
            uncertaintyS: (delayMs / 2 + reply.rootDistanceMs) / 1000,
            at: new Date(answeredMs).toISOString(),
          });
        } catch (error) {
          if (!(error instanceof SntpRefusal)) return reject(error);
          // Anybody can send these; the real answer may still come.
          if (error.code === 'other-answer' || error.code === 'malformed') strange = error;
          else reject(new ClockError(error.code, place.device, error.message));
        }
      });
      // Connected, so that the system drops what others send, and tells when nobody listens there.
      socket.connect(place.port, place.address, () => {
        if (deadline.signal.aborted) return;
        asked = { wall: clock.now(), monotonic: clock.monotonic() };
        socket.send(encodeQuestion(nonce), () => undefined);
      });
    });
  } finally {
    deadline.stop();
    socket.close();
  }
}

function explain(error: NodeJS.ErrnoException, device: string): ClockError {
  if (error.code === 'ECONNREFUSED') return new ClockError('refused', device, 'no time server answers there', error);
  return new ClockError(
    'silent',
    device,
    `the network does not lead there (${error.code ?? 'no reason given'})`,
    error,
  );
}
