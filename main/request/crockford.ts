/** Crockford's base 32 (crockford.com/base32.html): no I, L, O, U; the reader takes I and L for 1, O for 0, and any case. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));
for (const [alias, value] of [['O', 0], ['I', 1], ['L', 1]] as const) VALUES.set(alias, value); // biome-ignore format: a table

/** The character of a 5-bit value. */
export const symbol = (value: number): string => ALPHABET[value] ?? '';

/** The 5-bit value of a character, or null. Case does not matter. */
export const fiveOf = (character: string): number | null => VALUES.get(character.toUpperCase()) ?? null;

/** Bytes as 5-bit values, most significant bit first; the last one is filled up with zero bits. */
export function toFives(bytes: Uint8Array): number[] {
  const fives: number[] = [];
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) fives.push((held >>> (bits - 5)) & 31);
    held &= (1 << bits) - 1;
  }
  if (bits > 0) fives.push((held << (5 - bits)) & 31);
  return fives;
}

/** Bytes of 5-bit values; null when bits are left over that are not zero, or a whole value too many. */
export function fromFives(fives: readonly number[]): Buffer | null {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const five of fives) {
    held = (held << 5) | five;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(held >>> bits);
      held &= (1 << bits) - 1;
    }
  }
  return bits < 5 && held === 0 ? Buffer.from(bytes) : null;
}
