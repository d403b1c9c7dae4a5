import { requirePeer } from './require-peer.ts';
import { runProcess } from './run-process.ts';

/** What `cryptsetup bitlkDump` prints of a volume. GUIDs in capitals, offsets in bytes. */
export interface BitlkDump {
  id: string;
  sectorSize: number;
  description: string;
  cipher: string;
  protectors: { id: string; protection: string; salt: string }[];
  copies: number[];
  moved: { offset: number; length: number };
}

/** Null where cryptsetup does not take it for a volume of BitLocker. */
export async function bitlkDump(file: string): Promise<BitlkDump | null> {
  const { exitCode, stdout } = await cryptsetup(['bitlkDump', file]);
  if (exitCode !== 0) return null;
  const field = (name: string) => new RegExp(`^${name}:\\s+(.*?)\\s*$`, 'm').exec(stdout)?.[1] ?? '';
  const slots = stdout.matchAll(/GUID:\s+(\S{36})\n\tProtection:\s+(.*)\n\tSalt:\s+(\S{32})/g);
  const areas = stdout.matchAll(/: (FVE metadata area|Volume header)\n\tOffset:\s+(\d+) .*\n\tSize:\s+(\d+) /g);
  const places = [...areas].map(([, name, offset, length]) => ({
    name,
    offset: Number(offset),
    length: Number(length),
  }));
  const moved = places.find(({ name }) => name === 'Volume header');
  return {
    id: field('GUID').toUpperCase(),
    sectorSize: Number.parseInt(field('Sector size'), 10),
    description: field('Description'),
    cipher: `${field('Cipher name')}-${field('Cipher mode')}-${Number.parseInt(field('Cipher key'), 10)}`,
    protectors: [...slots].map(([, id = '', protection = '', salt = '']) => ({
      id: id.toUpperCase(),
      protection,
      salt,
    })),
    copies: places.filter((place) => place !== moved).map(({ offset }) => offset),
    moved: { offset: moved?.offset ?? 0, length: moved?.length ?? 0 },
  };
}

/** A password typed, or the path of a .BEK file. */
export type BitlkKey = { password: string } | { bek: string };

/** Whether `cryptsetup open` would open it, and what it says when not. */
export async function bitlkOpens(file: string, key: BitlkKey): Promise<{ opens: boolean; says: string }> {
  const { exitCode, stderr } = await cryptsetup(['open', '--type', 'bitlk', '--test-passphrase', file], key);
  return { opens: exitCode === 0, says: stderr.trim() };
}

/** The encryption key that it unseals; null when the key opens nothing. */
export async function bitlkVolumeKey(file: string, key: BitlkKey): Promise<Buffer | null> {
  const { exitCode, stdout } = await cryptsetup(['bitlkDump', '--dump-volume-key', '--batch-mode', file], key);
  const hex = /MK dump:\s*([\s0-9a-f]+)/.exec(stdout)?.[1];
  return exitCode === 0 && hex ? Buffer.from(hex.replaceAll(/\s/g, ''), 'hex') : null;
}

function cryptsetup(args: string[], key?: BitlkKey) {
  const keyFile = key && 'bek' in key ? ['--key-file', key.bek] : [];
  const input = key && 'password' in key ? `${key.password}\n` : '';
  return runProcess(requirePeer('cryptsetup'), [...args, ...keyFile], { input });
}
