import { execFile } from 'node:child_process';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { expect, test } from 'vitest';
import config from '../../electron.vite.config.ts';

// The worker that stretches BitLocker keys is handed its program as text, which has to survive bundling, renaming and all.
const root = path.resolve(import.meta.dirname, '../..');
const target = (config as { main: { build: { target: string } } }).main.build.target;

test.each([false, true])('a key is stretched from a bundle, minified: %s', async (minify) => {
  await using out = await mkdtempDisposable(path.join(tmpdir(), 'rackhand-bundle-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: { ssr: 'main/bitlocker/stretch/stretch.ts', target, minify, outDir: out.path, emptyOutDir: true },
  });
  const script = `
    import { stretchKey } from ${JSON.stringify(pathToFileURL(path.join(out.path, 'stretch.js')).href)};
    const key = await stretchKey(Buffer.alloc(32, 7), Buffer.alloc(16, 9));
    process.stdout.write(key.toString('hex'));`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  expect({ stdout, stderr }).toEqual({
    stdout: 'f694278779772adbd46826d4c07cafe094b3e1394c995ef5eca9b34d26ff5b5c', // by Python's hashlib
    stderr: '',
  });
});
