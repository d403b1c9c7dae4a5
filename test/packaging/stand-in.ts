import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createPackage } from '@electron/asar';

/** Marks the fuse wire in Electron's executable; its version and length follow, then one byte for each fuse. */
export const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** The fuses of Electron 45 in the order of the wire, as it ships them. Source: electron/electron build/fuses/fuses.json5. */
const SHIPPED = '101100011';

/** A folder with what electron-builder looks for in Electron's own: enough to pack, nothing that could run. */
export async function standInElectron(folder: string, scratch: string, version: string): Promise<void> {
  mkdirSync(path.join(folder, 'resources'), { recursive: true });
  mkdirSync(path.join(folder, 'locales'));
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, SHIPPED.length]), Buffer.from(SHIPPED)]);
  const executable = Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(60), wire, Buffer.alloc(64)]);
  writeFileSync(path.join(folder, 'electron'), executable, { mode: 0o755 });
  writeFileSync(path.join(folder, 'version'), version);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'locales/en-US.pak', 'locales/fr.pak']) {
    writeFileSync(path.join(folder, name), 'x');
  }
  const application = path.join(scratch, 'default-app');
  mkdirSync(application);
  writeFileSync(path.join(application, 'package.json'), '{}');
  await createPackage(application, path.join(folder, 'resources', 'default_app.asar'));
}

/** The fuse bytes of an executable: '0' is off, '1' is on. */
export function readWire(executable: string): string {
  const content = readFileSync(executable);
  const at = content.indexOf(SENTINEL);
  if (at < 0) throw new Error(`${executable} has no fuses`);
  const start = at + SENTINEL.length;
  return content.subarray(start + 2, start + 2 + (content[start + 1] ?? 0)).toString('latin1');
}
