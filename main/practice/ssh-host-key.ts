/** Host keys of practice SSH servers. Not by ssh2's own generator, whose keys ssh2 sometimes cannot read. */
import { generateKeyPairSync } from 'node:crypto';
import { hostKeyOf } from '../ssh/host-key.ts';
import { utils } from '../ssh/ssh2.ts';

/** A new ECDSA key (P-256), PEM. */
export const ecdsaHostKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }).toString();

/** A new RSA key (2048), PEM: what servers of before ECDSA have. */
export const rsaHostKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

/** `SHA256:…` of a private key, as a client sees it. @throws Error for what is no key */
export function fingerprintOf(privateKey: string): string {
  const parsed = utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  return hostKeyOf(([parsed].flat()[0] ?? parsed).getPublicSSH()).fingerprint;
}
