/**
 * What may be negotiated. Without consent: what ssh2 offers by default. With consent for this device, outdated algorithms
 * are appended, so that they are taken only when nothing better is common to both sides. idrac.md §1.3.
 */
import type { ConnectConfig } from './ssh2.ts';

type Algorithms = NonNullable<ConnectConfig['algorithms']>;

const LEGACY: Algorithms = {
  kex: {
    append: ['diffie-hellman-group-exchange-sha1', 'diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1'],
    prepend: [],
    remove: [],
  },
  cipher: { append: ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'], prepend: [], remove: [] },
  hmac: { append: ['hmac-md5', 'hmac-sha1-96'], prepend: [], remove: [] },
  serverHostKey: { append: ['ssh-dss'], prepend: [], remove: [] },
};

/** Options for ssh2; nothing for its defaults. */
export function algorithms(legacyConsent: boolean): { algorithms?: Algorithms } {
  return legacyConsent ? { algorithms: LEGACY } : {};
}
