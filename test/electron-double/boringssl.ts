// Makes Node's OpenSSL refuse what Electron's BoringSSL lacks, so that no test passes on a primitive the product will
// not have. vitest loads this file before every unit test, the electron double before the application.
// Lists: electron/electron patches/boringssl/*.patch over google/boringssl crypto/cipher/get_cipher.cc,
// crypto/digest/digest_extra.cc and ssl/ssl_cipher.cc (main, August 2026); reference/electron.md §2.1.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import tls from 'node:tls';

type Fn = (...args: unknown[]) => unknown;
type Members = Record<string, unknown>;

const AES = [128, 192, 256].flatMap((bits) => ['cbc', 'ctr', 'ecb', 'gcm', 'ofb'].map((mode) => `aes-${bits}-${mode}`));
const DES = ['des-cbc', 'des-ecb', 'des-ede', 'des-ede-cbc', 'des-ede3', 'des-ede3-cbc'];
const OTHER = ['aes-128-cfb', 'aes-256-cfb', 'bf-cbc', 'bf-cfb', 'bf-ecb', 'rc2-cbc', 'rc2-40-cbc', 'rc4'];
/** Ciphers of Electron 45, lower case. Some of them (RC4, single DES, Blowfish, RC2) Node lacks all the same. */
export const ciphers: ReadonlySet<string> = new Set([...AES, ...DES, ...OTHER]);
/** Digests of Electron 45, lower case. */
export const hashes: ReadonlySet<string> = new Set(
  'md4 md5 md5-sha1 ripemd160 sha1 sha224 sha256 sha384 sha512 sha512-256'.split(' '),
);
const KEY_TYPES = new Set(['rsa', 'ec', 'ed25519', 'x25519']);
const CURVES = /^(prime256v1|P-256|secp224r1|P-224|secp384r1|P-384|secp521r1|P-521)$/i;
const DH_GROUPS = /^modp(5|14|15|16|17|18)$/;
/** Suites that BoringSSL does not have: no finite-field DHE, and of the CBC-SHA2 suites only ECDHE-*-AES128-SHA256. */
const ABSENT_SUITE =
  /^(DHE|EDH|ADH|AECDH|PSK-AES.*GCM|.*CAMELLIA|.*ARIA|.*SEED|.*IDEA|.*CCM)|^AES(128|256)-SHA256$|^ECDHE-(RSA|ECDSA)-AES256-SHA384$/i;

function refuse(message: string, code: string): never {
  throw Object.assign(new Error(message), { code });
}

function checkCipher(name: unknown): void {
  if (typeof name === 'string' && !ciphers.has(name.toLowerCase())) {
    refuse('Unknown cipher', 'ERR_CRYPTO_UNKNOWN_CIPHER');
  }
}

function checkDigest(name: unknown): void {
  if (typeof name === 'string' && !hashes.has(name.toLowerCase().replace(/^rsa-/, ''))) {
    refuse('Digest method not supported', 'ERR_CRYPTO_INVALID_DIGEST');
  }
}

function checkKeyType(type: unknown, options: unknown): void {
  if (typeof type === 'string' && !KEY_TYPES.has(type)) {
    refuse(`${type}: unsupported by BoringSSL`, 'ERR_OSSL_EVP_UNSUPPORTED_ALGORITHM');
  }
  const curve = (options as { namedCurve?: unknown } | undefined)?.namedCurve;
  if (type === 'ec' && typeof curve === 'string' && !CURVES.test(curve)) {
    refuse('Invalid EC curve name', 'ERR_CRYPTO_INVALID_CURVE');
  }
}

function checkSuites(...args: unknown[]): void {
  for (const options of args) {
    const list = (options as { ciphers?: unknown } | null | undefined)?.ciphers;
    if (typeof list !== 'string') continue;
    if (/@(SECLEVEL|STRENGTH)/i.test(list)) {
      refuse('SSL routines:OPENSSL_internal:INVALID_COMMAND', 'ERR_SSL_INVALID_COMMAND');
    }
    if (list.split(/[:, ]+/).every((suite) => ABSENT_SUITE.test(suite))) {
      refuse('SSL routines:OPENSSL_internal:NO_CIPHER_MATCH', 'ERR_SSL_NO_CIPHER_MATCH');
    }
  }
}

interface Installed {
  createCipheriv: typeof crypto.createCipheriv;
  createDecipheriv: typeof crypto.createDecipheriv;
  createHash: typeof crypto.createHash;
}

// One process may load this file more than once (each vitest module graph does), but wraps the built-ins only once.
const MARK = Symbol.for('rackhand.boringssl');
const globals = globalThis as unknown as Record<symbol, Installed | undefined>;

function install(): Installed {
  const real: Installed = {
    createCipheriv: crypto.createCipheriv,
    createDecipheriv: crypto.createDecipheriv,
    createHash: crypto.createHash,
  };
  const guard = (target: Members, names: string[], check: Fn): void => {
    for (const name of names) {
      const original = target[name];
      if (typeof original !== 'function') continue;
      const guarded = function (this: unknown, ...args: unknown[]): unknown {
        check(...args);
        return Reflect.apply(original, this, args);
      };
      target[name] = Object.assign(guarded, original);
    }
  };
  const members = crypto as unknown as Members;
  guard(members, ['createCipheriv', 'createDecipheriv'], checkCipher);
  guard(members, ['createHash', 'createHmac', 'createSign', 'createVerify', 'hash', 'sign', 'verify'], checkDigest);
  guard(members, ['pbkdf2', 'pbkdf2Sync'], (_password, _salt, _rounds, _length, digest) => checkDigest(digest));
  guard(members, ['hkdf', 'hkdfSync'], checkDigest);
  guard(members, ['generateKeyPair', 'generateKeyPairSync'], checkKeyType);
  guard(members, ['createECDH'], (curve) => checkKeyType('ec', { namedCurve: curve }));
  guard(members, ['getDiffieHellman', 'createDiffieHellmanGroup'], (group) => {
    if (!DH_GROUPS.test(String(group))) refuse('Unknown DH group', 'ERR_CRYPTO_UNKNOWN_DH_GROUP');
  });
  guard(members, ['argon2', 'argon2Sync'], () => refuse('argon2 needs OpenSSL 3.2', 'ERR_CRYPTO_ARGON2_NOT_SUPPORTED'));
  members.getCiphers = () => [...ciphers].sort();
  members.getHashes = () => [...hashes].sort();
  guard(tls as unknown as Members, ['createSecureContext', 'connect', 'createServer'], checkSuites);
  syncBuiltinESMExports();
  return real;
}

/**
 * Node's own OpenSSL without the guard, for one purpose: as the oracle that our own AES-CCM, AES-XTS and the like are
 * compared with in tests. Product code cannot reach it.
 */
export const openssl: Installed = globals[MARK] ?? install();
globals[MARK] = openssl;
