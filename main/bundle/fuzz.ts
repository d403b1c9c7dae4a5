import { type FuzzReport, type FuzzTarget, fuzzTargets } from '../ports/fuzz.ts';
import { decodeBagInfo, encodeBagInfo } from './codec/bag-info.ts';
import { decodeManifest, encodeManifest } from './codec/manifest.ts';
import {
  decodePublicKey,
  decodeSecretKey,
  decodeSignature,
  encodePublicKey,
  encodeSignature,
  publicKeyLine,
  signMinisign,
  verifyMinisign,
} from './codec/minisign.ts';
import { nameProblem, portableName, shownName } from './codec/names.ts';
import { contradictions, decodePackages, encodePackages } from './codec/packages.ts';
import { decodeSshPublicKey, encodeSshPublicKey } from './codec/ssh.ts';
import { decodeSshSignature, encodeSshSignature, signSsh, verifySsh } from './codec/sshsig.ts';
import { verifyText } from './codec/verify-text.ts';
import { decodeHop } from './custody.ts';
import { BundleError } from './errors.ts';
import { acceptRotation, rotate } from './rotation.ts';
import { KEY, STRANGER, trusting } from './testing/bundles.ts';

/** Mutated files of a bundle and mutated keys through everything that reads them; it may return a value or throw BundleError. */
export function fuzz(iterations: number, seed: number): FuzzReport {
  return fuzzTargets(makeTargets(), (error) => error instanceof BundleError, iterations, seed);
}

const HASH = 'a'.repeat(64);
const AT = '2026-11-21T10:00:00.000Z';
const CONTENT = Buffer.from('content');

/** What is decoded says the same after it was encoded: a decoder that guesses would not. */
function stable<T>(value: T, again: T): T {
  if (JSON.stringify(value) !== JSON.stringify(again)) throw new Error('decoded to another value the second time');
  return value;
}

function makeTargets(): FuzzTarget[] {
  const text = (value: string) => [Buffer.from(value)];
  const utf8 = (bytes: Buffer) => bytes.toString('utf8');
  const manifest = (bytes: Buffer) => decodeManifest('m', bytes);
  return [
    {
      name: 'manifest',
      seeds: text(`${HASH}  data/one.bin\n${HASH} *data/two.bin\r\n`),
      decode: (bytes) => {
        const read = manifest(bytes);
        return stable([...read].sort(), [...manifest(Buffer.from(encodeManifest(read)))].sort());
      },
    },
    {
      name: 'bag-info.txt',
      seeds: text(encodeBagInfo(INFO)),
      decode: (bytes) => decodeBagInfo(bytes),
    },
    {
      name: 'packages.json',
      seeds: text(encodePackages(PACKAGES)),
      decode: (bytes) => {
        const read = decodePackages(bytes);
        return [
          contradictions(read),
          verifyText(read),
          stable(read, decodePackages(Buffer.from(encodePackages(read)))),
        ];
      },
    },
    // Base64 refuses nearly all mutations of a text, so the bytes behind it are mutated too.
    ...[(bytes: Buffer) => bytes, wrapped('untrusted comment: x\n', '\n')].map((file, i) => ({
      name: i ? 'minisign public key, its bytes' : 'minisign public key',
      seeds: i ? [Buffer.from(publicKeyLine(KEY), 'base64')] : text(encodePublicKey(KEY)),
      decode: (bytes: Buffer) => {
        const key = decodePublicKey(utf8(file(bytes)));
        return stable(key, decodePublicKey(encodePublicKey(key)));
      },
    })),
    { name: 'minisign secret key', seeds: [secretKeyFile(secretKeyBody())], decode: decodeSecretKey },
    {
      name: 'minisign secret key, its bytes',
      seeds: [secretKeyBody()],
      decode: (bytes) => decodeSecretKey(secretKeyFile(bytes)),
    },
    { name: 'minisign signature', seeds: text(MINISIG), decode: (bytes) => minisignSignature(utf8(bytes)) },
    {
      name: 'minisign signature, its comment',
      seeds: text('bundle:b seq:1'),
      decode: (bytes) => minisignSignature(MINISIG.replace('a comment', () => utf8(bytes))),
    },
    {
      name: 'OpenSSH public key',
      seeds: text(encodeSshPublicKey(KEY.publicKey, 'somebody')),
      decode: (bytes) => {
        const key = decodeSshPublicKey(utf8(bytes));
        return stable(key, decodeSshPublicKey(encodeSshPublicKey(key, '')));
      },
    },
    {
      name: 'OpenSSH signature',
      seeds: text(signSsh(KEY, 'rackhand-bundle', CONTENT)),
      decode: sshSignature,
    },
    {
      // Behind the armour, which refuses nearly all mutations, lies the blob.
      name: 'OpenSSH signature, its blob',
      seeds: [Buffer.from(signSsh(KEY, 'rackhand-bundle', CONTENT).replace(/-----.*-----|\n/g, ''), 'base64')],
      decode: (blob) =>
        sshSignature(wrapped('-----BEGIN SSH SIGNATURE-----\n', '\n-----END SSH SIGNATURE-----\n')(blob)),
    },
    {
      name: 'rotation',
      seeds: text(rotate(KEY, STRANGER, AT)),
      decode: (bytes) => acceptRotation([trusting()], utf8(bytes)),
    },
    { name: 'custody', seeds: text(JSON.stringify(HOP)), decode: (bytes) => decodeHop('hop', bytes) },
    { name: 'names', seeds: ['data/one.bin', '../CON', 'a\\b', 'é'].map((name) => Buffer.from(name)), decode: names },
  ];
}

