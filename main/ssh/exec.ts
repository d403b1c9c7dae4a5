import { SshError } from './error.ts';
import type { ClientChannel, SshClient } from './ssh2.ts';

export interface ExecResult {
  stdout: Buffer;
  stderr: Buffer;
  /** Null when the device gave none; some never do. */
  exitCode: number | null;
}

/**
 * One command on its own channel, to its end. The command is on the wire once.
 * @param limit bytes of output that are taken, both streams together
 * @throws SshError, with `sent` as known; the signal's reason when that is aborted
 */
export function exec(
  client: SshClient,
  device: string,
  command: string,
  limit: number,
  signal: AbortSignal,
): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    let channel: ClientChannel | null = null;
    let dead = false;
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;

    const end = () => {
      signal.removeEventListener('abort', abort);
      client.off('close', died);
    };
    const fail = (error: unknown) => {
      end();
      reject(error);
      channel?.on('error', () => undefined).close();
    };
    const abort = () => fail(signal.reason);
    const died = () => {
      dead = true;
      // A channel that is being opened or read is told by the library; this is for one that never hears of it.
      if (!channel) fail(cut(device));
    };
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', abort);
    client.on('close', died);

    const take = (into: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) into.push(chunk);
      else if (size - chunk.length <= limit) fail(tooLarge(device, limit));
    };
    try {
      client.exec(command, (error, opened) => {
        if (error) return fail(dead ? cut(device) : notOpened(device, error));
        if (signal.aborted) return opened.close();
        channel = opened;
        let exitCode: number | null = null;
        let exited = false;
        // Nothing to say: a firmware that opens a shell instead ends it at once.
        opened.end();
        opened.on('data', take(out));
        opened.stderr.on('data', take(err));
        opened.on('error', (cause: Error) => fail(cut(device, cause)));
        opened.on('exit', (code: number | null) => {
          exited = true;
          exitCode = code;
        });
        opened.on('close', () => {
          if (dead && !exited) return fail(cut(device));
          end();
          const [stdout, stderr] = [Buffer.concat(out), Buffer.concat(err)];
          // It may hold a secret: only the answer's own buffers are left, for the caller to wipe.
          for (const chunk of [...out, ...err]) chunk.fill(0);
          resolve({ stdout, stderr, exitCode });
        });
      });
    } catch (error) {
      fail(notConnected(device, error));
    }
  });
}

/** The connection ended while a command was under way: nobody knows what became of it. */
export function cut(device: string, cause?: unknown): SshError {
  return new SshError({
    code: 'closed',
    device,
    finding: 'the connection ended in the middle of a command',
    advice: 'Connect again and read the state back',
    sent: true,
    cause,
  });
}

export function notConnected(device: string, cause?: unknown): SshError {
  const advice = 'Connect again';
  return new SshError({ code: 'closed', device, finding: 'the connection has ended', advice, cause });
}

/**
 * A refusal to open the channel says that nothing ran. A refused exec request is told by the library in the same way as a
 * channel that was closed without a word, so what came of it is not known.
 */
function notOpened(device: string, cause: Error & { reason?: unknown }): SshError {
  return new SshError({
    code: 'refused',
    device,
    finding: 'the device did not open a command channel',
    advice: 'All its sessions may be taken, or this firmware has an interactive shell only',
    sent: cause.reason === undefined,
    cause,
  });
}

function tooLarge(device: string, limit: number): SshError {
  return new SshError({
    code: 'too-large',
    device,
    finding: `more than ${limit} bytes of output`,
    advice: 'Ask for less at a time',
    sent: true,
  });
}
