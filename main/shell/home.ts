import { chmodSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface Surroundings {
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  homedir: string;
}

const here = (): Surroundings => ({
  argv: process.argv,
  env: process.env,
  platform: process.platform,
  homedir: os.homedir(),
});

/**
 * The data folder, the same for every shell: `--home=DIR`, else RACKHAND_HOME, else the place where Electron keeps the
 * user data of an application of this name, so that window, browser and command line see the same racks.
 */
export function dataFolder(from: Surroundings = here()): string {
  const flag = from.argv.find((argument) => argument.startsWith('--home='))?.slice('--home='.length);
  const chosen = flag || from.env.RACKHAND_HOME;
  if (chosen) return path.resolve(chosen);
  switch (from.platform) {
    case 'win32':
      return path.join(from.env.APPDATA || path.join(from.homedir, 'AppData', 'Roaming'), 'Rackhand');
    case 'darwin':
      return path.join(from.homedir, 'Library', 'Application Support', 'Rackhand');
    default:
      return path.join(from.env.XDG_CONFIG_HOME || path.join(from.homedir, '.config'), 'Rackhand');
  }
}

/** Creates the data folder if need be and closes it to everyone but its owner (mode 0700). Returns it. */
export function prepareDataFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return folder;
}
