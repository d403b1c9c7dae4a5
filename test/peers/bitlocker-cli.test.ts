import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findKeys } from '../../main/bitlocker/collect/find-keys.ts';
import { groupsForDisplay } from '../../main/bitlocker/recovery-password.ts';
import { practiceDisk } from '../../main/practice/u-series/disk.ts';
import { keyMaterial } from '../../main/practice/u-series/key-material.ts';
import { keyFile } from '../../main/practice/u-series/key-texts.ts';
import { CLI_SOURCES } from './support/rackhand-cli.ts';
import { runProcess } from './support/run-process.ts';

// `rackhand bitlocker` as its user types it: exit codes (docs/cli.md), one JSON document, and no digit in any of it.

const home = mkdtempSync(path.join(tmpdir(), 'rackhand-keys-'));
const at = (name: string) => path.join(home, name);
const [driveC] = keyMaterial(1);
if (!driveC) throw new Error('the practice appliance has no drive');
const { keyId: id } = driveC;
const text = keyFile(driveC, false).bytes;
const misprint = keyFile(driveC, true).bytes;
const groups = findKeys(text).keys.flatMap(({ digits }) => groupsForDisplay(digits));
const DEVICE = ['--site', 'lab', '--device', 'us-a'];

beforeAll(async () => {
  const disk = await practiceDisk(1);
  writeFileSync(at('disk.img'), disk);
  writeFileSync(at('cut.img'), disk.subarray(0, 1_500_000));
  writeFileSync(at('virtual.vhdx'), Buffer.concat([Buffer.from('vhdxfile'), Buffer.alloc(100_000)]));
  writeFileSync(at('garbage'), Buffer.alloc(100_000, 'garbage '));
  mkdirSync(at('stick'));
  mkdirSync(at('empty'));
  writeFileSync(at('stick/key.txt'), text);
  writeFileSync(
    at('lab.yaml'),
    'format: rackhand-site/1\nname: Lab\ndevices:\n  - { id: us-a, name: US A, product: u-series }\n',
  );
});
afterAll(() => rmSync(home, { recursive: true }));

async function rackhand(args: string[], input?: string | Uint8Array, env: Record<string, string> = {}) {
  const all = ['--json', '--home', at('data'), 'bitlocker', ...args];
  const result = await runProcess(process.execPath, [CLI_SOURCES, ...all], { ...(input ? { input } : {}), env });
  // The ID may hold three digits of a group, never six with a dash on each side.
  for (const group of groups) expect(result.stdout + result.stderr).not.toContain(group);
  const document: unknown = result.stdout === '' ? null : JSON.parse(result.stdout);
  return { ...result, document };
}

test('digits of the practice key are looked for in what follows', () => expect(groups).toHaveLength(8));

describe('without a device', () => {
  test.each([
    { what: 'nothing named', args: ['keys'], exitCode: 2 },
    { what: 'a stick', args: ['keys', at('stick')], exitCode: 0 },
    { what: 'a folder without keys', args: ['keys', at('empty')], exitCode: 1 },
    { what: 'a file that holds none', args: ['keys', at('garbage')], exitCode: 1 },
    { what: 'no such path', args: ['keys', at('nowhere')], exitCode: 1 },
    { what: 'a site without a device', args: ['keys', at('stick'), '--site', 'lab'], exitCode: 2 },
    { what: 'a disk', args: ['volumes', at('disk.img')], exitCode: 0 },
    { what: 'a disk that was cut off', args: ['volumes', at('cut.img')], exitCode: 5 },
    { what: 'a virtual disk', args: ['volumes', at('virtual.vhdx')], exitCode: 1 },
    { what: 'a disk of something else', args: ['volumes', at('garbage')], exitCode: 1 },
    { what: 'a trial without a key', args: ['prove', at('disk.img')], exitCode: 2 },
    { what: 'digits as an argument', args: ['prove', at('disk.img'), '--key', '123456'], exitCode: 2 },
    { what: 'a key file', args: ['prove', at('disk.img'), '--key-file', at('stick')], exitCode: 0 },
    { what: 'a key without a file', args: ['prove', at('disk.img'), '--key-file', at('empty')], exitCode: 2 },
  ])('$what: $exitCode', async ({ args, exitCode }) => {
    const result = await rackhand(args);
    expect(result, result.stderr).toMatchObject({ exitCode });
    if (exitCode !== 0) expect(result.stderr).not.toBe('');
  });

  test('standard input takes digits and key files in the encoding they have', async () => {
    for (const input of [groups.join('-'), text]) {
      const { document, exitCode } = await rackhand(['prove', at('disk.img'), '--key', '-'], input);
      expect({ document, exitCode }).toMatchObject({
        exitCode: 0,
        document: { results: [{ keyId: id, grade: 'sector' }] },
      });
    }
  });

  test('digits that open nothing are not given the name of a key', async () => {
    const [one = '', two = '', ...rest] = groups;
    const swapped = [two, one, ...rest].join('-');
    const { document, exitCode } = await rackhand(['prove', at('disk.img'), '--key', '-'], swapped);
    expect({ document, exitCode }).toMatchObject({
      exitCode: 5,
      document: { results: [{ keyId: null, grade: 'rejected' }] },
    });
  });
});

test('with a device: from nothing to proven, a misprint on the way, and out of the vault as an age file', async () => {
  const imported = await runProcess(process.execPath, [
    CLI_SOURCES,
    '--home',
    at('data'),
    'site',
    'import',
    at('lab.yaml'),
  ]);
  expect(imported.exitCode, imported.stderr).toBe(0);
  const env = { RACKHAND_PASSPHRASE: 'correct horse battery', RACKHAND_EXPORT_PASSPHRASE: 'staple staple staple' };
  const run = (args: string[], input?: Uint8Array) => rackhand([...args, ...DEVICE], input, env);

  expect(await rackhand(['keys', at('stick'), ...DEVICE])).toMatchObject({ exitCode: 1 }); // no vault
  expect(await run(['prove', at('disk.img')])).toMatchObject({ exitCode: 5 }); // no key
  expect(await run(['prove', at('cut.img')])).toMatchObject({ document: { error: { code: 'bitlocker.truncated' } } });
  const taken = await run(['keys', '-'], misprint);
  expect(taken).toMatchObject({ exitCode: 5, document: { keys: { keys: [{ id, grade: 'malformed' }] } } });
  expect(await run(['status'])).toMatchObject({ exitCode: 8, document: { keys: { ready: false } } });
  const repaired = await run(['repair', at('disk.img'), id.slice(0, 8)]);
  expect(repaired).toMatchObject({ exitCode: 0, document: { tried: [{ grade: 'sector' }] } });
  expect(await run(['repair', at('disk.img'), id])).toMatchObject({ document: { error: { code: 'key-proven' } } });
  expect(await run(['export', '--out', at('keys.age')])).toMatchObject({ exitCode: 0 });
  expect(await run(['export', '--out', at('keys.age')])).toMatchObject({ exitCode: 2 });
  expect(await run(['retire', '--reason', 'rebuilt'])).toMatchObject({ exitCode: 0 });
  expect(await run(['prove', at('disk.img')])).toMatchObject({ exitCode: 5, document: { tried: [] } });
});
