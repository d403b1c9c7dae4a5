import { describe, expect, it } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { zipOf } from '../../practice/packages/zip.ts';
import { readArchive } from './archive.ts';
import { DupError } from './error.ts';
import { packageInMemory } from './file.ts';
import { readPe } from './pe.ts';
import { type DupOptions, dupOf, PAYLOAD, peStub, SAMPLE_XML } from './testing/package.ts';

const archiveOf = (bytes: Buffer, end = bytes.length) => readArchive(packageInMemory('test.exe', bytes), end);
const codeOf = (bytes: Buffer) =>
  archiveOf(bytes).then(
    () => 'read',
    (error: unknown) => (error instanceof DupError ? error.code : error),
  );
const xml = Buffer.from(SAMPLE_XML);

describe('the archive behind a program', () => {
  it.each<[string, DupOptions]>([
    ['offsets from the archive', { offsets: 'archive' }],
    ['offsets from the file', { offsets: 'file' }],
    ['64 bit', { bits: 64, offsets: 'archive' }],
    ['a folder and capitals', { xmlName: 'Setup/PACKAGE.XML' }],
    ['a backslash as separator', { xmlName: 'Setup\\package.xml' }],
    ['a comment', { zip: { comment: Buffer.from('made by a test') } }],
  ])('is read with %s', async (_, options) => {
    const { packageXml, members } = await archiveOf(dupOf(options));
    expect(packageXml.toString()).toBe(SAMPLE_XML);
    expect(members.map(({ size }) => size)).toEqual([xml.length, PAYLOAD.data.length]);
  });

  it('ends where the certificate table begins, with zeros between and anything behind', async () => {
    const dup = dupOf();
    const signed = Buffer.concat([dup, Buffer.alloc(7), Buffer.from('PK\x05\x06 a table that looks like an archive')]);
    expect((await archiveOf(signed, dup.length + 7)).packageXml).toEqual(xml);
    expect(await codeOf(Buffer.concat([dup, Buffer.alloc(8)]))).toBe('no-package');
    expect(await codeOf(Buffer.concat([dup, Buffer.from([1])]))).toBe('no-package');
  });

  it('takes the package.xml nearest to the root, and none of two at one height', async () => {
    const inner = { name: 'payload/package.xml', data: Buffer.from('<other/>') };
    expect((await archiveOf(dupOf({ members: [inner] }))).packageXml).toEqual(xml);
    expect(await codeOf(dupOf({ members: [{ name: 'Package.xml', data: xml }] }))).toBe('zip');
  });

  it('says when there is no archive, or no package.xml in it', async () => {
    expect(await codeOf(peStub())).toBe('no-package');
    expect(await codeOf(dupOf({ xml: null }))).toBe('no-package');
    expect(await codeOf(Buffer.alloc(3))).toBe('no-package');
  });

  it.each(['../package.xml', '/package.xml', 'C:/x.exe', 'a/../../x', '..\\x', 'bell\u0007', 'nul\0.xml', ''])(
    'refuses a member called %j',
    async (name) => {
      expect(await codeOf(dupOf({ members: [{ name, data: Buffer.from('x') }] }))).toBe('hostile-name');
    },
  );

  const bomb = Buffer.alloc(9 << 20, 0x20);
  it.each<[string, string, DupOptions]>([
    ['a package.xml of 9 MB', 'bomb', { xml: bomb }],
    ['a package.xml of blanks', 'bomb', { xml: Buffer.alloc(2 << 20, 0x20) }],
    ['a member that deflate could not have made', 'bomb', member({ size: 0x7fff_ffff })],
    ['members larger together than the file', 'bomb', member({ compressedSize: 0x7fff_ffff })],
    ['more members than any package', 'bomb', { zip: { end: (record) => record.writeUInt16LE(20_000, 10) } }],
    ['ZIP64 offsets', 'zip64', { zip: { end: (record) => record.writeUInt32LE(0xffff_ffff, 16) } }],
    ['ZIP64 counts', 'zip64', { zip: { end: (record) => record.writeUInt16LE(0xffff, 10) } }],
    [
      'a ZIP64 member',
      'zip64',
      { members: [{ ...PAYLOAD, extra: Buffer.from([1, 0, 8, 0, 1, 0, 0, 0, 0, 0, 0, 0]) }] },
    ],
    ['more unpacked than claimed', 'zip', first({ size: xml.length - 1 })],
    ['less unpacked than claimed', 'zip', first({ size: xml.length + 1 })],
    ['a wrong CRC-32', 'checksum', first({ crc: 1 })],
    ['an encrypted package.xml', 'encrypted', first({ flags: 0x801 })],
    ['a method nobody has', 'zip', first({ method: 99 })],
    ['another name in the local header', 'zip', first({ localName: 'package.xmk' })],
    [
      'an end record in its comment',
      'zip',
      { zip: { comment: Buffer.from('PK\x05\x06 and more than twenty-two bytes') } },
    ],
    ['a directory before the file', 'zip', { zip: { end: (record) => record.writeUInt32LE(1 << 20, 16) } }],
    ['fewer members than stand there', 'read', { zip: { end: (record) => record.writeUInt16LE(1, 10) } }],
    ['more members than stand there', 'zip', { zip: { end: (record) => record.writeUInt16LE(3, 10) } }],
  ])('answers %s with %s', async (_, code, options) => {
    expect(await codeOf(dupOf(options))).toBe(code);
  });

  it('refuses a ZIP64 locator before an innocent end record', async () => {
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50);
    const dup = dupOf();
    expect(await codeOf(Buffer.concat([dup.subarray(0, -22), locator, dup.subarray(-22)]))).toBe('zip64');
  });

  it('refuses every truncation', async () => {
    const dup = dupOf();
    for (let length = 0; length < dup.length; length += 1) {
      expect(await codeOf(dup.subarray(0, length)), `${length} bytes`).toBe('no-package');
    }
  });

  it('answers random damage with its own error or the same package.xml', async () => {
    const random = seeded(4);
    const original = zipOf([{ name: 'package.xml', data: xml }, PAYLOAD]);
    const seen = new Set<unknown>();
    for (let round = 0; round < 1500; round++) {
      const bytes = Buffer.from(original);
      const directory = bytes.indexOf('PK\x01\x02');
      for (let n = 0; n < 3; n++) {
        const at =
          n === 0 ? directory + Math.floor(random() * (bytes.length - directory)) : Math.floor(random() * bytes.length);
        bytes[at] = Math.floor(random() * 256);
      }
      const result = await archiveOf(bytes).then(
        ({ packageXml }) => packageXml.equals(xml),
        (error: unknown) => (error instanceof DupError ? error.code : error),
      );
      seen.add(result);
    }
    expect([...seen].filter((result) => result !== true && typeof result !== 'string')).toEqual([]);
    expect(seen.size).toBeGreaterThan(4);
  });
});

