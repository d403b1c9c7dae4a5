#!/usr/bin/env node
// The command line, whatever Node it is started with: sets up what is missing, then hands over to Node 24.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { node24, root } from '../scripts/node.mjs';
import { setUp } from '../scripts/setup.mjs';

setUp();
const args = ['--disable-warning=ExperimentalWarning', path.join(root, 'out/main/cli.js'), ...process.argv.slice(2)];
const child = spawn(node24() ?? process.execPath, args, { stdio: 'inherit' });
// The terminal sends Ctrl+C to both; what is sent to this process alone must reach the other.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
process.on('SIGINT', () => {});
child.once('error', (error) => {
  console.error(`rackhand: ${error.message}`);
  process.exitCode = 1;
});
child.once('exit', (code, signal) => {
  if (signal) process.kill(process.pid, signal);
  else process.exitCode = code ?? 1;
});
