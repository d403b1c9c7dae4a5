import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { OfferedPackage } from '../../../preload/contract.ts';
import { type Clock, systemClock } from '../../ports/clock.ts';
import type { FilePort } from '../../ports/files.ts';
import { seeded } from '../../ports/seeded.ts';
import { bootId } from '../boot.ts';
import { type ContentPorts, cachedReader } from '../ports.ts';
import { lazyDisk } from './lazy-disk.ts';

/** A folder for one test, gone after it. */
export function scratchFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rackhand-content-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const portsOn = (files: FilePort = lazyDisk, clock: Clock = systemClock): ContentPorts => ({
  files,
  clock,
  reader: cachedReader(files),
  boot: bootId(),
});

export const offered = (name: string, more: Partial<OfferedPackage> = {}): OfferedPackage => ({
  name,
  version: '7.0.1',
  kind: 'base',
  dependsOn: [],
  sizeBytes: null,
  vendorSha256: null,
  url: null,
  ...more,
});

/** Bytes that cannot be mistaken for others: the same for the same seed. */
export function bytesFor(seed: number, size: number): Buffer {
  const random = seeded(seed);
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += 1) bytes[at] = random() * 256;
  return bytes;
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