describe('headers of a program', () => {
  const peOf = (bytes: Buffer) => readPe(packageInMemory('test.exe', bytes));

  it('are found in both widths', async () => {
    expect(await peOf(peStub({ bits: 32 }))).toEqual({
      checksumAt: 0xd8,
      checksum: 0,
      securityEntryAt: 0x98 + 96 + 32,
      certificates: null,
    });
    expect(await peOf(peStub({ bits: 64 }))).toMatchObject({ checksumAt: 0xd8, securityEntryAt: 0x98 + 112 + 32 });
  });

  it('are refused when cut off or nonsense', async () => {
    const stub = peStub();
    for (let length = 0; length < 0x98 + 224; length++) {
      await expect(peOf(stub.subarray(0, length)), `${length} bytes`).rejects.toBeInstanceOf(DupError);
    }
    const broken = (change: (bytes: Buffer) => void) => {
      const bytes = peStub();
      change(bytes);
      return peOf(bytes);
    };
    await expect(broken((bytes) => bytes.writeUInt32LE(0xffff_fff0, 0x3c))).rejects.toThrow(/e_lfanew/);
    await expect(broken((bytes) => bytes.writeUInt16LE(0x107, 0x98))).rejects.toThrow(/optional header/);
    await expect(broken((bytes) => bytes.writeUInt32LE(4, 0x98 + 92))).rejects.toThrow(/certificate table/);
  });
});

function member(claimed: NonNullable<typeof PAYLOAD.claimed>): DupOptions {
  return { members: [{ name: 'payload/x', data: Buffer.alloc(100), claimed }] };
}
function first(claimed: NonNullable<typeof PAYLOAD.claimed>): DupOptions {
  return { xml: null, members: [{ name: 'package.xml', data: xml, claimed }] };
}
