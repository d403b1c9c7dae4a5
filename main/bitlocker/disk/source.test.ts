import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BitlockerError } from '../errors.ts';
import { blockDeviceSize } from './device-size.ts';
import { openSource, sourceOf } from './source.ts';
import { tryRead } from './try-read.ts';

let folder = '';
const bytes = Buffer.from(Array.from({ length: 10_000 }, (_, n) => (n * 7 + (n >> 8)) & 255));
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'source-'));
  await writeFile(path.join(folder, 'disk.img'), bytes);
});
afterAll(() => rm(folder, { recursive: true }));

describe('an image', () => {
  it('is read at any offset', async () => {
    await using source = await openSource(path.join(folder, 'disk.img'));
    expect(source.size).toBe(bytes.length);
    for (const [offset, length] of [
      [0, 512],
      [4090, 20],
      [4096, 4096],
      [8192, 1808],
      [9999, 1],
      [10_000, 0],
    ] as const) {
      expect(await source.read(offset, length)).toEqual(bytes.subarray(offset, offset + length));
    }
  });

  it('gives the same answers from memory, and never part of a read', async () => {
    await using file = await openSource(path.join(folder, 'disk.img'));
    const memory = sourceOf(bytes, file.name);
    expect(await memory.read(4090, 20)).toEqual(await file.read(4090, 20));
    for (const source of [file, memory]) {
      for (const [offset, length] of [
        [9999, 2],
        [10_001, 0],
        [-1, 4],
        [0, -1],
        [Number.MAX_SAFE_INTEGER, 1],
        [2 ** 60, 1],
        [Number.NaN, 1],
        [0.5, 1],
      ] as const) {
        await expect(source.read(offset, length)).rejects.toMatchObject({ code: 'bitlocker.truncated' });
        expect(await tryRead(source, offset, length)).toBeNull();
      }
    }
    await expect(file.read(9999, 2)).rejects.toThrow('2 bytes were expected at byte 9999, it has 10000');
  });

  it('that became shorter is truncated', async () => {
    const name = path.join(folder, 'shrinking.img');
    await writeFile(name, bytes);
    await using source = await openSource(name);
    await writeFile(name, bytes.subarray(0, 5000));
    await expect(source.read(4096, 4096)).rejects.toMatchObject({ code: 'bitlocker.truncated' });
    expect(await source.read(4096, 904)).toEqual(bytes.subarray(4096, 5000));
  });

  it('that is missing or no image says so', async () => {
    const missing = openSource(path.join(folder, 'none.img'));
    await expect(missing).rejects.toBeInstanceOf(BitlockerError);
    await expect(missing).rejects.toMatchObject({ code: 'bitlocker.unreadable', advice: /administrator/ });
    await expect(missing).rejects.toThrow('there is no such file or drive');
    await expect(openSource(folder)).rejects.toThrow('is neither a disk image nor a drive');
  });

  it('is closed by whoever opened it', async () => {
    const source = await openSource(path.join(folder, 'disk.img'));
    await source[Symbol.asyncDispose]();
    await expect(source.read(0, 1)).rejects.toMatchObject({ code: 'bitlocker.unreadable' });
  });
});

describe('a drive', () => {
  // Devices that every Linux and macOS has; both are read like a drive.
  it('is read in whole blocks, and its size is not known', async () => {
    await using source = await openSource('/dev/zero');
    expect(source.size).toBeNull();
    expect(await source.read(12_345, 100)).toEqual(Buffer.alloc(100));
  });

  it('ends where nothing more is read', async () => {
    await using source = await openSource('/dev/null');
    await expect(source.read(0, 1)).rejects.toMatchObject({ code: 'bitlocker.truncated' });
  });

  it('has the size that sysfs tells in sectors of 512 bytes', async () => {
    const sys = path.join(folder, 'sys');
    await mkdir(path.join(sys, 'sdb1'), { recursive: true });
    await writeFile(path.join(sys, 'sdb1', 'size'), '2048\n');
    expect(await blockDeviceSize('/dev/sdb1', sys)).toBe(1_048_576);
    await writeFile(path.join(sys, 'sdb1', 'size'), '0\n');
    expect(await blockDeviceSize('/dev/sdb1', sys)).toBeNull();
    expect(await blockDeviceSize('/dev/rdisk2', sys)).toBeNull();
  });
});
