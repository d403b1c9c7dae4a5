/** multipart/form-data (RFC 7578) with one streamed file, its length known beforehand. */
import { randomBytes } from 'node:crypto';
import type { StreamedBody } from '../appliances/http.ts';
import type { FirmwareFile } from './firmware-file.ts';

export interface Field {
  name: string;
  contentType: string;
  content: string;
}

/**
 * Fields first, then the file, in that order: services read the parameters before the file arrives. The boundary stands
 * without quotes, since iDRAC 7 and 8 answer 400 to a quoted one (idrac.md §2.5).
 * @param onSent bytes of the file that are on their way
 */
export function multipart(
  fields: readonly Field[],
  fileField: string,
  file: FirmwareFile,
  onSent?: (bytes: number) => void,
): { contentType: string; body: StreamedBody } {
  const boundary = `rackhand-${randomBytes(16).toString('hex')}`;
  const disposition = (name: string) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`;
  const before = fields.map(
    ({ name, contentType, content }) => `${disposition(name)}\r\nContent-Type: ${contentType}\r\n\r\n${content}\r\n`,
  );
  const opening = `${disposition(fileField)}; filename="${file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const head = Buffer.from(before.join('') + opening);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: {
      size: head.length + file.size + tail.length,
      chunks: envelope(head, file, tail),
      onSent: (bytes) => onSent?.(Math.min(file.size, Math.max(0, bytes - head.length))),
    },
  };
}

async function* envelope(head: Buffer, file: FirmwareFile, tail: Buffer): AsyncGenerator<Uint8Array> {
  yield head;
  let size = 0;
  for await (const chunk of file.open()) {
    size += chunk.length;
    // A file that grew would push out the end of the form: it is noticed before it does.
    if (size > file.size) break;
    yield chunk;
  }
  if (size !== file.size) throw new Error(`the file has not the ${file.size} bytes it had`);
  yield tail;
}
