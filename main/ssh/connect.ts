import type { Duplex } from 'node:stream';
import { algorithms } from './algorithms.ts';
import { SshError, type SshErrorCode } from './error.ts';
import { type HostKey, hostKeyOf } from './host-key.ts';
import { type LoginStop, singlePassword } from './login.ts';
import { Client, type SshClient } from './ssh2.ts';

export interface ConnectOrder {
  device: string;
  user: string;
  /** Called when the password is about to be sent; null to stop as soon as the host key is known. */
  password: (() => string) | null;
  /** The only fingerprint that is accepted; null for any. */
  pin: string | null;
  legacyConsent: boolean;
  keepAliveMs: number;
}

export interface Connection {
  client: SshClient;
  hostKey: HostKey;
  /** What the device says before login; empty when nothing. */
  banner: string;
}

const MAX_BANNER = 4096;

/**
 * SSH over an open stream, from the version line to a login. The host key is judged before anything secret is sent.
 * @throws SshError; the signal's reason when that is aborted. The stream is destroyed then.
 */
export function login(stream: Duplex, order: ConnectOrder, signal: AbortSignal): Promise<Connection> {
  const { device, pin } = order;
  const client = new Client();
  let hostKey: HostKey | null = null;
  let banner = '';

  return new Promise<Connection>((resolve, reject) => {
    const fail = (error: unknown) => {
      signal.removeEventListener('abort', abort);
      reject(error);
      // Whatever the library still says about a connection that is given up is of no interest.
      client.on('error', () => undefined);
      stream.destroy();
    };
    const abort = () => fail(signal.reason);
    const refuse = (code: SshErrorCode, finding: string, advice: string, cause?: unknown) =>
      fail(new SshError({ code, device, finding, advice, cause }));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort);

    client.on('banner', (text: string) => {
      banner = (banner + text).slice(0, MAX_BANNER);
    });
    client.on('ready', () => {
      signal.removeEventListener('abort', abort);
      if (hostKey) resolve({ client, hostKey, banner });
    });
    client.on('error', (error: Error & { level?: string }) => fail(explain(error, order, hostKey, banner)));
    client.on('close', () => fail(turnedAway(device, banner)));

    const judge = (blob: Buffer): boolean => {
      const seen = hostKeyOf(blob);
      // The library asks again when keys are exchanged anew; another key in the same connection is never right.
      const wanted = hostKey?.fingerprint ?? pin;
      if (wanted !== null && wanted !== seen.fingerprint) {
        fail(wrongKey(device, wanted, seen));
        return false;
      }
      hostKey = seen;
      return true;
    };
    const { password } = order;
    const stopped = (why: LoginStop) => refuse(...stopText(why, order.user));
    try {
      client.connect({
        sock: stream,
        username: order.user,
        readyTimeout: 0,
        keepaliveInterval: order.keepAliveMs,
        hostVerifier: judge,
        ...algorithms(order.legacyConsent),
        authHandler: password
          ? singlePassword(order.user, password, stopped)
          : () => {
              signal.removeEventListener('abort', abort);
              if (hostKey) resolve({ client, hostKey, banner });
            },
      });
    } catch (error) {
      fail(explain(error as Error, order, hostKey, banner));
    }
  });
}

function wrongKey(device: string, pinned: string, seen: HostKey): SshError {
  return new SshError({
    code: 'host-key',
    device,
    finding: `the host key is ${seen.fingerprint} (${seen.type}), pinned is ${pinned}`,
    advice:
      'Nothing was sent. Another machine may answer at this address, or the device was reset: compare the fingerprint ' +
      'with the device itself and pin anew only when it matches',
  });
}

function stopText(why: LoginStop, user: string): [SshErrorCode, string, string] {
  if (why === 'refused') {
    return [
      'auth',
      `the password of user "${user}" was refused`,
      'It was tried once and is not tried again: three wrong ones within a minute ban this address. Check the label on ' +
        'the pull-out tag for a unique default password, then wait 60 seconds before the next attempt',
    ];
  }
  if (why === 'no-method') {
    return ['auth', 'the device takes no passwords', 'Allow password login, or log in at the web interface'];
  }
  return [
    'auth',
    'the device asks for something other than a password',
    'Log in at the web interface once and answer it there, for example with a new password',
  ];
}

function turnedAway(device: string, banner: string): SshError {
  const full = /session/i.test(banner);
  return new SshError({
    code: 'session-limit',
    device,
    finding: full ? 'no session is free' : 'the device closed the connection before login was complete',
    advice:
      'All its SSH sessions are taken (close one, they end after 30 idle minutes), or this address is banned for a minute ' +
      'after wrong passwords',
  });
}

function explain(
  error: Error & { level?: string },
  order: ConnectOrder,
  key: HostKey | null,
  banner: string,
): SshError {
  const { device } = order;
  const make = (code: SshErrorCode, finding: string, advice: string) =>
    new SshError({ code, device, finding, advice, cause: error });
  const { message, level } = error;
  const nothingInCommon = /no matching (key exchange|host key|.*cipher|.*MAC|.*compression)[^:]*/i.exec(message);
  if (nothingInCommon) {
    const finding = `no common algorithm: ${nothingInCommon[0]}`;
    return order.legacyConsent
      ? make('legacy', `${finding}, not even an outdated one`, 'Update the firmware from the web interface')
      : make(
          'legacy',
          `${finding}; the device knows outdated ones only`,
          'Update its firmware, or allow outdated SSH for this device',
        );
  }
  if (level === 'client-authentication') return make(...stopText('refused', order.user));
  if (/session/i.test(message) || message === 'Connection lost before handshake') return turnedAway(device, message);
  if (level === 'client-socket' || level === 'client-timeout') {
    if (key === null) return turnedAway(device, banner);
    return make('closed', 'the connection broke during login', 'Check the cable and try again');
  }
  return make(
    'protocol',
    `SSH could not be agreed on (${message.slice(0, 200)})`,
    'Check that the port is that of SSH; if it is, note the firmware version',
  );
}
