import { scrypt } from 'node:crypto';

/** Cost of scrypt (RFC 7914). Memory is 128·n·r bytes. */
export interface Cost {
  n: number;
  r: number;
  p: number;
}
/** 128 MiB, a quarter of a second on a desk, more on a field laptop: OWASP's first choice for scrypt. */
export const STRONG: Cost = { n: 2 ** 17, r: 8, p: 1 };
export const SALT_BYTES = 32;
export const KEY_BYTES = 32;

/** Whether costs that come out of a file are worth trying: not a number that makes the machine stand still. */
export function isReasonable({ n, r, p }: Cost): boolean {
  const powerOfTwo = n >= 2 && n <= 2 ** 20 && Number.isInteger(Math.log2(n));
  return powerOfTwo && Number.isInteger(r) && r >= 1 && r <= 16 && Number.isInteger(p) && p >= 1 && p <= 4;
}

/**
 * The key that a passphrase stands for; the caller wipes it. Spellings of the same characters (é as one or as two code
 * points, which differs between systems) give the same key. A Buffer is taken as it is and stays the caller's to wipe.
 */
export async function stretch(passphrase: string | Buffer, salt: Uint8Array, cost: Cost): Promise<Buffer> {
  const bytes = typeof passphrase === 'string' ? Buffer.from(passphrase.normalize('NFKC')) : passphrase;
  const { n, r, p } = cost;
  try {
    return await new Promise((resolve, reject) => {
      const options = { N: n, r, p, maxmem: 128 * n * r * 2 + 2 ** 20 };
      scrypt(bytes, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
    });
  } finally {
    if (bytes !== passphrase) bytes.fill(0);
  }
}
