/** What a catalogue, or the page a file was taken from, states of it. */
export interface StatedHash {
  algorithm: 'md5' | 'sha256';
  /** Hexadecimal, any case. */
  value: string;
}
export interface HashCheck extends StatedHash {
  matches: boolean;
}

/** A hash from its digits: 32 are MD5 (proves a good copy, not an honest one), 64 SHA-256. Null for anything else. */
export function statedHash(text: string): StatedHash | null {
  const value = text.trim().toLowerCase();
  if (!/^[0-9a-f]+$/.test(value)) return null;
  return value.length === 32
    ? { algorithm: 'md5', value }
    : value.length === 64
      ? { algorithm: 'sha256', value }
      : null;
}

export function checkHash(stated: StatedHash, measured: { md5: string; sha256: string }): HashCheck {
  const value = stated.value.toLowerCase();
  return { algorithm: stated.algorithm, value, matches: measured[stated.algorithm] === value };
}
