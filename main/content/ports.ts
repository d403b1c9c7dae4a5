import type { ReadBack } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import { disk, type FilePort } from '../ports/files.ts';
import { hashFile } from './durable.ts';

/** Reads files back from the medium itself; how that is done is known to main/media. */
export interface MediumReader {
  /** `how` tells what the answer is worth: `cached` says nothing about the medium. @throws the system's error */
  hash(file: string, signal?: AbortSignal): Promise<{ sha256: string; size: number; how: ReadBack }>;
}

/** What the store stands on. */
export interface ContentPorts {
  files: FilePort;
  clock: Clock;
  reader: MediumReader;
  /** See `bootId`. */
  boot: string | null;
}

/** The reader for a place where the cache cannot be passed by: honest, and worth little. */
export const cachedReader = (files: FilePort = disk): MediumReader => ({
  hash: async (file, signal) => ({ ...(await hashFile(files, file, signal)), how: 'cached' }),
});