/** Bytes as base64 between two texts. */
const wrapped = (before: string, after: string) => (bytes: Buffer) =>
  Buffer.from(`${before}${bytes.toString('base64')}${after}`);

const MINISIG = signMinisign(KEY, CONTENT, 'a comment');

function minisignSignature(text: string) {
  const signed = decodeSignature(text);
  verifyMinisign(KEY, CONTENT, signed);
  return stable(signed, decodeSignature(encodeSignature(signed, '')));
}

function sshSignature(bytes: Buffer) {
  const signed = decodeSshSignature(bytes.toString('utf8'));
  verifySsh(signed, 'rackhand-bundle', CONTENT);
  return stable(signed.signature, decodeSshSignature(encodeSshSignature(signed)).signature);
}

function names(bytes: Buffer): string {
  const name = bytes.toString('utf8');
  const portable = portableName(name);
  if (nameProblem(portable)) throw new Error(`portableName made ${JSON.stringify(portable)}`);
  if (/[^ -~…]/.test(shownName(name))) throw new Error('shownName left something that does not print');
  const problem = nameProblem(name);
  if (problem) throw new BundleError('bundle.format', problem);
  return name;
}

const secretKeyFile = wrapped('untrusted comment: x\n', '\n');

function secretKeyBody(): Buffer {
  const body = Buffer.alloc(158);
  body.write('Ed\0\0B2', 'latin1');
  KEY.id.copy(body, 54);
  KEY.seed.copy(body, 62);
  KEY.publicKey.copy(body, 94);
  return body;
}

const INFO = {
  ...{ id: 'b', octets: 10, streams: 1, sealedAt: AT, expiresAt: AT, sequence: 1, previous: HASH, request: 'r' },
  ...{ serial: 'S', media: ['m'] },
};
const PACKAGES: Parameters<typeof encodePackages>[0] = {
  ...{ format: 'rackhand-bundle/1', bundle: 'b', sequence: 1, request: 'r', sealedAt: AT },
  target: { product: 'p', serial: 'S', host: 'h' },
  offeredList: { sha256: HASH, at: AT },
  packages: [
    {
      ...{ name: 'one', version: '1', kind: 'base', order: 1, dependsOn: ['two'], originalName: 'one.bin' },
      ...{ sizeBytes: 10, sha256: HASH, vendorSha256: HASH, sourceUrl: 'https://vendor.example/one.bin' },
      scan: { verdict: 'clean', engine: 'scanner', at: AT, detail: '' },
      parts: [{ path: 'data/one.bin', sizeBytes: 10, sha256: HASH }],
    },
  ],
};
const HOP = {
  ...{ format: 'rackhand-custody/1', bundle: 'b', tagmanifestSha256: HASH, previousSha256: null, n: 1 },
  ...{
    person: 'A',
    role: 'admin',
    from: 'a',
    to: 'b',
    at: AT,
    medium: null,
    seal: null,
    note: '',
    signedBy: 'SHA256:x',
  },
};
