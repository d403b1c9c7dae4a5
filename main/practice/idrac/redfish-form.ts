/** Reads a multipart/form-data body (RFC 7578) as it streams in: small fields, then one file that is not kept. */
import { createHash } from 'node:crypto';

const HEAD_LIMIT = 8192;
const FIELD_LIMIT = 64 * 1024;

export interface Form {
  fields: Record<string, string>;
  /** `sha256` in lower-case hex. */
  file: { field: string; name: string; size: number; sha256: string } | null;
}

export class FormReader {
  readonly #mark: Buffer;
  readonly #form: Form = { fields: {}, file: null };
  // As if the body began with a line break, every boundary looks the same.
  #held: Buffer = Buffer.from('\r\n');
  /** Null between parts. */
  #part: { name: string; filename: string | null; text: Buffer[]; size: number } | null = null;
  readonly #hash = createHash('sha256');
  #state: 'going' | 'ended' | 'broken' = 'going';

  constructor(boundary: string) {
    this.#mark = Buffer.from(`\r\n--${boundary}`, 'latin1');
  }

  push(chunk: Buffer): void {
    if (this.#state !== 'going') return;
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    while (this.#state === 'going' && (this.#part ? this.#content() : this.#head()));
  }

  /** The form, or null when it did not come whole. */
  end(): Form | null {
    return this.#state === 'ended' ? this.#form : null;
  }

  #head(): boolean {
    const after = this.#mark.length;
    if (this.#held.length < after + 2) return false;
    if (!this.#held.subarray(0, after).equals(this.#mark)) return this.#stop('broken');
    if (this.#held.toString('latin1', after, after + 2) === '--') return this.#stop('ended');
    const end = this.#held.indexOf('\r\n\r\n', after);
    if (end < 0) return this.#held.length > HEAD_LIMIT ? this.#stop('broken') : false;
    const head = this.#held.toString('latin1', after, end);
    const name = /^content-disposition: form-data; name="([^"]*)"/im.exec(head)?.[1];
    if (name === undefined) return this.#stop('broken');
    const filename = /^content-disposition:[^\r]*; filename="([^"]*)"/im.exec(head)?.[1] ?? null;
    if (filename !== null && this.#form.file !== null) return this.#stop('broken');
    this.#part = { name, filename, text: [], size: 0 };
    this.#held = this.#held.subarray(end + 4);
    return true;
  }

  #content(): boolean {
    const part = this.#part;
    if (!part) return false;
    const at = this.#held.indexOf(this.#mark);
    // What may be the beginning of a boundary waits for the rest of it.
    const ready = at < 0 ? Math.max(0, this.#held.length - this.#mark.length) : at;
    part.size += ready;
    if (part.filename === null) part.text.push(this.#held.subarray(0, ready));
    else this.#hash.update(this.#held.subarray(0, ready));
    this.#held = this.#held.subarray(ready);
    if (part.filename === null && part.size > FIELD_LIMIT) return this.#stop('broken');
    if (at < 0) return false;
    if (part.filename === null) this.#form.fields[part.name] = Buffer.concat(part.text).toString('utf8');
    else {
      this.#form.file = { field: part.name, name: part.filename, size: part.size, sha256: this.#hash.digest('hex') };
    }
    this.#part = null;
    return true;
  }

  #stop(state: 'ended' | 'broken'): false {
    this.#state = state;
    this.#held = Buffer.alloc(0);
    return false;
  }
}
