import type { Algorithms } from '../wire/open-session.ts';

/** Suites this program speaks. Suite 0 (no authentication) and everything weaker than 3 are left out on purpose. */
export type SuiteId = 17 | 3;

/** One cipher suite (IPMI 2.0 Table 22-20, "Cipher Suite IDs"); lengths in bytes. Confidentiality is AES-CBC-128 in both. */
export interface Suite {
  id: SuiteId;
  algorithms: Algorithms;
  hash: 'sha1' | 'sha256';
  /** Length of the key exchange authentication codes in RAKP 2 and 3. */
  keyExchangeLength: number;
  /** Length of the RAKP 4 integrity check value and of each packet's AuthCode. */
  authCodeLength: number;
}

export const SUITES: Record<SuiteId, Suite> = {
  3: {
    id: 3,
    algorithms: { authentication: 0x01, integrity: 0x01, confidentiality: 0x01 },
    hash: 'sha1',
    keyExchangeLength: 20,
    authCodeLength: 12,
  },
  17: {
    id: 17,
    algorithms: { authentication: 0x03, integrity: 0x04, confidentiality: 0x01 },
    hash: 'sha256',
    keyExchangeLength: 32,
    authCodeLength: 16,
  },
};

export function sameAlgorithms(a: Algorithms, b: Algorithms): boolean {
  return (
    a.authentication === b.authentication && a.integrity === b.integrity && a.confidentiality === b.confidentiality
  );
}
