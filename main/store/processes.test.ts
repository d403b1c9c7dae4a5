import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { readWithPs, startFromStat, systemProcesses } from './processes.ts';

test('this process is alive, and not mistaken for one that had its pid before', () => {
  const processes = systemProcesses();
  const self = processes.self();
  expect(self.pid).toBe(process.pid);
  expect(self.start).not.toBe('');
  expect(processes.isAlive(self)).toBe(true);
  expect(processes.isAlive({ ...self, start: `${self.start}0` })).toBe(false);
});

test.skipIf(process.platform === 'win32')('where there is no /proc, a child is alive until it was killed', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
  await once(child, 'spawn');
  const id = { pid: child.pid ?? 0, start: readWithPs(child.pid ?? 0) ?? '' };
  const processes = systemProcesses('darwin');
  expect(processes.isAlive(id)).toBe(true);
  expect(processes.isAlive({ ...id, start: 'Sat Nov 21 03:00:00 1970' })).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(processes.isAlive(id)).toBe(false);
});

test('the start is field 22, whatever the command is called', () => {
  const after = ['S', ...Array.from({ length: 40 }, (_, i) => String(i + 4))];
  expect(startFromStat(`12 (node) ${after.join(' ')}`, 'boot')).toBe('boot/22');
  expect(startFromStat(`12 (a) S (b)) ${after.join(' ')}`, 'boot')).toBe('boot/22');
  expect(startFromStat(`12 (node) ${after.with(0, 'Z').join(' ')}`, 'boot')).toBe('ended');
});

test.skipIf(process.platform === 'win32')('ps gives the same start each time, and none for a pid that is free', () => {
  expect(readWithPs(process.pid)).toMatch(/^\w{3} \w{3} +\d+ [\d:]{8} \d{4}$/);
  expect(readWithPs(process.pid)).toBe(readWithPs(process.pid));
  expect(readWithPs(2 ** 22 + 1)).toBe(null);
});
