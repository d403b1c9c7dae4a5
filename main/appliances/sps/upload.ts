import { randomBytes } from 'node:crypto';
import type { Endpoint } from '../endpoint.ts';
import { ApplianceError } from '../error.ts';
import type { StreamedBody } from '../http.ts';

export const UPLOAD = '/api/upload/firmware';

export interface Upload {
  contentType: string;
  body: StreamedBody;
}

/** A firmware image, read only while it is sent. */
export interface FirmwareFile {
  name: string;
  /** Bytes. */
  size: number;
  open(): AsyncIterable<Uint8Array>;
}

/**
 * The multipart/form-data body (RFC 7578) of POST /api/upload/firmware, field `firmware`, with its exact length, so that
 * nothing has to be buffered.
 * @param onSent bytes of the file that are on their way
 */
export function uploadBody(where: Endpoint, file: FirmwareFile, onSent?: (bytes: number) => void): Upload {
  if (!/^[\w.+ ()-]{1,200}$/.test(file.name)) {
    const advice = 'Rename the file to the name it was published under.';
    const finding = 'the name of the firmware file cannot be sent';
    throw new ApplianceError({ code: 'file', device: where.device, finding, advice });
  }
  const boundary = `rackhand-${randomBytes(16).toString('hex')}`;
  const disposition = `Content-Disposition: form-data; name="firmware"; filename="${file.name}"`;
  const head = Buffer.from(`--${boundary}\r\n${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const body: StreamedBody = {
    size: head.length + file.size + tail.length,
    chunks: envelope(head, file, tail),
    onSent: (bytes) => onSent?.(Math.min(file.size, Math.max(0, bytes - head.length))),
  };
  return { contentType: `multipart/form-data; boundary=${boundary}`, body };
}

/** The other shape, which the vendor's own script sends: the image and nothing else (appliances.md §1.3). */
export function rawUploadBody(file: FirmwareFile, onSent?: (bytes: number) => void): Upload {
  const body: StreamedBody = { size: file.size, chunks: file.open(), onSent: (bytes) => onSent?.(bytes) };
  return { contentType: 'application/x-iso9660-image', body };
}

/** Replies that say no more than that the shape of the body was not understood. Any other one is final. */
export const NOT_THIS_SHAPE: ReadonlySet<number> = new Set([400, 406, 415, 422]);

async function* envelope(head: Buffer, file: FirmwareFile, tail: Buffer): AsyncGenerator<Uint8Array> {
  yield head;
  let size = 0;
  for await (const chunk of file.open()) {
    size += chunk.length;
    yield chunk;
  }
  // Without this a short file would be padded by nothing and a long one cut: the length is a promise.
  if (size !== file.size) throw new Error(`${file.name}: ${size} bytes instead of ${file.size}`);
  yield tail;
}
