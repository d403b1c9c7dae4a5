/** Update packages as files: a minimal PE program with a ZIP behind it, as Dell's self-extractors are laid out. */
import { type ZipMember, type ZipOptions, zipOf } from './zip.ts';

export interface PeOptions {
  /** 32 or 64 bit optional header. */
  bits?: 32 | 64;
}

/** A program of 1,024 bytes with one section of a single `ret`; enough for signers and for readers of headers. */
export function peStub({ bits = 32 }: PeOptions = {}): Buffer {
  const wide = bits === 64;
  const pe = Buffer.alloc(1024);
  pe.write('MZ', 0, 'latin1');
  pe.writeUInt32LE(0x80, 0x3c);
  pe.write('PE\0\0', 0x80, 'latin1');
  pe.writeUInt16LE(wide ? 0x8664 : 0x14c, 0x84);
  pe.writeUInt16LE(1, 0x86);
  pe.writeUInt16LE(wide ? 240 : 224, 0x94);
  pe.writeUInt16LE(0x0102, 0x96);
  const optional = 0x98;
  pe.writeUInt16LE(wide ? 0x20b : 0x10b, optional);
  pe.writeUInt32LE(512, optional + 4);
  pe.writeUInt32LE(0x1000, optional + 16);
  pe.writeUInt32LE(0x1000, optional + 20);
  pe.writeUInt32LE(0x1000, optional + 32);
  pe.writeUInt32LE(512, optional + 36);
  pe.writeUInt32LE(0x2000, optional + 56);
  pe.writeUInt32LE(512, optional + 60);
  pe.writeUInt16LE(3, optional + 68);
  pe.writeUInt32LE(16, optional + (wide ? 108 : 92));
  const section = optional + (wide ? 240 : 224);
  pe.write('.text', section, 'latin1');
  for (const [at, value] of [
    [8, 1],
    [12, 0x1000],
    [16, 512],
    [20, 512],
    [36, 0x60000020],
  ] as const) {
    pe.writeUInt32LE(value, section + at);
  }
  pe[512] = 0xc3;
  return pe;
}

export interface PackageOptions extends PeOptions {
  /** package.xml; null leaves it out. */
  xml: string | Buffer | null;
  members: readonly ZipMember[];
  /** Offsets in the archive from its own start, or from the start of the file; both are met. */
  offsets?: 'archive' | 'file';
  zip?: ZipOptions;
  xmlName?: string;
}

/** An unsigned Windows package. */
export function packageOf(options: PackageOptions): Buffer {
  const { xml, members, offsets = 'archive', xmlName = 'package.xml' } = options;
  const stub = peStub(options);
  const all = xml === null ? members : [{ name: xmlName, data: Buffer.from(xml) }, ...members];
  return Buffer.concat([stub, zipOf(all, { offsetBase: offsets === 'file' ? stub.length : 0, ...options.zip })]);
}

/** A Linux package: a shell script, package.xml in clear between two marker lines, a compressed archive. */
export function linuxPackageOf(xml: string): Buffer {
  return Buffer.concat([
    Buffer.from(`#!/bin/sh\n# a test\nexit 0\n#####Startofpackage#####\n${xml}\n#####Startofarchive#####\n`),
    Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]),
  ]);
}
