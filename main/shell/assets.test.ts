import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAsset } from './assets.ts';

let dir: string;
let root: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'rackhand-assets-'));
  root = path.join(dir, 'renderer');
  mkdirSync(path.join(root, 'assets'), { recursive: true });
  writeFileSync(path.join(root, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(root, 'assets', 'a b.js'), '1');
  writeFileSync(path.join(dir, 'secret.txt'), 'secret');
  mkdirSync(path.join(dir, 'renderer-old'));
  writeFileSync(path.join(dir, 'renderer-old', 'x.js'), 'secret');
  symlinkSync(path.join(dir, 'secret.txt'), path.join(root, 'link.txt'));
});
afterAll(() => rmSync(dir, { recursive: true }));

test('a file of ours comes with its type and the security headers', async () => {
  const page = await readAsset(root, '/');
  expect(page?.body.toString()).toBe('<!doctype html>');
  expect(page?.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
  expect(page?.headers['content-security-policy']).toContain("default-src 'none'");
  expect((await readAsset(root, '/assets/a%20b.js'))?.headers['content-type']).toContain('javascript');
});

test.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/assets/../../secret.txt',
  '/../renderer-old/x.js',
  '/..%5csecret.txt',
  '/link.txt',
  '/assets',
  '/assets/',
  '/%00',
  '/%',
  '',
  '//etc/passwd',
  '/C:/secret.txt',
  '/missing.js',
])('nothing else can be read: %s', async (pathname) => {
  expect(await readAsset(root, pathname)).toBeNull();
});
