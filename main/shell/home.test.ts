import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dataFolder, prepareDataFolder, type Surroundings } from './home.ts';

const bare: Surroundings = { argv: ['node', 'web.js'], env: {}, platform: 'linux', homedir: '/home/ada' };

test('the flag wins over the environment, the environment over the default', () => {
  const env = { RACKHAND_HOME: '/data/env', XDG_CONFIG_HOME: '/data/xdg' };
  expect(dataFolder({ ...bare, env, argv: ['--home=/data/flag'] })).toBe('/data/flag');
  expect(dataFolder({ ...bare, env, argv: ['--home='] })).toBe('/data/env');
  expect(dataFolder({ ...bare, env: { XDG_CONFIG_HOME: '/data/xdg' } })).toBe('/data/xdg/Rackhand');
  expect(dataFolder(bare)).toBe('/home/ada/.config/Rackhand');
  expect(dataFolder({ ...bare, platform: 'darwin' })).toBe('/home/ada/Library/Application Support/Rackhand');
});

test('the data folder ends up closed to others, even when it was open before', () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'rackhand-home-'));
  const open = path.join(dir, 'open');
  mkdirSync(open);
  chmodSync(open, 0o755);
  for (const folder of [open, path.join(dir, 'new', 'deep')]) {
    expect(statSync(prepareDataFolder(folder)).mode & 0o777).toBe(0o700);
  }
  rmSync(dir, { recursive: true });
});
