/** TLS to appliances with self-signed certificates: trust on first use, then a pin. appliances.md §5.1. */
import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { Deadline } from '../ports/deadline.ts';
import type { CallOptions, Endpoint } from './endpoint.ts';
import { ApplianceError } from './error.ts';
import { plainText } from './plain-text.ts';
import { CONNECT_MS, connectTcp, silent } from './tcp.ts';

export interface PeerCertificate {
  /** SHA-256 over the DER, colon-separated upper-case hex: what is pinned. */
  fingerprint256: string;
  subject: string;
  issuer: string;
  /** ISO 8601, UTC; null when the certificate holds no date. */
  validFrom: string | null;
  validTo: string | null;
}

/** Reads the certificate without trusting it and without sending a byte of HTTP. @throws ApplianceError */
export async function readCertificate(where: Endpoint, options: CallOptions): Promise<PeerCertificate> {
  const socket = await openTls(where, options);
  try {
    return certificateOf(socket, where.device);
  } finally {
    socket.destroy();
  }
}

/**
 * A TLS connection whose certificate is the pinned one: checked before anything of ours is written.
 * @param pin SHA-256 fingerprint in hex, colons and case do not matter; null takes any certificate, which is only for
 *   questions that carry no secret
 * @throws ApplianceError `wrong-pin` and those of the connection
 */
export async function openPinned(where: Endpoint, pin: string | null, options: CallOptions): Promise<TLSSocket> {
  const socket = await openTls(where, options);
  try {
    const seen = certificateOf(socket, where.device);
    if (pin === null || same(pin, seen.fingerprint256)) return socket;
    throw wrongPin(where.device, seen);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

const hex = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase();
const same = (a: string, b: string): boolean => /^[0-9a-f]{64}$/.test(hex(a)) && hex(a) === hex(b);

function wrongPin(device: string, seen: PeerCertificate): ApplianceError {
  return new ApplianceError({
    code: 'wrong-pin',
    device,
    finding: `the certificate is another one than was pinned (now SHA-256 ${seen.fingerprint256})`,
    advice:
      'Nothing was sent. Compare the fingerprint with the console of the device: a re-imaged device has a new ' +
      'certificate, an upgraded one keeps its own. Pin anew only when it matches.',
  });
}

function certificateOf(socket: TLSSocket, device: string): PeerCertificate {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) {
    const advice = 'Check that the address is that of the web interface.';
    throw new ApplianceError({ code: 'tls', device, finding: 'no certificate was presented', advice });
  }
  return {
    fingerprint256: certificate.fingerprint256,
    subject: plainText(certificate.subject, 300),
    issuer: plainText(certificate.issuer, 300),
    validFrom: iso(certificate.validFrom),
    validTo: iso(certificate.validTo),
  };
}

function iso(text: string): string | null {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

async function openTls(where: Endpoint, options: CallOptions): Promise<TLSSocket> {
  const late = () => silent(where.device);
  const deadline = new Deadline(options.clock, options.connectMs ?? CONNECT_MS, options.signal, late);
  try {
    const tcp = await connectTcp(where, deadline.signal);
    return await handshake(where, tcp, deadline.signal);
  } catch (error) {
    if (!(error instanceof HandshakeFailure)) throw error;
    throw (await speaksPlainHttp(where, deadline.signal)) ? plainHttp(where.device) : noTls(where.device, error.cause);
  } finally {
    deadline.stop();
  }
}

class HandshakeFailure extends Error {}

function handshake(where: Endpoint, tcp: Socket, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    // The certificate is judged by its pin, so the chain is not; no version or cipher strings, BoringSSL differs in them.
    const socket = connect({
      socket: tcp,
      rejectUnauthorized: false,
      ...(isIP(where.host) ? {} : { servername: where.host }),
    });
    const abort = () => {
      socket.destroy();
      tcp.destroy();
      reject(signal.reason);
    };
    const failed = (error: NodeJS.ErrnoException) => {
      signal.removeEventListener('abort', abort);
      tcp.destroy();
      const hungUp = error.code === 'ECONNRESET' || error.code === 'EPIPE';
      reject(hungUp ? dropped(where.device, error) : new HandshakeFailure('', { cause: error }));
    };
    signal.addEventListener('abort', abort);
    socket.once('error', failed);
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', abort);
      socket.off('error', failed);
      // Whoever uses the socket learns of its end; between two users it must not end the process.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

/**
 * Error codes of a failed handshake differ between TLS libraries, so what else may be there is asked in its own tongue.
 * The question carries nothing of ours.
 */
async function speaksPlainHttp(where: Endpoint, signal: AbortSignal): Promise<boolean> {
  const socket = await connectTcp(where, signal).catch(() => null);
  if (!socket) return false;
  return new Promise((resolve) => {
    let seen = '';
    const end = () => {
      signal.removeEventListener('abort', end);
      socket.destroy();
      resolve(seen.startsWith('HTTP/'));
    };
    signal.addEventListener('abort', end);
    socket.on('error', end).on('close', end);
    socket.on('data', (chunk: Buffer) => {
      seen += chunk.toString('latin1').slice(0, 16);
      if (seen.length >= 5) end();
    });
    socket.write('HEAD / HTTP/1.0\r\n\r\n');
  });
}

export const dropped = (device: string, cause: unknown): ApplianceError =>
  new ApplianceError({
    code: 'dropped',
    device,
    finding: 'the connection was closed in the middle',
    advice: 'The web interface may be starting or stopping: wait and read again.',
    cause,
  });

const plainHttp = (device: string): ApplianceError =>
  new ApplianceError({
    code: 'plain-http',
    device,
    finding: 'the port answers HTTP without TLS',
    advice: 'Nothing was sent. It may be a boot page: wait, or check the port.',
  });

const noTls = (device: string, cause: unknown): ApplianceError =>
  new ApplianceError({
    code: 'tls',
    device,
    finding: 'no TLS connection could be agreed on',
    advice: 'The device may speak only a TLS that is too old to be verified; open its page in the system browser.',
    cause,
  });
