/**
 * A stick with FAT in memory, which loses on a power cut what a real one loses (media.md §2): data that was not synced, names
 * whose folder was not synced, and the size of a file that was renamed and not synced again. Every call is counted, and any
 * of them can be made to fail or be the last one.
 */
import { constants } from 'node:fs';
import path from 'node:path';
import type { FilePort, OpenFile, Stat } from '../files.ts';

interface Inode {
  folder: boolean;
  data: Buffer;
  /** What the sectors hold. */
  durable: Buffer;
  /** The size that its entry on the medium states. */
  durableSize: number;
}

/** The process is gone: nothing after it happens. */
export class Stopped extends Error {}

export type Fault = { at: number; errno: string } | { at: number; stop: true };

export const ROOT = '/mnt/stick';
const DEVICE = '/dev/sdb1';
const CLUSTER = 4096;

export class FatStick {
  calls = 0;
  /** Names of the calls so far. */
  readonly log: string[] = [];
  fault: Fault | null = null;
  /** Writes take at most so many bytes. */
  writeLimit = Number.POSITIVE_INFINITY;
  capacity: number;
  plugged = true;
  direct: boolean;
  /** Entries as a running system sees them, and as they are on the medium. */
  entries = new Map<string, Inode>();
  durable = new Map<string, Inode>();

  constructor(capacity = 64 << 20, direct = true) {
    this.capacity = capacity;
    this.direct = direct;
  }

  readonly port: FilePort = {
    open: (place, flags) => this.#call(`open ${path.basename(place)}`, () => this.#open(place, flags)),
    lstat: (place) => this.#call(`lstat ${path.basename(place)}`, () => this.#lstat(place)),
    rename: (from, to) =>
      this.#call('rename', () => {
        const node = this.#node(from);
        this.entries.delete(from);
        this.entries.set(to, node);
        // The new entry has no size until the file is synced under it.
        node.durableSize = 0;
      }),
    unlink: (place) =>
      this.#call('unlink', () => {
        this.#node(place);
        this.entries.delete(place);
      }),
    mkdir: (place) =>
      this.#call('mkdir', () => {
        if (this.entries.has(place)) throw errno('EEXIST');
        this.entries.set(place, { folder: true, data: Buffer.alloc(0), durable: Buffer.alloc(0), durableSize: 0 });
      }),
    readdir: (place) =>
      this.#call('readdir', () => [...this.entries.keys()].filter((name) => path.dirname(name) === place)),
    statfs: () =>
      this.#call('statfs', () => ({ bavail: Math.floor((this.capacity - this.#used()) / CLUSTER), bsize: CLUSTER })),
  };

  /** What a running system reads, by name relative to the stick. */
  files(entries = this.entries, read = (node: Inode) => node.data): Record<string, Buffer> {
    const plain = [...entries].filter(([, { folder }]) => !folder);
    return Object.fromEntries(plain.map(([place, node]) => [path.relative(ROOT, place), read(node)]));
  }

  /** The stick after its power was cut: another system sees what is durable. */
  afterPowerCut(): FatStick {
    const next = new FatStick(this.capacity, this.direct);
    for (const [place, node] of this.durable) {
      const data = Buffer.alloc(node.durableSize);
      node.durable.copy(data);
      const again = { folder: node.folder, data, durable: Buffer.from(data), durableSize: data.length };
      next.entries.set(place, again);
      next.durable.set(place, again);
    }
    return next;
  }

  async #call<T>(name: string, act: () => T): Promise<T> {
    this.calls++;
    this.log.push(name);
    const { fault } = this;
    if (fault && 'stop' in fault && this.calls >= fault.at) throw new Stopped('the process was killed');
    if (fault && 'errno' in fault && this.calls === fault.at) throw errno(fault.errno);
    if (!this.plugged) throw errno('EIO');
    return act();
  }

  #lstat(place: string): Stat {
    const kind = (dev: number, folder: boolean, size = 0): Stat => {
      return { size, dev, isFile: () => !folder, isDirectory: () => folder };
    };
    if (place === DEVICE) return kind(5, false);
    if (place === ROOT) return kind(2, true);
    if (!place.startsWith(`${ROOT}/`)) return kind(1, true);
    const node = this.#node(place);
    return kind(2, node.folder, node.data.length);
  }

  #open(place: string, flags: number): OpenFile {
    if (!this.direct && flags & (constants.O_DIRECT ?? 0)) throw errno('EINVAL');
    if (place === ROOT) return this.#handle(null, place, flags);
    if (flags & constants.O_CREAT) {
      if (this.entries.has(place)) throw errno('EEXIST');
      this.entries.set(place, { folder: false, data: Buffer.alloc(0), durable: Buffer.alloc(0), durableSize: 0 });
    }
    return this.#handle(this.#node(place), place, flags);
  }

  #handle(node: Inode | null, place: string, flags: number): OpenFile {
    const direct = (flags & (constants.O_DIRECT ?? 0)) !== 0;
    const sync = () => {
      if (node && !node.folder) {
        node.durable = Buffer.from(node.data);
        node.durableSize = node.data.length;
        // The entry of a file is where its size is: it is made durable with it.
        const under = [...this.entries].find(([, one]) => one === node)?.[0];
        if (under !== undefined) {
          for (const [name, one] of this.durable) if (one === node) this.durable.delete(name);
          this.durable.set(under, node);
        }
        return;
      }
      for (const name of this.durable.keys()) {
        if (path.dirname(name) === place && !this.entries.has(name)) this.durable.delete(name);
      }
      for (const [name, one] of this.entries) if (path.dirname(name) === place) this.durable.set(name, one);
    };
    const handle = {
      read: (buffer: Buffer, offset: number, length: number, position: number) =>
        this.#call('read', () => {
          const source = direct ? node?.durable : node?.data;
          const bytesRead =
            source?.copy(buffer, offset, position, Math.min(position + length, node?.data.length ?? 0)) ?? 0;
          return { bytesRead, buffer };
        }),
      write: (buffer: Buffer, offset: number, length: number, position: number) =>
        this.#call('write', () => {
          if (!node) throw errno('EISDIR');
          const bytesWritten = Math.min(length, this.writeLimit);
          const size = Math.max(node.data.length, position + bytesWritten);
          if (this.#used() + size - node.data.length > this.capacity) throw errno('ENOSPC');
          const grown = Buffer.alloc(size);
          node.data.copy(grown);
          buffer.copy(grown, position, offset, offset + bytesWritten);
          node.data = grown;
          if (direct) node.durable = Buffer.from(grown);
          return { bytesWritten, buffer };
        }),
      sync: () => this.#call('fsync', sync),
      datasync: () => this.#call('fsync', sync),
      truncate: (size: number) =>
        this.#call('truncate', () => {
          if (node) node.data = node.data.subarray(0, size);
        }),
      close: () => this.#call('close', () => undefined),
    };
    return handle as unknown as OpenFile;
  }

  #node(place: string): Inode {
    const node = this.entries.get(place);
    if (!node) throw errno('ENOENT');
    return node;
  }

  #used(): number {
    return [...this.entries.values()].reduce((sum, { data }) => sum + Math.ceil(data.length / CLUSTER) * CLUSTER, 0);
  }
}

function errno(code: string): Error {
  return Object.assign(new Error(code), { code });
}
