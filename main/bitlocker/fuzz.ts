import { type FuzzReport, type FuzzTarget, fuzzTargets } from '../ports/fuzz.ts';
import { keyTargets } from './collect/fuzz-targets.ts';
import { decodeGptEntries, decodeGptHeader } from './disk/gpt.ts';
import { decodeMbr } from './disk/mbr.ts';
import { BitlockerError } from './errors.ts';
import { type BlockFault, copyOffsets, decodeBlock } from './fve/block.ts';
import { type BootSector, decodeBootSector } from './fve/boot-sector.ts';
import { datums, keyOf, sealedOf, textOf } from './fve/datum.ts';
import { shownOnRecoveryScreen } from './fve/screen.ts';
import * as structures from './fve/testing/structures.ts';
import { volumeOf } from './fve/volume.ts';
import { fileSystemOf } from './proof/file-system.ts';

const refuses = (error: unknown) => error instanceof BitlockerError;

/** Mutated headers through everything that reads a drive; it may return a value or throw BitlockerError. */
export function fuzz(iterations: number, seed: number): FuzzReport {
  return fuzzTargets(headerTargets(), refuses, iterations, seed);
}

/** Mutated key files and digits through everything that reads a key; it may return a value or throw BitlockerError. */
export function fuzzKeys(iterations: number, seed: number): FuzzReport {
  return fuzzTargets(keyTargets(), refuses, iterations, seed);
}

const BOOT: BootSector = { layout: 'windows7', sectorSize: 512, metadata: [0x10000], volumeBytes: null };

function headerTargets(): FuzzTarget[] {
  const { block, bootSector, vistaBootSector } = structures;
  const good = block();
  const boots = [
    bootSector(),
    bootSector({ oem: 'MSWIN4.1', at: 424 }),
    bootSector({ guid: structures.USED_SPACE_GUID }),
    vistaBootSector(),
  ];
  const blocks = [block(), block({ version: 1 }), block({ entries: [structures.recoveryPassword()] })];
  const repair = structures.repaired;
  return [
    { name: 'boot sector', seeds: boots, decode: (bytes) => taken(decodeBootSector(bytes)) },
    { name: 'metadata block', seeds: blocks, decode: (bytes) => [copyOffsets(bytes), taken(decodeBlock(bytes))] },
    { name: 'volume', seeds: blocks, decode: volume, repair },
    // The protectors are most of a block; alone they are hit more often.
    { name: 'protector', seeds: structures.ALL_ENTRIES, decode: (entry) => volume(block({ entries: [entry] })) },
    { name: 'datums', seeds: structures.ALL_ENTRIES, decode: everyDatum },
    { name: 'boot sector before a good block', seeds: boots, decode: (bytes) => volume(good, bytes) },
    { name: 'MBR', seeds: boots, decode: (bytes) => taken(decodeMbr(bytes)) },
    { name: 'GPT', seeds: [gptHeader()], decode: gpt },
    { name: 'file system', seeds: boots.map(ntfs), decode: (bytes) => taken(fileSystemOf(bytes)) },
  ];
}

/** Refusals that are no error count as such. */
function taken<T>(value: T): Exclude<T, BlockFault | null> {
  const refusals: unknown[] = [null, 'no-signature', 'size', 'checksum'];
  if (refusals.includes(value)) throw new BitlockerError('bitlocker.damaged', 'refused');
  return value as Exclude<T, BlockFault | null>;
}

/** What the reader does with a block once its bytes are there. */
function volume(bytes: Buffer, first?: Buffer): unknown {
  const boot = first ? taken(decodeBootSector(first)) : BOOT;
  const found = volumeOf(boot, taken(decodeBlock(bytes)), 0, []);
  return [found, shownOnRecoveryScreen(found), found.protectors.map(({ modified }) => modified?.toISOString())];
}

function everyDatum(bytes: Buffer): unknown {
  return datums(bytes).entries.map((datum) => [sealedOf(datum), keyOf(datum), textOf(datum), datums(datum.data)]);
}

function gpt(bytes: Buffer): unknown {
  const header = decodeGptHeader(bytes);
  return decodeGptEntries(bytes, taken(header));
}

function gptHeader(): Buffer {
  const bytes = Buffer.alloc(512, 1);
  bytes.write('EFI PART');
  bytes.writeUInt32LE(92, 12);
  bytes.writeUInt32LE(4, 80);
  bytes.writeUInt32LE(128, 84);
  return bytes;
}

function ntfs(sector: Buffer): Buffer {
  const copy = Buffer.from(sector);
  copy.write('NTFS    ', 3, 'latin1');
  copy.writeBigUInt64LE(2047n, 40);
  copy.writeBigUInt64LE(4n, 48);
  return copy;
}
