import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * One process for each folder of user data. A later one wakes the first with a signal and is told to go.
 * @returns whether this process is the first
 */
export function lock(userData: string, onSecond: () => void): boolean {
  mkdirSync(userData, { recursive: true, mode: 0o700 });
  const file = path.join(userData, 'electron-double.pid');
  if (wake(file)) return false;
  writeFileSync(file, `${process.pid}`);
  process.on('SIGUSR2', onSecond);
  return true;
}

function wake(file: string): boolean {
  try {
    return process.kill(Number(readFileSync(file, 'utf8')), 'SIGUSR2');
  } catch {
    return false; // no such file, or its process is gone
  }
}
