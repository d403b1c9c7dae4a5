// Exported files against Debian's age: what we seal it opens, what it seals we open.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openExport, sealForExport } from '../../main/vault/export.ts';
import { age } from './support/age.ts';

const PHRASE = 'Ärger mit correct horses';
const folder = mkdtempSync(path.join(os.tmpdir(), 'rackhand-age-'));
const at = (name: string) => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const PLAIN = Buffer.concat([Buffer.from('Schlüssel\n'), Buffer.alloc(70_000, 0xa5)]);

test('age opens what we have sealed, at the cost that age itself uses', async () => {
  writeFileSync(at('ours.age'), await sealForExport(PLAIN, PHRASE));
  expect(Buffer.from(readFileSync(at('ours.age'), 'utf8').split('\n')[1] ?? '', 'base64').toString()).toMatch(
    /^age-encryption\.org\/v1\n-> scrypt /,
  );
  const run = await age(['-d', '-o', at('ours.txt'), at('ours.age')], PHRASE);
  expect(run, run.said).toMatchObject({ code: 0 });
  expect(readFileSync(at('ours.txt')).equals(PLAIN)).toBe(true);
});

test('age refuses another passphrase for it', async () => {
  writeFileSync(at('ours.age'), await sealForExport(PLAIN, PHRASE, 12));
  const run = await age(['-d', '-o', at('wrong.txt'), at('ours.age')], `${PHRASE}!`);
  expect(run.code).not.toBe(0);
  expect(run.said).toContain('incorrect passphrase');
});

test('we open what age has sealed, and nothing that was altered or cut since', async () => {
  writeFileSync(at('theirs.txt'), PLAIN);
  const run = await age(['-p', '-a', '-o', at('theirs.age'), at('theirs.txt')], PHRASE);
  expect(run, run.said).toMatchObject({ code: 0 });
  const armored = readFileSync(at('theirs.age'), 'utf8');
  expect((await openExport(armored, PHRASE)).equals(PLAIN)).toBe(true);
  await expect(openExport(armored, `${PHRASE}!`)).rejects.toMatchObject({ code: 'vault.export-passphrase' });
  const lines = armored.split('\n');
  const without = (line: number) => lines.filter((_, index) => index !== line).join('\n');
  for (const altered of [without(lines.length - 3), without(lines.length - 2), without(100)]) {
    await expect(openExport(altered, PHRASE)).rejects.toMatchObject({ code: 'vault.export-damaged' });
  }
});
