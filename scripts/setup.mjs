// Sets up what is missing: node_modules after a clone or a changed lockfile, out/ when it is older than its sources.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { node24, root, toolEnvironment } from './node.mjs';

const stamp = path.join(root, 'node_modules', '.setup-stamp');
const sources = [
  'main',
  'preload',
  'renderer',
  'resources/locales',
  'resources/procedures',
  'electron.vite.config.ts',
  'package-lock.json',
];

/** Runs a program of the project to its end; a failure ends this process with its code. */
function run(command, args, what) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env: toolEnvironment(),
    // stdout belongs to whoever started us (`rackhand --json`).
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (status === 0) return;
  console.error(`rackhand: ${what} failed${error ? `: ${error.message}` : ''}.`);
  process.exit(status ?? 1);
}

function installed() {
  const modules = path.join(root, 'node_modules');
  // A link leads to packages that somebody else installed and uses; npm ci would empty them under his hands.
  if (existsSync(modules) && lstatSync(modules).isSymbolicLink()) return;
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('rackhand: installing what package-lock.json names …');
  run('npm', ['ci'], 'npm ci');
  writeFileSync(stamp, lock);
}

function newest(entry) {
  const stat = statSync(entry);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(entry).map((name) => newest(path.join(entry, name))));
}

function built() {
  const made = [
    'out/main/index.js',
    'out/main/web.js',
    'out/main/cli.js',
    'out/preload/index.cjs',
    'out/renderer/index.html',
  ];
  const times = made.map((file) => (existsSync(path.join(root, file)) ? statSync(path.join(root, file)).mtimeMs : 0));
  if (Math.min(...times) >= Math.max(...sources.map((source) => newest(path.join(root, source))))) return;
  console.error('rackhand: building …');
  run(node24() ?? process.execPath, ['node_modules/electron-vite/bin/electron-vite.js', 'build'], 'the build');
}

/** Brings the checkout to where it can run. Says what it does on standard error; quiet when nothing is to be done. */
export function setUp() {
  installed();
  if (node24() === null) {
    console.error('rackhand: Node 24 is needed and its package was not installed for this platform. Install Node 24.');
    process.exit(1);
  }
  built();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) setUp();
