import { secretBytes, secretCopy } from '../ports/secret-bytes.ts';

/** Where the command line takes secrets from: never from an argument, for arguments show in the process list. */
export interface SecretSources {
  env: Readonly<Record<string, string | undefined>>;
  readStdin(): Promise<string>;
  /** For keys, which are never a string; the caller wipes it. */
  readStdinBytes(): Promise<Buffer>;
}

const longest = 1024;
/** As for a key file. */
const most = 256 * 1024;

/** All of a stream in memory of its own; its pieces are wiped. @throws Error when it is too long for a key file */
export async function secretFrom(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const all = secretBytes(most);
  let length = 0;
  try {
    for await (const piece of stream) {
      const fits = length + piece.length <= most;
      if (fits) length += piece.copy(all, length);
      piece.fill(0);
      if (!fits) throw new Error(`Standard input is too long for recovery keys (more than ${most} bytes).`);
    }
    return secretCopy(all.subarray(0, length));
  } finally {
    all.fill(0);
  }
}

/**
 * The BMC or web password: `--password-stdin` (first line) or RACKHAND_PASSWORD; null when neither is given, so that the
 * vault is asked.
 */
export async function explicitPassword(fromStdin: boolean, sources: SecretSources): Promise<string | null> {
  if (fromStdin) {
    const [line = ''] = (await sources.readStdin()).split(/\r?\n/, 1);
    if (line === '' || line.length > longest)
      throw new Error('--password-stdin: the first line of standard input is not a password.');
    return line;
  }
  return sources.env.RACKHAND_PASSWORD || null;
}
