import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { makeCodec } from './codec.ts';
import { makePeer } from './peer.ts';
import { mainWorld, preloadWorld } from './worlds.ts';

/** Name of the isolated world that the preload runs in. */
export const WORLD = 'electron-preload';

/** What Chromium evaluates at the start of each document: the page's half of the context bridge, then the preload. */
export function preloadScripts(file: string): { source: string; worldName?: string }[] {
  const secret = JSON.stringify(`electron-${randomBytes(16).toString('hex')}-`);
  const { platform, arch, versions } = process;
  const preload = `(require, module, exports, process) => {\n${readFileSync(file, 'utf8')}\n}`;
  const info = JSON.stringify({ platform, arch, versions });
  return [
    { source: `(${mainWorld})(${secret}, ${makePeer});` },
    { source: `(${preloadWorld})(${secret}, ${info}, ${preload}, ${makePeer}, ${makeCodec});`, worldName: WORLD },
  ];
}
