import { connect, type Socket } from 'node:net';
import { Deadline } from '../ports/deadline.ts';
import type { CallOptions, Endpoint } from './endpoint.ts';
import { ApplianceError } from './error.ts';

export const CONNECT_MS = 5000;

const NO_ANSWER = 'Check address, cable and firewall; a machine that is off or booting is silent too.';
const NO_ROUTE = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN']);

/** @throws ApplianceError `silent`, `refused`, `unknown-name`; the signal's reason when that was aborted */
export function connectTcp({ device, host, port }: Endpoint, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const socket = connect({ host, port, noDelay: true });
    const abort = () => {
      socket.destroy();
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort);
    const done = () => signal.removeEventListener('abort', abort);
    socket.once('connect', () => {
      done();
      socket.off('error', failed);
      socket.on('error', () => undefined);
      resolve(socket);
    });
    const failed = (error: NodeJS.ErrnoException) => {
      done();
      reject(explain(error, device, host));
    };
    socket.once('error', failed);
  });
}

export const silent = (device: string): ApplianceError =>
  new ApplianceError({ code: 'silent', device, finding: 'nothing answers', advice: NO_ANSWER });

function explain(error: NodeJS.ErrnoException, device: string, host: string): ApplianceError {
  if (error.code === 'ECONNREFUSED') {
    const advice = 'The machine is up, its web interface is not: wait while it boots, or check the port.';
    return new ApplianceError({ code: 'refused', device, finding: 'the port is closed', advice, cause: error });
  }
  if (error.code !== undefined && NO_ROUTE.has(error.code)) return silent(device);
  if (error.syscall === 'getaddrinfo') {
    const advice = 'Enter the IP address of the device instead of its name.';
    const finding = `the name ${host} does not resolve`;
    return new ApplianceError({ code: 'unknown-name', device, finding, advice, cause: error });
  }
  const finding = `the connection failed (${error.code ?? 'no reason given'})`;
  return new ApplianceError({ code: 'dropped', device, finding, advice: NO_ANSWER, cause: error });
}

/**
 * Whether a TCP port takes connections, e.g. 22 for the SSH that SPS opens when an upgrade went wrong. Says nothing and
 * hangs up at once. A host that cannot be reached counts as closed: `finding` tells the two apart.
 * @throws ApplianceError `unknown-name`; the signal's reason when that was aborted
 */
export async function probeTcp(
  host: string,
  port: number,
  options: CallOptions,
): Promise<{ open: boolean; finding: 'open' | 'refused' | 'silent' | 'dropped' }> {
  const where: Endpoint = { device: `${host}:${port}`, host, port };
  const late = () => silent(where.device);
  const deadline = new Deadline(options.clock, options.connectMs ?? CONNECT_MS, options.signal, late);
  try {
    (await connectTcp(where, deadline.signal)).destroy();
    return { open: true, finding: 'open' };
  } catch (error) {
    if (!(error instanceof ApplianceError)) throw error;
    const { code } = error;
    if (code === 'refused' || code === 'silent' || code === 'dropped') return { open: false, finding: code };
    throw error;
  } finally {
    deadline.stop();
  }
}
