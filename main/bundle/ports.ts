/** What a bundle is read from and written to. main/media has the ones that bypass the cache and survive a pulled stick. */
import type { ReadBack } from '../../preload/contract.ts';

export interface FolderEntry {
  /** Relative to the bundle, with `/`; as the file system has it, checked by nobody yet. */
  name: string;
  kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes; 0 for what is no file. */
  size: number;
}

/** The folder of one bundle, to be read. */
export interface BundleFolder {
  readonly path: string;
  /** Of MEDIA-ID.json beside the bundle; null where there is none. */
  readonly mediumId: string | null;
  /** How `read` has read so far; asked when everything was read. */
  readonly how: ReadBack | null;
  /** Everything in it at any depth, links not followed; ends early after `limit` entries. */
  list(limit: number): AsyncIterable<FolderEntry>;
  /** The bytes of a file whose name was found good. Must not follow links, and rejects when they cannot be read. */
  read(name: string): AsyncIterable<Uint8Array>;
}

/** Where a bundle is written to. */
export interface BundleDestination {
  /**
   * Writes a new file and makes it durable; rejects when there is one with other content. Hash and size are those of the
   * bytes that it was given, never of what was read back: a bad stick would get its own errors signed.
   */
  write(name: string, content: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number }>;
}
