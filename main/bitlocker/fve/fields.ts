/** Fields that several FVE structures share. All little endian. */

/** Between 1601 (FILETIME) and 1970 (Date), in 100 ns. */
const EPOCH = 116444736000000000n;

/** A FILETIME (100 ns since 1601, UTC; MS-DTYP 2.3.3) as a date; null for zero, which stands for "never". */
export function fileTime(bytes: Buffer, at: number): Date | null {
  const ticks = bytes.readBigUInt64LE(at);
  return ticks === 0n ? null : new Date(Number((ticks - EPOCH) / 10_000n));
}

/** UTF-16 text up to its first NUL. */
export function text16(bytes: Buffer): string {
  const [text = ''] = bytes.toString('utf16le').split('\0', 1);
  return text;
}

/** An offset or size of 64 bits as a number. What exceeds 2^53 lies in no source, so that its last digits do not matter. */
export function u64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}
