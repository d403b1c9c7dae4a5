// electron-builder's configuration, without Electron's runtime and without a network: what the package holds and which
// fuses are blown. The bundles must have been built.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readWire, standInElectron } from './stand-in.ts';

const root = path.resolve(import.meta.dirname, '../..');
let scratch: string;
let packed: string;

beforeAll(async () => {
  scratch = mkdtempSync(path.join(os.tmpdir(), 'rackhand-pack-'));
  packed = path.join(scratch, 'dist', 'linux-unpacked');
  const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string };
  const electron = path.join(scratch, 'electron');
  await standInElectron(electron, scratch, version);
  execFileSync(
    process.execPath,
    [
      path.join(root, 'node_modules/electron-builder/cli.js'),
      ...['--linux', 'dir', '--x64', '-c', 'electron-builder.config.ts'],
      `-c.electronDist=${electron}`,
      `-c.directories.output=${path.join(scratch, 'dist')}`,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
}, 60_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('the fuses are set as the security checklist asks', () => {
  const names = [
    'runAsNode',
    'cookieEncryption',
    'nodeOptions',
    'nodeCliInspect',
    'embeddedAsarIntegrityValidation',
    'onlyLoadAppFromAsar',
    'loadBrowserProcessSpecificV8Snapshot',
    'grantFileProtocolExtraPrivileges',
    'wasmTrapHandlers',
  ];
  const wire = readWire(path.join(packed, 'rackhand'));
  expect(wire).toHaveLength(names.length);
  expect(names.filter((_name, index) => wire[index] === '1')).toEqual([
    'cookieEncryption',
    'embeddedAsarIntegrityValidation',
    'onlyLoadAppFromAsar',
    'wasmTrapHandlers',
  ]);
});

test('the archive holds the bundles and the resources, and nothing else', () => {
  const archive = path.join(packed, 'resources', 'app.asar');
  const files = listPackage(archive, { isPack: false }).map((file) => file.replaceAll('\\', '/'));
  expect([...new Set(files.map((file) => file.split('/')[1]))].sort()).toEqual(['out', 'package.json', 'resources']);
  for (const file of ['main/index.js', 'main/web.js', 'main/cli.js', 'preload/index.cjs', 'renderer/index.html']) {
    expect(files).toContain(`/out/${file}`);
  }
  expect(files.filter((file) => /^\/resources\/procedures\/.+\.yaml$/.test(file)).length).toBeGreaterThan(0);
  expect(files.filter((file) => /\.(map|ts|tsx)$|\.test\./.test(file))).toEqual([]);

  const manifest = JSON.parse(extractFile(archive, 'package.json').toString()) as Record<string, unknown>;
  const { main, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<string, string>;
  expect(manifest).toMatchObject({ main, version });
  expect(manifest.devDependencies).toBeUndefined();
});
