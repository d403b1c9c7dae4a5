import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BitlockerError } from '../errors.ts';
import { collect, collectText, wipeCollection } from './collect.ts';
import type { FilePort, FolderEntry } from './files.ts';
import { bekFile } from './testing/bek.ts';
import { EXTERNAL, encode, KEYS, keyFile, protectorList, WORDS, windows7File } from './testing/samples.ts';

const osFile = encode(keyFile(WORDS.de, KEYS.os.id, KEYS.os.digits), 'utf-16le+bom');
const osName = `Key ${KEYS.os.id}.TXT`;

describe('a stick', () => {
  let stick = '';
  beforeAll(() => {
    stick = mkdtempSync(path.join(tmpdir(), 'rackhand-keys-'));
    const put = (name: string, bytes: string | Buffer) => writeFileSync(path.join(stick, name), bytes);
    for (const folder of ['a', 'a/b', 'a/b/c']) mkdirSync(path.join(stick, folder));
    put(osName, osFile);
    put(`a/${EXTERNAL}.BEK`, bekFile(EXTERNAL, 7));
    put('a/b/list.txt', encode(protectorList('ja'), 'cp932'));
    put('a/b/c/too deep.txt', osFile);
    put('.hidden.txt', `${KEYS.data.id}\n${KEYS.data.digits.replace('235818', '235819')}`);
    put('read me.txt', 'no key in here');
    put('picture.jpg', osFile);
    put(`${KEYS.os2.id}.dat`, 'no key either');
    put('huge.txt', '');
    truncateSync(path.join(stick, 'huge.txt'), 10 * 2 ** 30);
    put('empty.txt', '');
    symlinkSync('/etc/passwd', path.join(stick, 'link.txt'));
    symlinkSync('.', path.join(stick, 'a', 'loop'));
  });
  afterAll(() => rmSync(stick, { recursive: true }));

  test('keys, .BEK files, errors per file; nothing deeper, nothing behind a link', async () => {
    const found = await collect(stick);
    expect(
      found.files.map(({ name, error, keys, external }) => [
        name,
        error?.code ?? null,
        keys.length,
        external?.id ?? null,
      ]),
    ).toEqual([
      ['.hidden.txt', null, 1, null],
      [`${KEYS.os2.id}.dat`, 'bitlocker.not-a-key', 0, null],
      [osName, null, 1, null],
      ['huge.txt', 'bitlocker.not-a-key', 0, null],
      [`a/${EXTERNAL}.BEK`, null, 0, EXTERNAL],
      ['a/b/list.txt', null, 3, null],
    ]);
    expect(found).toMatchObject({ looked: 8, more: false });
    expect(found.files[0]?.keys[0]?.badGroups).toEqual([1]);
    expect(found.files[2]?.sha256).toBe(createHash('sha256').update(osFile).digest('hex'));
    expect(found.files[5]?.volumes.map(({ letter }) => letter)).toEqual(['C:', 'D:']);
    wipeCollection(found);
    const secrets = found.files.flatMap(({ keys, external }) => [
      ...keys.map(({ digits }) => digits),
      ...(external ? [external.key] : []),
    ]);
    expect(secrets).toHaveLength(6);
    for (const secret of secrets) expect(secret.every((byte) => byte === 0)).toBe(true);
  });

  test('a single file, whatever its name; a link that is named is followed', async () => {
    const picture = await collect(path.join(stick, 'picture.jpg'));
    expect(picture.files[0]?.keys[0]?.id).toBe(KEYS.os.id);
    const readme = await collect(path.join(stick, 'read me.txt'));
    expect(readme.files[0]?.error?.code).toBe('bitlocker.not-a-key');
    expect((await collect(path.join(stick, 'a', 'loop'))).files).toHaveLength(3);
  });

  test('what is not there, and a device that never ends', async () => {
    await expect(collect(path.join(stick, 'gone'))).rejects.toMatchObject({ code: 'bitlocker.unreadable' });
    expect((await collect('/dev/zero')).files[0]?.error?.code).toBe('bitlocker.unreadable');
  });
});

test('a pasted text: no file, and an error when there is nothing in it', () => {
  const found = collectText(osFile);
  expect(found).toMatchObject({ name: 'the text', sha256: null, error: null });
  expect(found.keys).toHaveLength(1);
  expect(collectText(Buffer.from('nothing'), 'pasted text').error).toMatchObject({
    code: 'bitlocker.not-a-key',
    message: expect.stringContaining('pasted text'),
  });
});

describe('the name of a file', () => {
  const named = (text: string, id: string) => collectText(Buffer.from(text), `Key ${id}.txt`).keys[0];

  test('fills in for the ID that the text has not, or only the start of', () => {
    expect(named(KEYS.os.digits, KEYS.os.id)).toMatchObject({ id: KEYS.os.id, idFromName: true, nameMismatch: false });
    const start = windows7File(KEYS.os.id, KEYS.os.digits, false);
    expect(named(start, KEYS.os.id)).toMatchObject({ id: KEYS.os.id, idFromName: true, nameMismatch: false });
    expect(named(start, KEYS.data.id)).toMatchObject({ id: null, idFromName: false, nameMismatch: true });
  });

  test('that says otherwise than the text is told, and the text counts', () => {
    const text = windows7File(KEYS.os.id, KEYS.os.digits);
    expect(named(text, KEYS.data.id)).toMatchObject({ id: KEYS.os.id, nameMismatch: true });
    expect(named(text, KEYS.os.id.toLowerCase())).toMatchObject({ id: KEYS.os.id, nameMismatch: false });
  });

  test('says nothing about a list of several keys', () => {
    expect(named(protectorList('en'), KEYS.data.id)?.nameMismatch).toBe(false);
  });
});

