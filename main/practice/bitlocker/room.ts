/** Bytes kept for one copy of the metadata, by its version. */
const COPY_BYTES = { 1: 16_384, 2: 65_536 } as const;
/** Bytes at the volume's start that are moved elsewhere, to make room for BitLocker's own boot sector. */
export const MOVED = 8192;

export interface Room {
  /** Bytes of each copy. */
  copyBytes: number;
  /** Where the three copies of the metadata go, in bytes from the volume's start. */
  copies: [number, number, number];
  /** Where the volume's first bytes go: behind the first copy. */
  moved: number;
}

const STEP = 4096;

/**
 * Finds room in stretches of zeros, so that what a reader sees there (zeros) is what the file system holds: decrypted, the
 * volume is the same byte for byte. Begins to look at a quarter, the middle and three quarters.
 * @throws RangeError when the file system is too full
 */
export function findRoom(plain: Uint8Array, version: 1 | 2): Room {
  const copyBytes = COPY_BYTES[version];
  const bytes = Buffer.from(plain.buffer, plain.byteOffset, plain.length);
  const taken: [number, number][] = [[0, MOVED]];
  const place = (share: number, length: number): number => {
    const first = Math.floor((bytes.length * share) / STEP) * STEP;
    for (let step = 0; step < bytes.length; step += STEP) {
      const at = (first + step) % (Math.ceil(bytes.length / STEP) * STEP);
      const end = at + length;
      if (end > bytes.length || taken.some(([from, to]) => at < to && end > from)) continue;
      if (!isZero(bytes.subarray(at, end))) continue;
      taken.push([at, end]);
      return at;
    }
    throw new RangeError(`no ${length} bytes of zeros are left for the metadata: name a larger or emptier file system`);
  };
  const copies: Room['copies'] = [place(1 / 4, copyBytes + MOVED), place(1 / 2, copyBytes), place(3 / 4, copyBytes)];
  return { copyBytes, copies, moved: copies[0] + copyBytes };
}

const zeros = Buffer.alloc(COPY_BYTES[2] + MOVED);
function isZero(bytes: Buffer): boolean {
  return bytes.equals(zeros.subarray(0, bytes.length));
}
