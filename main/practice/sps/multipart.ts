import { createHash } from 'node:crypto';

export interface UploadedFile {
  field: string;
  filename: string;
  size: number;
  /** SHA-256, lower-case hex. */
  sha256: string;
}

const HEAD_LIMIT = 8192;

/** Reads a one-part multipart/form-data body (RFC 7578) as it streams in, without keeping the file. */
export class MultipartFile {
  readonly #open: Buffer;
  readonly #close: Buffer;
  readonly #hash = createHash('sha256');
  #head: { field: string; filename: string } | null = null;
  #broken = false;
  #held = Buffer.alloc(0);
  #size = 0;

  constructor(boundary: string) {
    this.#open = Buffer.from(`--${boundary}\r\n`, 'latin1');
    this.#close = Buffer.from(`\r\n--${boundary}--\r\n`, 'latin1');
  }

  push(chunk: Buffer): void {
    if (this.#broken) return;
    this.#held = Buffer.concat([this.#held, chunk]);
    if (!this.#head) this.#readHead();
    if (!this.#head) return;
    const ready = this.#held.length - this.#close.length;
    if (ready <= 0) return;
    this.#hash.update(this.#held.subarray(0, ready));
    this.#size += ready;
    this.#held = this.#held.subarray(ready);
  }

  /** The file, or null when the body was not one complete part. */
  end(): UploadedFile | null {
    if (this.#broken || !this.#head || !this.#held.equals(this.#close)) return null;
    return { ...this.#head, size: this.#size, sha256: this.#hash.digest('hex') };
  }

  #readHead(): void {
    const end = this.#held.indexOf('\r\n\r\n');
    if (end < 0) {
      this.#broken = this.#held.length > HEAD_LIMIT;
      return;
    }
    const head = this.#held.subarray(this.#open.length, end).toString('latin1');
    const match = /^content-disposition: form-data; name="([^"]*)"; filename="([^"]*)"/im.exec(head);
    this.#broken = !match || !this.#held.subarray(0, this.#open.length).equals(this.#open);
    this.#head = { field: match?.[1] ?? '', filename: match?.[2] ?? '' };
    this.#held = this.#held.subarray(end + 4);
  }
}

/** The boundary of a multipart/form-data content type, or null. */
export function boundaryOf(contentType: string): string | null {
  return /^multipart\/form-data\s*;\s*boundary="?([^";]{1,70})"?/i.exec(contentType)?.[1] ?? null;
}
