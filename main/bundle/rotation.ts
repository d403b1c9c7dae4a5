/**
 * A new key in place of an old one: a statement that the old key signs (who is trusted vouches) and the new one too (its
 * owner has it). Both are plain OpenSSH signatures, so that the statement can be checked with `ssh-keygen -Y verify`.
 */
import { z } from 'zod';
import type { TrustedKey } from '../../preload/contract.ts';
import { publicKeyLine } from './codec/minisign.ts';
import { fingerprintOf } from './codec/ssh.ts';
import { decodeSshSignature, signSsh, verifySsh } from './codec/sshsig.ts';
import { BundleError } from './errors.ts';
import type { Namespace, SigningKey } from './keys.ts';
import { readPublicKey, revoke, revokedFor, trust, trustedKey } from './trust.ts';

const NAMESPACE: Namespace = 'rackhand-rotation';
const FORMAT = 'rackhand-rotation/1';
const MAX_TEXT = 16_384;

const statementSchema = z.strictObject({
  format: z.literal(FORMAT),
  /** Fingerprints as OpenSSH prints them. */
  old: z.string().max(64),
  new: z.string().max(64),
  /** The new key as `minisign -P` takes it. */
  newKey: z.string().max(128),
  /** From when on the old key signs nothing more. */
  at: z.iso.datetime(),
});
const rotationSchema = z.strictObject({
  statement: z.string().max(2048),
  signedByOld: z.string().max(2048),
  signedByNew: z.string().max(2048),
});

/** The statement as one file. `at` is RFC 3339, UTC. */
export function rotate(old: SigningKey, next: SigningKey, at: string): string {
  const named = { old: fingerprintOf(old.publicKey), new: fingerprintOf(next.publicKey) };
  const statement = `${JSON.stringify({ format: FORMAT, ...named, newKey: publicKeyLine(next), at })}\n`;
  const [signedByOld, signedByNew] = [old, next].map((key) => signSsh(key, NAMESPACE, Buffer.from(statement)));
  return `${JSON.stringify({ statement, signedByOld, signedByNew }, null, 1)}\n`;
}

/**
 * The list after a statement: the new key trusted under the old one's name, the old one revoked from then on. Throws
 * BundleError: `bundle.rotation` when the statement does not hold, `bundle.not-trusted` when the old key is unknown or
 * was revoked already, `bundle.format` when it has no signatures at all.
 */
export function acceptRotation(keys: readonly TrustedKey[], file: string): TrustedKey[] {
  const { statement, oldKey, newKey } = readRotation(file);
  const old = keys.find(({ fingerprint }) => fingerprint === fingerprintOf(oldKey));
  if (!old) throw new BundleError('bundle.not-trusted', `The old key ${statement.old} is not trusted here.`);
  if (revokedFor(old, statement.at))
    throw new BundleError('bundle.not-trusted', `The old key of ${old.name} was revoked on ${old.revoked?.at}.`);
  const next = trustedKey(newKey, { name: old.name, own: old.own, since: statement.at });
  if (keys.some((key) => key.fingerprint === next.fingerprint))
    throw new BundleError('bundle.rotation', `The new key ${next.fingerprint} is in the list already.`);
  return trust(revoke(keys, old.fingerprint, 'rotated', statement.at), next);
}

function readRotation(file: string) {
  const broken = (what: string) => new BundleError('bundle.rotation', `The rotation statement does not hold: ${what}.`);
  const outer = file.length <= MAX_TEXT ? rotationSchema.safeParse(json(file)) : null;
  const inner = outer?.success ? statementSchema.safeParse(json(outer.data.statement)) : null;
  if (!outer?.success || !inner?.success) throw broken('it is not one');
  const statement = inner.data;
  const newKey = readPublicKey(statement.newKey);
  if (fingerprintOf(newKey.publicKey) !== statement.new) throw broken('it names another new key than it holds');
  const { signedByOld, signedByNew } = outer.data;
  const [byOld, byNew] = [signedByOld, signedByNew].map(decodeSshSignature);
  const content = Buffer.from(outer.data.statement);
  if (!byOld || !byNew || !verifySsh(byOld, NAMESPACE, content) || !verifySsh(byNew, NAMESPACE, content))
    throw broken('a signature is wrong');
  if (fingerprintOf(byOld.publicKey) !== statement.old) throw broken('another key than the old one signed');
  if (fingerprintOf(byNew.publicKey) !== statement.new) throw broken('another key than the new one signed');
  return { statement, oldKey: byOld.publicKey, newKey };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
