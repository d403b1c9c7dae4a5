import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';

/** A firmware image, read only while it is sent. */
export interface FirmwareFile {
  name: string;
  /** Bytes. */
  size: number;
  open(): AsyncIterable<Uint8Array>;
}

const CHUNK = 128 * 1024;

/** A file on this machine. @throws the file system's error when it is not there */
export async function firmwareFile(file: string): Promise<FirmwareFile> {
  const { size } = await stat(file);
  return { name: path.basename(file), size, open: () => createReadStream(file, { highWaterMark: CHUNK }) };
}
