import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger, scrub } from './log.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'rackhand-log-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

test('secrets by name are hidden at any depth, the rest stays', () => {
  const fields = {
    user: 'admin',
    passphrase: 'a',
    bmc: { address: '127.0.0.1:9623', password: 'b', kg: 'c' },
    list: [{ vaultSecret: 'd' }],
  };
  expect(scrub(fields)).toEqual({
    user: 'admin',
    passphrase: '[hidden]',
    bmc: { address: '127.0.0.1:9623', password: '[hidden]', kg: '[hidden]' },
    list: [{ vaultSecret: '[hidden]' }],
  });
});

test('bytes are counted, not printed, and a cycle ends', () => {
  const cyclic: Record<string, unknown> = { key: Buffer.from('0123') };
  cyclic.self = cyclic;
  const text = JSON.stringify(scrub(cyclic));
  expect(text).toContain('[4 bytes]');
  expect(text).toContain('[deeper]');
});

test('a file receives JSON lines at or above the level, readable by its owner only', () => {
  const file = path.join(dir, 'rackhand.log');
  const log = createLogger({ level: 'warn', file });
  log.info('not this');
  log.warn({ device: 'sps-a', password: 'hunter2' }, 'no reply');
  log.error(new Error('socket closed'));
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', device: 'sps-a', msg: 'no reply' });
  expect(lines[0]).not.toContain('hunter2');
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ level: 'error', error: { message: 'socket closed' } });
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});
