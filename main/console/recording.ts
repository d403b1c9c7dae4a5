import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { ConsoleMark } from '../../preload/contract.ts';
import type { RecordingChunk, RecordingHead, RecordingLine } from './format.ts';

/** Output that comes within this time shares one line of the index, milliseconds. */
const TOGETHER_MS = 100;

export interface Sealed {
  name: string;
  size: number;
  sha256: string;
  openedAt: string;
  closedAt: string;
  gaps: number;
}

/** Name of a new recording: time, device, and something that no other has. Safe as a file name everywhere. */
export function recordingName(openedAt: string, deviceId: string): string {
  const stamp = openedAt.replace(/[-:]/g, '').replace(/\.\d+/, '');
  const device = deviceId
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40);
  return `${stamp}-${device}-${randomBytes(3).toString('hex')}`;
}

/**
 * A recording that is being written. Every call reaches the operating system before it returns, so that a killed process
 * loses no byte; `sync` carries it on to the disk. Throws what the file system throws (a full disk, a pulled stick);
 * what was written before stays.
 */
export class Recording {
  readonly name: string;
  readonly head: RecordingHead;
  readonly #raw: number;
  readonly #index: number;
  readonly #hash = createHash('sha256');
  #size = 0;
  #gaps = 0;
  #dirty = true;
  /** Output that is in the raw file and not in the index yet. */
  #pending: RecordingChunk | null = null;

  /** `folder` must exist. */
  constructor(folder: string, head: RecordingHead) {
    this.head = head;
    this.name = recordingName(head.openedAt, head.deviceId);
    this.#raw = openSync(path.join(folder, `${this.name}.raw`), 'ax', 0o600);
    this.#index = openSync(path.join(folder, `${this.name}.ndjson`), 'ax', 0o600);
    this.#write(head);
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  /** Adds output; returns the offset at which it stands. */
  append(bytes: Uint8Array, at: string): number {
    const offset = this.#size;
    for (let done = 0; done < bytes.length; ) {
      const written = writeSync(this.#raw, bytes, done, bytes.length - done);
      this.#hash.update(bytes.subarray(done, done + written));
      done += written;
      this.#size += written;
    }
    this.#dirty = true;
    if (this.#pending && Date.parse(at) - Date.parse(this.#pending.at) < TOGETHER_MS) {
      this.#pending.length += bytes.length;
    } else {
      this.#note();
      this.#pending = { kind: 'chunk', at, offset, length: bytes.length };
    }
    return offset;
  }

  mark(mark: ConsoleMark['kind'], at: string, since: string | null = null, note: string | null = null): ConsoleMark {
    this.#note();
    if (mark === 'gap') this.#gaps++;
    const offset = this.#size;
    this.#write({ kind: 'mark', mark, at, offset, since, note });
    return { recording: this.name, offset, at, kind: mark, since, note };
  }

  /** Carries what was written to the disk itself, if anything was. */
  sync(): void {
    if (!this.#dirty) return;
    this.#note();
    this.#dirty = false;
    fdatasyncSync(this.#raw);
    fdatasyncSync(this.#index);
  }

  /** Writes the end and closes both files. The recording cannot be written any more. */
  seal(at: string): Sealed {
    this.#note();
    const sha256 = this.#hash.digest('hex');
    const sealed = {
      name: this.name,
      size: this.#size,
      sha256,
      openedAt: this.head.openedAt,
      closedAt: at,
      gaps: this.#gaps,
    };
    this.#write({ kind: 'end', at, size: this.#size, sha256 });
    this.sync();
    this.abandon();
    return sealed;
  }

  /** Lets go of the files without an end; the next start closes them. */
  abandon(): void {
    closeSync(this.#raw);
    closeSync(this.#index);
  }

  #note(): void {
    if (this.#pending) this.#write(this.#pending);
    this.#pending = null;
  }

  #write(line: RecordingLine): void {
    this.#dirty = true;
    writeSync(this.#index, `${JSON.stringify(line)}\n`);
  }
}
