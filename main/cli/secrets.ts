/** Where the command line takes secrets from: never from an argument, for arguments show in the process list. */
export interface SecretSources {
  env: Readonly<Record<string, string | undefined>>;
  readStdin(): Promise<string>;
}

const longest = 1024;

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
