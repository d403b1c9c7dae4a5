import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import type { ConsoleRecording, ConsoleReplay } from '../../preload/contract.ts';
import { parseIndex, type RecordingEnd, type RecordingHead, type RecordingLine, stretches } from './format.ts';
import { Recording, type Sealed } from './recording.ts';

const NAME = /^[0-9a-z-]+$/i;
/** Bytes of one replay. */
const PORTION = 1_000_000;
const BLOCK = 1 << 20;

/** The folder of recordings. Reading never changes anything; recordings of other processes are read as they grow. */
export class Recordings {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts a recording. Throws what the file system throws. */
  create(head: Omit<RecordingHead, 'kind' | 'version'>): Recording {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    return new Recording(this.#folder, { kind: 'head', version: 1, ...head });
  }

  /** Recordings of a site (of all sites when null), newest first. */
  list(siteId: string | null, deviceId: string | null = null): ConsoleRecording[] {
    return this.#names()
      .flatMap((name) => {
        const head = headOf(this.#index(name));
        if (!head || (siteId !== null && head.siteId !== siteId)) return [];
        if (deviceId !== null && head.deviceId !== deviceId) return [];
        const { openedAt, deviceName } = head;
        const size = statSync(this.#path(name, 'raw')).size;
        return [{ recording: name, siteId: head.siteId, deviceId: head.deviceId, deviceName, openedAt, size }];
      })
      .sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1));
  }

  /** Names of a device's recordings that were written to at or after an instant (milliseconds since the epoch), with their sizes. */
  writtenSince(siteId: string, deviceId: string, since: number): { name: string; size: number }[] {
    return this.list(siteId, deviceId)
      .filter(({ recording }) => statSync(this.#path(recording, 'raw')).mtimeMs >= since)
      .map(({ recording: name, size }) => ({ name, size }));
  }

  has(name: string): boolean {
    return NAME.test(name) && existsSync(this.#path(name, 'raw'));
  }

  head(name: string): RecordingHead | null {
    return this.has(name) ? headOf(this.#index(name)) : null;
  }

  /** What stands from `offset` on, up to about a megabyte; `size` tells whether there is more. */
  replay(name: string, offset: number): ConsoleReplay {
    const lines = this.#index(name);
    const head = headOf(lines);
    const { size } = statSync(this.#path(name, 'raw'));
    const end = Math.min(size, offset + PORTION);
    const bytes = this.#bytes(name, offset, end);
    const place = { siteId: head?.siteId ?? '', deviceId: head?.deviceId ?? '', recording: name };
    const chunks: ConsoleReplay['chunks'] = [];
    for (const line of stretches(lines, size)) {
      if (line.kind !== 'chunk' || line.offset + line.length <= offset || line.offset >= end) continue;
      const from = Math.max(line.offset, offset);
      const to = Math.min(line.offset + line.length, end);
      const data = bytes.subarray(from - offset, to - offset).toString('base64');
      chunks.push({ ...place, offset: from, at: line.at, data });
    }
    const marks = lines.flatMap((line) =>
      line.kind === 'mark' && line.offset >= offset && (line.offset < end || end === size)
        ? [{ recording: name, offset: line.offset, at: line.at, kind: line.mark, since: line.since, note: line.note }]
        : [],
    );
    return { chunks, marks, size };
  }

  /** Every byte of a recording in portions, with the time of each. */
  *read(name: string): Generator<{ at: string; bytes: Buffer } | { mark: Extract<RecordingLine, { kind: 'mark' }> }> {
    const { size } = statSync(this.#path(name, 'raw'));
    for (const line of stretches(this.#index(name), size)) {
      if (line.kind === 'chunk')
        yield { at: line.at, bytes: this.#bytes(name, line.offset, line.offset + line.length) };
      if (line.kind === 'mark') yield { mark: line };
    }
  }

  /**
   * Closes recordings whose process is gone: their end gets the hash of what is there. `isAlive` tells who lives.
   * Returns what was closed, for the journal.
   */
  sealAbandoned(
    isAlive: (process: RecordingHead['process']) => boolean,
    now: string,
  ): (Sealed & { head: RecordingHead })[] {
    return this.#names().flatMap((name) => {
      const lines = this.#index(name);
      const head = headOf(lines);
      if (!head || lines.some(({ kind }) => kind === 'end') || isAlive(head.process)) return [];
      const { size, sha256 } = this.#digest(name);
      const end: RecordingEnd = { kind: 'end', at: now, size, sha256 };
      // The last line may be torn: an empty line before the end keeps it apart.
      appendFileSync(this.#path(name, 'ndjson'), `\n${JSON.stringify(end)}\n`);
      const gaps = lines.filter((line) => line.kind === 'mark' && line.mark === 'gap').length;
      return [{ name, size, sha256, openedAt: head.openedAt, closedAt: now, gaps, head }];
    });
  }

  #names(): string[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((file) => file.endsWith('.raw') && NAME.test(file.slice(0, -4)))
      .map((file) => file.slice(0, -4))
      .filter((name) => existsSync(this.#path(name, 'ndjson')));
  }

  #path(name: string, extension: 'raw' | 'ndjson'): string {
    if (!NAME.test(name)) throw new RangeError('not the name of a recording');
    return path.join(this.#folder, `${name}.${extension}`);
  }

  #index(name: string): RecordingLine[] {
    return parseIndex(readFileSync(this.#path(name, 'ndjson'), 'utf8'));
  }

  #bytes(name: string, from: number, to: number): Buffer {
    const bytes = Buffer.alloc(Math.max(0, to - from));
    const file = openSync(this.#path(name, 'raw'), 'r');
    try {
      let done = 0;
      while (done < bytes.length) {
        const read = readSync(file, bytes, done, bytes.length - done, from + done);
        if (read === 0) break;
        done += read;
      }
      return bytes.subarray(0, done);
    } finally {
      closeSync(file);
    }
  }

  #digest(name: string): { size: number; sha256: string } {
    const hash = createHash('sha256');
    let size = 0;
    for (;;) {
      const block = this.#bytes(name, size, size + BLOCK);
      if (block.length === 0) return { size, sha256: hash.digest('hex') };
      hash.update(block);
      size += block.length;
    }
  }
}

function headOf(lines: readonly RecordingLine[]): RecordingHead | null {
  const [first] = lines;
  return first?.kind === 'head' ? first : null;
}
