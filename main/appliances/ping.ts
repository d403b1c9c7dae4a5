/** One ICMP echo by the system's own `ping`: Node has no ICMP, and raw sockets need root (appliances.md §5.3). */
import { execFile } from 'node:child_process';
import { isIP } from 'node:net';
import { ApplianceError } from './error.ts';

export interface PingAnswer {
  answers: boolean;
  /** There and back, milliseconds; null when it was not told. */
  ms: number | null;
}

const WAIT_MS = 2_000;
const HOST = /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/;

/** Command line for one echo that is waited for two seconds. `host` has been checked: it cannot be an option. Pure. */
export function pingArguments(platform: NodeJS.Platform, host: string): string[] {
  if (platform === 'win32') return ['-n', '1', '-w', String(WAIT_MS), host];
  return ['-n', '-c', '1', '-W', String(platform === 'darwin' ? WAIT_MS : WAIT_MS / 1000), host];
}

/**
 * What the program printed, whatever its language. Windows ends with 0 even for "unreachable", so its word does not count: an
 * answer shows `TTL=` (IPv4) or a time (IPv6). Pure.
 */
export function readPing(platform: NodeJS.Platform, ended: number, output: string): PingAnswer {
  const time = /[=<]\s?(\d+(?:[.,]\d+)?)\s?ms/.exec(output)?.[1];
  const ms = time === undefined ? null : Number(time.replace(',', '.'));
  const answers = platform === 'win32' ? /ttl=/i.test(output) || ms !== null : ended === 0;
  return { answers, ms: answers ? ms : null };
}

/**
 * Whether a host answers an echo. ICMP is often filtered: silence alone is never "down".
 * @throws ApplianceError `address` for what is no host, `not-supported` where the system has no usable ping; the signal's
 *   reason when that was aborted
 */
export function ping(host: string, signal: AbortSignal): Promise<PingAnswer> {
  const refuse = (code: 'address' | 'not-supported', finding: string, advice: string) =>
    new ApplianceError({ code, device: host.slice(0, 100), finding, advice });
  if (isIP(host) === 0 && !HOST.test(host)) {
    return Promise.reject(refuse('address', 'this is no host to ping', 'Correct the address of the device.'));
  }
  const { platform } = process;
  const options = {
    signal,
    timeout: 2 * WAIT_MS,
    windowsHide: true,
    maxBuffer: 65_536,
    env: { ...process.env, LC_ALL: 'C' },
  };
  return new Promise((resolve, reject) => {
    execFile('ping', pingArguments(platform, host), options, (error, stdout, stderr) => {
      if (signal.aborted) return reject(signal.reason);
      const ended = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      const forbidden =
        ended !== 0 && ended !== 1 && /permitted|denied|not found|usage|unknown host|not known/i.test(stderr);
      if (error !== null && (error.code as unknown) === 'ENOENT') {
        return reject(refuse('not-supported', 'this computer has no ping program', 'Read the web port instead.'));
      }
      if (forbidden) return reject(refuse('not-supported', 'ping cannot be used here', 'Read the web port instead.'));
      resolve(readPing(platform, ended ?? 1, stdout));
    });
  });
}
