import { readFileSync, rmSync } from 'node:fs';
import { requirePeer } from './require-peer.ts';
import { runProcess } from './run-process.ts';

/** What `dislocker-metadata` prints of a volume. GUIDs in capitals, offsets in bytes. */
export interface DislockerMetadata {
  id: string;
  sectorSize: number;
  method: string;
  created: Date;
  description: string;
  protectors: string[];
  copies: number[];
}

/** Null where dislocker cannot read it. */
export async function dislockerMetadata(file: string): Promise<DislockerMetadata | null> {
  const { exitCode, stdout } = await runProcess(requirePeer('dislocker-metadata'), ['-V', file]);
  if (exitCode !== 0) return null;
  const all = (pattern: RegExp) => [...stdout.matchAll(pattern)].map(([, value = '']) => value);
  const one = (pattern: RegExp) => pattern.exec(stdout)?.[1] ?? '';
  return {
    id: one(/Dataset GUID: '(\S+)'/),
    sectorSize: Number(one(/Sector size: (0x\S+)/)),
    method: one(/Encryption Type: (\S+)/),
    created: new Date(Number(one(/Epoch Timestamp: (\d+) sec/)) * 1000),
    description: one(/UTF-16 string: '(.*)'/),
    protectors: all(/Recovery Key GUID: '(\S+)'/g),
    copies: all(/(?:First|Second|Third) metadata header offset: +(0x[1-9a-f][0-9a-f]*)\n/g).map(Number),
  };
}

/** The options of dislocker-file. Passwords end up among its arguments, so only those of tests may be given. */
export type DislockerKey = { recoveryPassword: string } | { passphrase: string } | { bek: string } | 'clear-key';

/** The whole volume decrypted; null when it does not open (dislocker 0.7 then ends with SIGSEGV). */
export async function dislockerFile(file: string, key: DislockerKey): Promise<Buffer | null> {
  const out = `${file}.plain`;
  rmSync(out, { force: true });
  const { exitCode } = await runProcess(requirePeer('dislocker-file'), [
    '-q',
    '-V',
    file,
    '-r',
    option(key),
    '--',
    out,
  ]);
  const plain = exitCode === 0 ? readFileSync(out) : null;
  rmSync(out, { force: true });
  return plain;
}

function option(key: DislockerKey): string {
  if (key === 'clear-key') return '-c';
  if ('bek' in key) return `-f${key.bek}`;
  return 'passphrase' in key ? `-u${key.passphrase}` : `-p${key.recoveryPassword}`;
}
