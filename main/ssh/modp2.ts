/**
 * Oakley group 2 for cryptographic libraries that do not know it by name. Electron's BoringSSL has no `modp2`, and SSH of
 * old iDRACs knows no other group (diffie-hellman-group1-sha1). The prime itself works there.
 *
 * ssh2 takes the function when it is loaded, so this file is imported before it; see ssh2.ts.
 */
import crypto, { type DiffieHellmanGroup } from 'node:crypto';

/** RFC 2409 §6.2, 1024 bits; the generator is 2. */
export const MODP2_PRIME = Buffer.from(
  'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd' +
    'ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed' +
    'ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff',
  'hex',
);

type MakeGroup = (name: string) => DiffieHellmanGroup;

/** The same function, which also knows `modp2` where `make` does not. Other names fail as they did. */
export function withModp2(make: MakeGroup): MakeGroup {
  return (name) => {
    try {
      return make(name);
    } catch (error) {
      if (name !== 'modp2') throw error;
      return crypto.createDiffieHellman(MODP2_PRIME, 2);
    }
  };
}

// The groups are not tried here: making the largest one takes BoringSSL many seconds.
crypto.createDiffieHellmanGroup = withModp2(crypto.createDiffieHellmanGroup) as typeof crypto.createDiffieHellmanGroup;
