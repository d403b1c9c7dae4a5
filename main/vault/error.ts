import { StoreError } from '../store/error.ts';

export type VaultErrorCode =
  | 'vault.absent'
  | 'vault.exists'
  | 'vault.locked'
  | 'vault.passphrase' // the wrong one, or the sealed key was altered: a seal cannot tell the two apart
  | 'vault.weak'
  | 'vault.damaged'
  | 'vault.key-store' // there is none that protects
  | 'vault.key-store-lost' // what it was given does not open the vault any more
  | 'vault.not-enrolled'
  | 'vault.export-passphrase'
  | 'vault.export-damaged'
  | 'vault.export-costly'
  | 'vault.id';

const SENTENCES: Record<VaultErrorCode, [message: string, advice: string]> = {
  'vault.absent': ['There is no vault yet.', 'Create one by giving it a passphrase.'],
  'vault.exists': ['There is a vault already.', 'Open it with its passphrase.'],
  'vault.locked': ['The vault is locked.', 'Open it with its passphrase.'],
  'vault.passphrase': [
    'This is not the passphrase of the vault.',
    'Check the keyboard layout and Caps Lock, try again.',
  ],
  'vault.weak': ['The passphrase is too short.', 'Use at least 8 characters, better four words or more.'],
  'vault.damaged': ['The vault is damaged.', 'Copy the data folder for support; store the passwords in a new one.'],
  'vault.key-store': [
    'The key store of this system cannot be used for the vault.',
    'Use the passphrase. On Linux, a keyring (GNOME Keyring or KWallet) has to be running and open.',
  ],
  'vault.key-store-lost': [
    'The key store of this system does not open the vault any more, so it was removed from it.',
    'Open the vault with its passphrase, then set the key store up again.',
  ],
  'vault.not-enrolled': [
    'The key store of this system was not set up for this vault.',
    'Open the vault with its passphrase, then set the key store up.',
  ],
  'vault.export-passphrase': [
    'This is not the passphrase of the exported file.',
    'Check the keyboard layout and Caps Lock, try again.',
  ],
  'vault.export-damaged': [
    'The exported file is not complete, was altered, or is no age file with a passphrase.',
    'Copy the file again from where it came, or export it again.',
  ],
  'vault.export-costly': [
    'Opening this file would need more memory than Rackhand gives to it.',
    'Open it with age on another machine.',
  ],
  'vault.id': ['This is not a name for a secret.', 'This is a fault of Rackhand; please report it.'],
};

/** Never holds a passphrase or a secret; `secret` names the one it is about. */
export class VaultError extends StoreError {
  declare readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, secret: string | null = null, cause?: unknown) {
    const [message, advice] = SENTENCES[code];
    super(code, secret === null ? message : `${secret}: ${message}`, advice, {
      params: secret === null ? {} : { secret },
      cause,
    });
  }
}
