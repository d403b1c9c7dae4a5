import { open, stat } from 'node:fs/promises';
import path from 'node:path';

/** A firmware image, read only while it is sent. */
export interface FirmwareFile {
  name: string;
  /** Bytes. */
  size: number;
  /** A chunk is only good until the next one is asked for. */
  open(): AsyncIterable<Uint8Array>;
}

const CHUNK = 128 * 1024;

/** A file on this machine. @throws the file system's error when it is not there */
export async function firmwareFile(file: string): Promise<FirmwareFile> {
  const { size } = await stat(file);
  return { name: path.basename(file), size, open: () => read(file) };
}

/** Over and over into one buffer: a stream's own would be garbage by the hundred megabytes before it is collected. */
async function* read(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(CHUNK);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
