/** One HTTPS question to a server of the public web: its certificate is verified, its body is left to the caller. */
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { endpoint } from '../appliances/endpoint.ts';
import { ApplianceError } from '../appliances/error.ts';
import { connectTcp } from '../appliances/tcp.ts';
import { openPinned } from '../appliances/tls.ts';
import type { Clock } from '../ports/clock.ts';
import { ContentError } from './error.ts';
import { withoutSecrets } from './reply.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** SHA-256 of the server's certificate, colon-separated hex. */
  fingerprint: string | null;
  /** Piece by piece. Ends where the message ends, and throws where the connection was cut, after all that had come. */
  body: AsyncIterator<Buffer>;
  /** Hangs up. */
  close(): void;
}
export interface Trust {
  /** SHA-256 of the certificate, for a server that no public authority vouches for; counts instead of its signatures. */
  pin?: string | null;
  /** PEM of the authorities to be trusted; those of the runtime when not given. */
  authorities?: string;
}

/** The connection was not made or not kept; the next try may succeed. */
export class Cut extends Error {}

/** @throws ContentError `content.address` when it is no https address or carries a password */
export function addressOf(url: string, base?: URL): URL {
  const address = URL.canParse(url, base) ? new URL(url, base) : null;
  if (address?.protocol !== 'https:' || address.username !== '' || address.password !== '') {
    throw new ContentError('content.address', 'The address of the package is not of the form https://host/….');
  }
  address.hash = '';
  return address;
}

/**
 * GET, until the headers are there.
 * @param signal ends it at any time, also the body
 * @throws Cut, ContentError `content.tls`; the signal's reason when that was aborted
 */
export async function get(
  address: URL,
  headers: Record<string, string>,
  { clock, trust, signal }: { clock: Clock; trust: Trust; signal: AbortSignal },
): Promise<Answer> {
  const socket = await opened(address, clock, trust, signal);
  const fingerprint = socket.getPeerX509Certificate()?.fingerprint256 ?? null;
  const outgoing = httpRequest({
    createConnection: () => socket,
    method: 'GET',
    path: `${address.pathname}${address.search}`,
    setHost: false,
    headers: {
      host: address.host,
      'user-agent': 'rackhand',
      accept: '*/*',
      // What is stored must be the vendor's bytes; and a range of an encoded body is a range of something else.
      'accept-encoding': 'identity',
      connection: 'close',
      ...headers,
    },
  });
  const close = () => {
    signal.removeEventListener('abort', close);
    outgoing.destroy();
    socket.destroy();
  };
  signal.addEventListener('abort', close);
  try {
    const { message, body } = await new Promise<{ message: IncomingMessage; body: Answer['body'] }>(
      (resolve, reject) => {
        outgoing.once('response', (response) => resolve({ message: response, body: piecesOf(response) }));
        outgoing.on('error', reject);
        outgoing.once('close', () => reject(new Error('closed without an answer')));
        outgoing.end();
      },
    );
    return { status: message.statusCode ?? 0, headers: message.headers, fingerprint, body, close };
  } catch (error) {
    close();
    if (signal.aborted) throw signal.reason;
    throw new Cut(`${withoutSecrets(address)} did not answer`, { cause: error });
  }
}

/** Bytes that are taken from the network before somebody wants them. */
const AHEAD = 1 << 20;

/**
 * Not the stream's own iterator: that one throws away what had come when the connection is cut, up to a buffer full, which
 * on a bad line may be everything of each try. Listens from the first moment, for the same reason.
 */
function piecesOf(message: IncomingMessage): AsyncIterator<Buffer> {
  const pieces: Buffer[] = [];
  let waiting = 0;
  let end: { error: unknown } | null = null;
  let wake = () => {};
  const over = (error: unknown) => {
    end ??= { error };
    wake();
  };
  message.on('data', (piece: Buffer) => {
    pieces.push(piece);
    waiting += piece.length;
    if (waiting >= AHEAD) message.pause();
    wake();
  });
  message.on('end', () => over(message.complete ? null : new Error('incomplete')));
  message.on('error', over).on('close', () => over(new Error('closed in the middle')));
  return {
    async next() {
      for (;;) {
        const piece = pieces.shift();
        if (piece) {
          waiting -= piece.length;
          if (waiting < AHEAD / 2) message.resume();
          return { done: false, value: piece };
        }
        if (end?.error) throw end.error;
        if (end) return { done: true, value: undefined };
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

async function opened(
  address: URL,
  clock: Clock,
  { pin, authorities }: Trust,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const where = endpoint('Download', `${address.origin}/`);
  try {
    if (pin) return await openPinned(where, pin, { clock, signal });
    const tcp = await connectTcp(where, signal);
    return await verified(tcp, where.host, authorities, signal);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof ContentError) throw error;
    if (error instanceof ApplianceError && ['wrong-pin', 'tls', 'plain-http'].includes(error.code)) {
      throw new ContentError('content.tls', error.message, error);
    }
    throw new Cut(error instanceof ApplianceError ? error.message : 'the connection failed', { cause: error });
  }
}

/** Chain, name and dates are verified before anything of ours is written. */
function verified(tcp: Socket, host: string, authorities: string | undefined, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      socket: tcp,
      host,
      ...(isIP(host) ? {} : { servername: host }),
      ...(authorities === undefined ? {} : { ca: authorities }),
    });
    const abort = () => failed(signal.reason);
    const failed = (error: unknown) => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      tcp.destroy();
      reject(refusal(error, host));
    };
    signal.addEventListener('abort', abort);
    socket.once('error', failed);
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', abort);
      socket.off('error', failed);
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

function refusal(error: unknown, host: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  // ECONNRESET and its like are the network's; all others are what the TLS library found.
  if (code === '' || /^E(?!RR_|PROTO$)[A-Z0-9]+$/.test(code)) return error;
  return new ContentError('content.tls', `${host} does not prove who it is (${code}).`, error);
}
