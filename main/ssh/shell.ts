import { SshError } from './error.ts';
import { cut, notConnected } from './exec.ts';
import type { SshClient } from './ssh2.ts';

/** An interactive shell with a terminal wide enough that no line of ours is wrapped in its echo. */
export interface Shell {
  send(text: string): void;
  /** Whatever comes, as it comes. What came before the first listener is kept for it. */
  onData(listener: (chunk: Buffer) => void): void;
  /** Called once, when the shell or the connection has ended. */
  onEnd(listener: () => void): void;
  close(): void;
}

const TERMINAL = { term: 'vt100', cols: 1000, rows: 200 };

/** @throws SshError; the signal's reason when that is aborted */
export function openShell(client: SshClient, device: string, signal: AbortSignal): Promise<Shell> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = () => reject(signal.reason);
    const died = () => reject(cut(device));
    const end = () => {
      signal.removeEventListener('abort', abort);
      client.off('close', died);
    };
    signal.addEventListener('abort', abort);
    client.on('close', died);
    try {
      client.shell(TERMINAL, (cause, channel) => {
        end();
        if (cause) {
          const finding = 'the device did not open a shell';
          const advice = 'All its sessions may be taken: close one and try again';
          return reject(new SshError({ code: 'refused', device, finding, advice, cause }));
        }
        if (signal.aborted) return channel.close();
        channel.on('error', () => undefined);
        resolve({
          send: (text) => void channel.write(text),
          onData: (listener) => void channel.on('data', listener),
          onEnd: (listener) => void channel.once('close', listener),
          close: () => channel.close(),
        });
      });
    } catch (error) {
      end();
      reject(notConnected(device, error));
    }
  });
}
