import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { SshError } from './error.ts';

/** Opens the byte stream that SSH runs over. Tests bring their own. */
export interface StreamPort {
  /** @throws SshError `unreachable`; the signal's reason when that is aborted */
  open(host: string, port: number, device: string, signal: AbortSignal): Promise<Duplex>;
}

export const tcp: StreamPort = {
  open: (host, port, device, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const socket = connect({ host, port, noDelay: true });
      const abort = () => {
        socket.destroy();
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort);
      const failed = (error: NodeJS.ErrnoException) => {
        signal.removeEventListener('abort', abort);
        reject(unreachable(error, device));
      };
      socket.once('error', failed);
      socket.once('connect', () => {
        signal.removeEventListener('abort', abort);
        socket.off('error', failed);
        resolve(socket);
      });
    }),
};

function unreachable(cause: NodeJS.ErrnoException, device: string): SshError {
  if (cause.code === 'ECONNREFUSED') {
    const advice = 'The device is up but its SSH is off or still starting: wait, or switch SSH on in the web interface';
    return new SshError({ code: 'unreachable', device, finding: 'the port is closed', advice, cause });
  }
  const finding =
    cause.syscall === 'getaddrinfo'
      ? 'the name does not resolve'
      : `no connection (${cause.code ?? 'no reason given'})`;
  return new SshError({ code: 'unreachable', device, finding, advice: 'Check address, cable and firewall', cause });
}
