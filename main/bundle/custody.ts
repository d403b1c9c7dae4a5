/**
 * Who had the bundle from when: statements in `custody/`, only ever added, each signed on its own and naming the SHA-256
 * of the one before and of the tag manifest. That the last ones were removed can be seen only by who knows of them.
 */
import { z } from 'zod';
import type { Hop, TrustedKey } from '../../preload/contract.ts';
import { decodeSignature, signMinisign } from './codec/minisign.ts';
import { fingerprintOf } from './codec/ssh.ts';
import { textOf } from './codec/text.ts';
import { BundleError } from './errors.ts';
import type { SigningKey } from './keys.ts';
import { sha256Of } from './layout.ts';
import type { BundleDestination } from './ports.ts';
import { Problems } from './problems.ts';
import { signerOfMinisig } from './signer.ts';
import { revokedFor } from './trust.ts';

const FORMAT = 'rackhand-custody/1';
export const MAX_HOPS = 999;
export const MAX_HOP_BYTES = 16_384;
const NAME = /^custody\/(\d{4})-[A-Za-z0-9]+\.json$/;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const text = z.string().max(500);
const schema = z.strictObject({
  format: z.literal(FORMAT),
  bundle: z.string().max(100),
  tagmanifestSha256: sha256,
  /** Of the statement before; null for the first one. */
  previousSha256: sha256.nullable(),
  n: z.number().int().positive().max(MAX_HOPS),
  person: text,
  role: z.enum(['admin', 'courier', 'technician', 'other'] as const satisfies Hop['role'][]),
  from: text,
  to: text,
  at: z.iso.datetime(),
  medium: text.nullable(),
  seal: text.nullable(),
  note: z.string().max(4000),
  signedBy: z.string().max(64),
});
type Statement = z.infer<typeof schema>;

/** The bundle that a chain is about. */
export interface CustodyOf {
  bundle: string;
  tagmanifestSha256: string;
}
export interface Custody {
  hops: Hop[];
  /** Of the last statement; null when there is none. What the next one names. */
  lastSha256: string | null;
  problems: Problems;
}

export const isCustodyFile = (name: string): boolean => NAME.test(name.replace(/\.minisig$/, ''));

/** The statement of a file. Throws BundleError `bundle.format`. */
export function decodeHop(file: string, bytes: Uint8Array): Statement {
  let value: unknown;
  try {
    value = JSON.parse(textOf(file, bytes));
  } catch (cause) {
    throw new BundleError('bundle.format', `${file} is not JSON.`, cause);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new BundleError('bundle.format', `${file} is not a statement of custody.`);
  return parsed.data;
}

/** Reads the chain out of the files of `custody/`, by name; every break is a problem `custody-broken`. */
export function readCustody(
  files: ReadonlyMap<string, Uint8Array>,
  of: CustodyOf,
  trusted: readonly TrustedKey[],
): Custody {
  const custody: Custody = { hops: [], lastSha256: null, problems: new Problems() };
  // A signature without its statement is what a power cut leaves behind: it is written first, and states nothing.
  const names = [...files.keys()].filter((name) => NAME.test(name)).sort();
  for (const [index, name] of names.entries()) {
    const broken = (what: string) => custody.problems.add('custody-broken', name, what);
    const bytes = files.get(name) ?? Buffer.alloc(0);
    const hop = custody.problems.attempt('custody-broken', name, () => decodeHop(name, bytes));
    if (hop) {
      const n = index + 1;
      if (hop.n !== n || Number(NAME.exec(name)?.[1]) !== n) broken(`It should be number ${n} of the chain.`);
      if (hop.bundle !== of.bundle || hop.tagmanifestSha256 !== of.tagmanifestSha256)
        broken('It is about another bundle.');
      if (hop.previousSha256 !== custody.lastSha256) broken('It does not follow the statement before it.');
      const signedBy = checkSignature({ name, bytes, hop, files, trusted, broken });
      const { n: number, person, role, from, to, at, medium, seal, note } = hop;
      custody.hops.push({ n: number, person, role, from, to, at, medium, seal, note, signedBy });
    }
    custody.lastSha256 = sha256Of(bytes);
  }
  return custody;
}

/** Fingerprint of the trusted key that signed the statement, or null and why not. */
function checkSignature({
  name,
  bytes,
  hop,
  files,
  trusted,
  broken,
}: {
  name: string;
  bytes: Uint8Array;
  hop: Statement;
  files: ReadonlyMap<string, Uint8Array>;
  trusted: readonly TrustedKey[];
  broken: (what: string) => void;
}): string | null {
  const file = files.get(`${name}.minisig`);
  if (!file) {
    broken('It is not signed.');
    return null;
  }
  try {
    const signed = decodeSignature(textOf(name, file));
    const signer = signerOfMinisig(signed, bytes, trusted);
    if (signer.verdict !== 'good') {
      broken(signer.verdict === 'unknown' ? `The key ${hop.signedBy} is not trusted here.` : 'Its signature is wrong.');
      return null;
    }
    const { key } = signer;
    if (key.fingerprint !== hop.signedBy) broken('Another key signed it than it says.');
    if (revokedFor(key, hop.at))
      broken(`The key of ${key.name} (${key.fingerprint}) was revoked on ${key.revoked?.at}.`);
    return key.fingerprint;
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    broken(error.message);
    return null;
  }
}

/** The two files of the next hop; the signature is the first of them, so that there is no statement without one. */
export function nextHop(
  of: CustodyOf,
  chain: Pick<Custody, 'hops' | 'lastSha256' | 'problems'>,
  hop: Omit<Hop, 'n' | 'signedBy'>,
  key: SigningKey,
): { name: string; text: string }[] {
  if (chain.problems.list.length > 0)
    throw new BundleError('bundle.custody', `The chain of custody of ${of.bundle} is broken, nothing can follow it.`);
  const n = chain.hops.length + 1;
  const { person, role, from, to, at, medium, seal, note } = hop;
  const said = { person, role, from, to, at, medium, seal, note, signedBy: fingerprintOf(key.publicKey) };
  const parsed = schema.safeParse({ format: FORMAT, ...of, previousSha256: chain.lastSha256, n, ...said });
  if (!parsed.success)
    throw new BundleError(
      'bundle.custody',
      `This change of custody cannot be written (${parsed.error.issues[0]?.path}).`,
    );
  const text = `${JSON.stringify(parsed.data, null, 1)}\n`;
  const name = `custody/${String(n).padStart(4, '0')}-${at.replace(/[^0-9TZ]/g, '')}.json`;
  const comment = `custody:${of.bundle} n:${n} previous:${chain.lastSha256 ?? 'none'}`;
  return [
    { name: `${name}.minisig`, text: signMinisign(key, Buffer.from(text), comment) },
    { name, text },
  ];
}

/** Writes them. Throws BundleError `bundle.custody`, and whatever the destination throws. */
export async function appendHop(to: BundleDestination, ...next: Parameters<typeof nextHop>): Promise<void> {
  for (const { name, text } of nextHop(...next)) await to.write(name, once(Buffer.from(text)));
}

async function* once(bytes: Uint8Array) {
  yield bytes;
}
