import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { SshError } from './error.ts';
import { cut } from './exec.ts';
import type { ClientChannel, SshClient } from './ssh2.ts';

/**
 * Runs a command that reads a file from its standard input, such as `cat > name`. No more than the channel's window is held in
 * memory. @returns what the command printed. @throws SshError; the signal's reason when that is aborted
 */
export function sendFile(
  client: SshClient,
  device: string,
  command: string,
  content: Readable,
  signal: AbortSignal,
): Promise<{ stdout: string; exitCode: number | null }> {
  return new Promise((resolve, reject) => {
    let channel: ClientChannel | null = null;
    let over = false;
    const settle = (act: () => void) => {
      if (over) return;
      over = true;
      signal.removeEventListener('abort', abort);
      client.off('close', died);
      act();
    };
    const fail = (error: unknown) =>
      settle(() => {
        content.destroy();
        channel?.on('error', () => undefined).close();
        reject(error);
      });
    const abort = () => fail(signal.reason);
    const died = () => fail(cut(device));
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', abort);
    client.on('close', died);
    client.exec(command, (error, opened) => {
      if (error) return fail(refused(device, error));
      channel = opened;
      let exitCode: number | null = null;
      const out: Buffer[] = [];
      opened.on('data', (chunk: Buffer) => void (out.length < 64 && out.push(chunk)));
      opened.stderr.on('data', () => undefined);
      opened.on('error', (cause: Error) => fail(cut(device, cause)));
      opened.on('exit', (code: number | null) => {
        exitCode = code;
      });
      opened.on('close', () => settle(() => resolve({ stdout: Buffer.concat(out).toString('utf8'), exitCode })));
      feed(opened, content).catch((cause: unknown) => fail(cause));
    });
  });
}

async function feed(channel: ClientChannel, content: Readable): Promise<void> {
  for await (const chunk of content) {
    if (channel.destroyed || channel.writableEnded) return;
    if (!channel.write(chunk as Buffer)) await Promise.race([once(channel, 'drain'), once(channel, 'close')]);
  }
  channel.end();
}

const refused = (device: string, cause: Error): SshError =>
  new SshError({
    ...{ code: 'refused', device, finding: 'the device did not open a command channel', cause },
    advice: 'All its sessions may be taken',
  });
