// One proof of a recovery password: `node bitlocker.child.js IMAGE`, the 16 bytes of the key on standard input.
import { buffer } from 'node:stream/consumers';
import { openSource } from '../../main/bitlocker/disk/source.ts';
import { readVolume } from '../../main/bitlocker/fve/read-volume.ts';
import { proveKey } from '../../main/bitlocker/proof/prove.ts';
import { stretchKey } from '../../main/bitlocker/stretch/stretch.ts';

/** Whether the key opens the volume down to its first sector. */
export async function proveOnce(image: string, key: Buffer): Promise<boolean> {
  await using source = await openSource(image);
  const candidate = { kind: 'recovery-password', key, id: null } as const;
  const { grade, others } = await proveKey(source, await readVolume(source), candidate, { stretch: stretchKey });
  for (const other of others) other.key.fill(0);
  return grade === 'sector';
}

const [image] = process.argv.slice(2);
if (import.meta.main && image) process.exitCode = (await proveOnce(image, await buffer(process.stdin))) ? 0 : 1;
