/** Where everything lies in a store. One folder, so that a person can copy it as a whole. */
import { createHash } from 'node:crypto';
import path from 'node:path';

export interface Layout {
  root: string;
  inbox: string;
  quarantine: string;
  blobs: string;
}

export const layoutOf = (root: string): Layout => ({
  root,
  inbox: path.join(root, 'inbox'),
  quarantine: path.join(root, 'quarantine'),
  blobs: path.join(root, 'blobs', 'sha256'),
});

const SHA256 = /^[0-9a-f]{64}$/;
export const isSha256 = (text: string): boolean => SHA256.test(text);

/** @throws RangeError when `sha256` is not 64 lower-case hex digits: nothing else may become a path */
export function blobOf({ blobs }: Layout, sha256: string): string {
  if (!isSha256(sha256)) throw new RangeError('not a SHA-256');
  return path.join(blobs, sha256.slice(0, 2), sha256);
}

export const receiptOf = (layout: Layout, sha256: string): string => `${blobOf(layout, sha256)}.json`;

/** A name for what is under way, from any text that identifies it: the same after every restart, fit for any disk. */
export const idOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 24);
export const partOf = ({ inbox }: Layout, id: string): string => path.join(inbox, `${id}.part`);
export const journalOf = ({ inbox }: Layout, id: string): string => path.join(inbox, `${id}.json`);
