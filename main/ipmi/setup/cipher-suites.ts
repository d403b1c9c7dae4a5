/** What one cipher suite is made of; numbers of IPMI 2.0 Tables 13-17 (authentication), 13-18 (integrity), 13-19. */
export interface CipherSuite {
  id: number;
  /** IANA number of the maker whose suite it is; null for the standard ones of Table 22-20. */
  oem: number | null;
  authentication: number;
  integrity: number[];
  confidentiality: number[];
}

/** Table 22-20: id, authentication, integrity, confidentiality. */
const STANDARD: readonly (readonly [number, number, number, number])[] = [
  [0, 0, 0, 0],
  [1, 1, 0, 0],
  [2, 1, 1, 0],
  [3, 1, 1, 1],
  [4, 1, 1, 2],
  [5, 1, 1, 3],
  [6, 2, 0, 0],
  [7, 2, 2, 0],
  [8, 2, 2, 1],
  [9, 2, 2, 2],
  [10, 2, 2, 3],
  [11, 2, 3, 0],
  [12, 2, 3, 1],
  [13, 2, 3, 2],
  [14, 2, 3, 3],
  [15, 3, 0, 0],
  [16, 3, 4, 0],
  [17, 3, 4, 1],
  [18, 3, 4, 2],
  [19, 3, 4, 3],
];

const STANDARD_RECORD = 0xc0;
const OEM_RECORD = 0xc1;
/** The upper two bits of an algorithm byte say which kind it is. */
const KIND = { authentication: 0, integrity: 1, confidentiality: 2 } as const;

/** The suites in the joined records of Get Channel Cipher Suites (Table 22-18). A record that is cut off is left out. */
export function decodeSuites(records: Buffer): CipherSuite[] {
  const suites: CipherSuite[] = [];
  let at = 0;
  while (at < records.length) {
    const start = records[at++];
    if (start !== STANDARD_RECORD && start !== OEM_RECORD) continue;
    const head = start === OEM_RECORD ? 4 : 1;
    if (at + head > records.length) break;
    const suite: CipherSuite = {
      id: records[at] ?? 0,
      oem: start === OEM_RECORD ? records.readUIntLE(at + 1, 3) : null,
      authentication: 0,
      integrity: [],
      confidentiality: [],
    };
    at += head;
    for (let byte = records[at]; byte !== undefined && byte >> 6 < 3; byte = records[++at]) {
      const algorithm = byte & 0x3f;
      if (byte >> 6 === KIND.authentication) suite.authentication = algorithm;
      else if (byte >> 6 === KIND.integrity) suite.integrity.push(algorithm);
      else suite.confidentiality.push(algorithm);
    }
    suites.push(suite);
  }
  return suites;
}

/** The record of a standard suite. RangeError for an id that Table 22-20 does not have. */
export function encodeSuite(id: number): Buffer {
  const found = STANDARD.find(([standard]) => standard === id);
  if (!found) throw new RangeError(`${id} is no standard cipher suite`);
  const [, authentication, integrity, confidentiality] = found;
  return Buffer.from([STANDARD_RECORD, id, authentication, 0x40 | integrity, 0x80 | confidentiality]);
}

const STRONG = {
  /** RAKP-HMAC-SHA1 and -SHA256; 0 is none, 2 HMAC-MD5. */
  authentication: [1, 3],
  /** HMAC-SHA1-96 and HMAC-SHA256-128; 0 is none, 2 and 3 rest on MD5. */
  integrity: [1, 4],
  /** AES-CBC-128; 0 is none, 2 and 3 are RC4. */
  confidentiality: [1],
};

/**
 * Whether a session of this suite can be read, altered or opened by a third party: a part is missing, or rests on MD5 or
 * RC4. Suites of a maker are not judged. (SHA-1 within an HMAC is old, but not broken.)
 */
export function isWeak(suite: CipherSuite): boolean {
  const { authentication, integrity, confidentiality } = STRONG;
  const weak = (offered: number[], strong: number[]) =>
    !(offered.length > 0 && offered.every((a) => strong.includes(a)));
  return (
    suite.oem === null &&
    (!authentication.includes(suite.authentication) ||
      weak(suite.integrity, integrity) ||
      weak(suite.confidentiality, confidentiality))
  );
}
