import { StoreError } from '../store/error.ts';

export type VaultErrorCode =
  | 'vault.absent'
  | 'vault.exists'
  | 'vault.locked'
  | 'vault.passphrase' // the wrong one, or the sealed key was altered: a seal cannot tell the two apart
  | 'vault.weak'
  | 'vault.damaged'
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
  'vault.id': ['This is not a name for a secret.', 'This is a fault of Rackhand; please report it.'],
};

/** Never holds a passphrase or a secret; `secret` names the one it is about. */
export class VaultError extends StoreError {
  declare readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, secret: string | null = null) {
    const [message, advice] = SENTENCES[code];
    super(code, secret === null ? message : `${secret}: ${message}`, advice, {
      params: secret === null ? {} : { secret },
    });
  }
}
