// `npm start`: sets up, builds, and opens Rackhand: in Electron where its runtime is there, else in the system's browser.
import { spawn, spawnSync } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { node24, root, toolEnvironment } from './node.mjs';
import { setUp } from './setup.mjs';

/** Where Electron's own installer fetches from, and how long to wait for a first sign of a network. */
const source = 'github.com';
const lookMs = 2_000;
const fetchMs = 300_000;

const display = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

function electron() {
  if (process.env.ELECTRON_EXEC_PATH) return process.env.ELECTRON_EXEC_PATH;
  const folder = path.join(root, 'node_modules', 'electron');
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH || path.join(folder, 'dist');
  const named = path.join(folder, 'path.txt');
  const usual =
    { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron';
  const file = path.join(dist, existsSync(named) ? readFileSync(named, 'utf8').trim() : usual);
  return existsSync(file) ? file : null;
}

/** At a rack there is no network: an unresolved name says so at once, and a silent one is not waited for. */
async function online() {
  const late = new Promise((resolve) => setTimeout(resolve, lookMs, false).unref());
  const found = lookup(source).then(
    () => true,
    () => false,
  );
  return Promise.race([found, late]);
}

/** Tries once to get the runtime. Quiet when it fails: the other shell is as good a way to work. */
async function fetchElectron() {
  const install = path.join(root, 'node_modules', 'electron', 'install.js');
  if (process.env.RACKHAND_OFFLINE || !existsSync(install) || !(await online())) return;
  console.error('rackhand: fetching the Electron runtime (RACKHAND_OFFLINE=1 does without) …');
  spawnSync(node24() ?? process.execPath, [install], {
    cwd: root,
    env: toolEnvironment(),
    stdio: 'ignore',
    timeout: fetchMs,
  });
}

function hand(program, args) {
  const child = spawn(program, args, { cwd: root, env: toolEnvironment(), stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => {});
  child.once('error', (error) => {
    console.error(`rackhand: ${error.message}`);
    process.exitCode = 1;
  });
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

setUp();
const args = process.argv.slice(2);
if (display && electron() === null) await fetchElectron();
const runtime = display ? electron() : null;
if (runtime !== null) {
  console.error('rackhand: opening the window (Electron).');
  hand(runtime, [root, ...args]);
} else {
  const why = display ? 'the Electron runtime is not installed and could not be fetched' : 'there is no display';
  console.error(`rackhand: using the loopback shell, because ${why}.`);
  if (display) console.error('rackhand: "npx install-electron" gets the runtime where there is a network.');
  hand(node24() ?? process.execPath, [
    '--disable-warning=ExperimentalWarning',
    path.join(root, 'out/main/web.js'),
    ...args,
  ]);
}