/** A stick in memory that keeps the buffers it was given. */
function inMemory(content: Record<string, Buffer | Error>, folders: Record<string, FolderEntry[] | Error>) {
  const buffers: Buffer[] = [];
  const port: FilePort = {
    resolve: async (path) => ({ path, kind: 'folder' }),
    async list(folder) {
      const entries = folders[folder] ?? [];
      if (entries instanceof Error) throw entries;
      return entries;
    },
    async read(path, into) {
      buffers.push(into);
      const bytes = content[path] ?? new BitlockerError('bitlocker.unreadable', `${path} is gone`);
      if (bytes instanceof Error) {
        // What a read leaves behind that broke off in the middle.
        osFile.copy(into);
        throw bytes;
      }
      return bytes.copy(into);
    },
  };
  return { port, buffers };
}
const file = (name: string): FolderEntry => ({ name, kind: 'file' });

describe('what was read is wiped', () => {
  const gone = new BitlockerError('bitlocker.unreadable', 'the stick is gone (EIO)');

  test('one buffer for all files, of zeros afterwards; a stick pulled in the middle is an error on what was left', async () => {
    const folders = { '/s': [file('a.txt'), file('b.txt'), { name: 'x', kind: 'folder' as const }], '/s/x': gone };
    const { port, buffers } = inMemory({ '/s/a.txt': osFile, '/s/b.txt': gone }, folders);
    const { files } = await collect('/s', { files: port });
    expect(files.map(({ name, keys, error }) => [name, keys.length, error?.code])).toEqual([
      ['a.txt', 1, undefined],
      ['b.txt', 0, 'bitlocker.unreadable'],
      ['x', 0, 'bitlocker.unreadable'],
    ]);
    expect(new Set(buffers.map(({ buffer }) => buffer)).size).toBe(1);
    for (const buffer of buffers) expect(Buffer.from(buffer.buffer).every((byte) => byte === 0)).toBe(true);
    expect(JSON.stringify(files.map(({ error }) => error))).not.toMatch(/\d{6}/);
  });

  test('also when it is called off, with the keys found so far', async () => {
    const controller = new AbortController();
    const { port, buffers } = inMemory({ '/s/a.txt': osFile }, { '/s': [file('a.txt'), file('b.txt')] });
    const digits: Buffer[] = [];
    const read = port.read;
    port.read = async (path, into) => {
      controller.abort(new Error('called off'));
      return read(path, into);
    };
    // The digits of a key that is wiped again are seen by what wipes it.
    const fill = Buffer.prototype.fill;
    Buffer.prototype.fill = function (this: Buffer, ...args: Parameters<typeof fill>) {
      if (this.length === 48) digits.push(this);
      return fill.apply(this, args);
    } as typeof fill;
    try {
      await expect(collect('/s', { files: port, signal: controller.signal })).rejects.toThrow('called off');
    } finally {
      Buffer.prototype.fill = fill;
    }
    expect(digits.length).toBeGreaterThan(0);
    for (const buffer of [...digits, ...buffers]) expect(buffer.every((byte) => byte === 0)).toBe(true);
  });

  test('at most 500 files', async () => {
    const names = Array.from({ length: 501 }, (_, i) => file(`${i}.txt`));
    const content = Object.fromEntries(names.map(({ name }) => [`/s/${name}`, osFile]));
    const { port } = inMemory(content, { '/s': names });
    const found = await collect('/s', { files: port });
    expect(found).toMatchObject({ looked: 500, more: true });
    expect(found.files).toHaveLength(500);
  });
});

test('no decoded view of a text is left behind', () => {
  const made: Buffer[] = [];
  const { alloc, from } = Buffer;
  const keep = <T extends (...args: never[]) => Buffer>(make: T) =>
    ((...args: Parameters<T>) => {
      const buffer = make.apply(Buffer, args);
      made.push(buffer);
      return buffer;
    }) as T;
  const text = encode(protectorList('zh'), 'utf-16le+bom');
  Buffer.alloc = keep(alloc);
  Buffer.from = keep(from as (...args: never[]) => Buffer) as typeof from;
  let found: ReturnType<typeof collectText>;
  try {
    found = collectText(text);
  } finally {
    Object.assign(Buffer, { alloc, from });
  }
  wipeCollection({ files: [found] });
  expect(found.keys).toHaveLength(3);
  expect(made.length).toBeGreaterThan(3);
  text.fill(0);
  const digits = Buffer.from(KEYS.os.digits.slice(0, 6));
  for (const buffer of made) expect(buffer.includes(digits)).toBe(false);
});
