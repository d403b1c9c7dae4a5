// Electron's order: the entry module is evaluated, then Chromium starts, then `ready`. An entry module that awaits
// whenReady() at its top level therefore hangs, as it does in Electron.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from './application.ts';

const argv = process.argv.slice(2);
const entry = path.resolve(argv.find((argument) => !argument.startsWith('-')) ?? '.');
process.argv = [process.execPath, ...argv];
app.prepare(entry);
await import(pathToFileURL(entry).href);
await app.start(argv);
