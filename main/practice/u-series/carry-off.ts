import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ApplianceKeys } from './practice-appliance.ts';

/** What the vendor calls the key stick. In practice it is a folder, so the name is one. */
export const STICK_LABEL = 'U-Series Appliance-BITLOCK';

const LISTINGS = ['listing-C.txt', 'listing-D.txt', 'listing.json'];

/** Where things lie that were carried off; `stick` is null while there is none. */
export interface CarriedOff {
  stick: string | null;
  disk: string;
}

/**
 * Writes key stick, listings and disk of the practice appliance below `folder`, readable by the user alone, in place of what
 * an earlier call has put there. What holds keys is wiped from memory.
 */
export async function carryOff({ stick, listings, disk }: ApplianceKeys, folder: string): Promise<CarriedOff> {
  const stickFolder = path.resolve(folder, 'stick', STICK_LABEL);
  const image = path.resolve(folder, 'disk.img');
  await rm(stickFolder, { recursive: true, force: true });
  for (const name of LISTINGS) await rm(path.resolve(folder, name), { force: true });
  await mkdir(stick ? stickFolder : path.resolve(folder), { recursive: true, mode: 0o700 });
  for (const { name, bytes } of stick ?? []) await put(path.join(stickFolder, name), bytes);
  for (const { name, bytes } of listings) await put(path.resolve(folder, name), bytes);
  for (const { bytes } of [...(stick ?? []), ...listings]) bytes.fill(0);
  await put(image, disk);
  return { stick: stick && stickFolder, disk: image };
}

/** Anew, so that the mode is ours even where a file was. */
async function put(file: string, bytes: Buffer): Promise<void> {
  await rm(file, { force: true });
  await writeFile(file, bytes, { mode: 0o600, flag: 'wx' });
}
