/** Keys and options of the volumes that tests write. All of it is public. */
import { createHash } from 'node:crypto';
import type { FveMethod } from '../../../bitlocker/fve/types.ts';
import type { Stretch } from '../../../bitlocker/stretch/stretch.ts';
import type { FveOptions, FveProtector } from '../fve-writer.ts';

export const METHODS: readonly FveMethod[] = [
  'aes-cbc-128-elephant',
  'aes-cbc-256-elephant',
  'aes-cbc-128',
  'aes-cbc-256',
  'aes-xts-128',
  'aes-xts-256',
];
export const VOLUME_ID = '6F1C2B1A-93D4-4E55-8A77-3B0C5D2E9F10';
export const CREATED = new Date('2024-05-06T07:08:09Z');

const bytes = (name: string, length: number) => createHash('sha256').update(name).digest().subarray(0, length);

/** What recovery passwords and .BEK files hold. */
export const KEYS = {
  first: bytes('first recovery password', 16),
  second: bytes('second recovery password', 16),
  wrong: bytes('recovery password of another volume', 16),
  external: bytes('external key', 32),
} as const;

export const PROTECTORS = {
  first: {
    kind: 'recovery-password',
    id: '0A11C0DE-1111-4111-8111-111111111111',
    key: KEYS.first,
    backup: new Date('2024-05-06T07:10:00Z'),
  },
  second: {
    kind: 'recovery-password',
    id: '0B22C0DE-2222-4222-8222-222222222222',
    key: KEYS.second,
    name: 'DiskPassword',
    modified: new Date('2025-01-02T03:04:05Z'),
  },
  external: { kind: 'external-key', id: '0C33C0DE-3333-4333-8333-333333333333', key: KEYS.external },
  /** ASCII: cryptsetup 2.6 and dislocker 0.7 widen bytes to UTF-16, whatever they are. */
  passphrase: { kind: 'passphrase', id: '0D44C0DE-4444-4444-8444-444444444444', text: 'Practice 42' },
  clear: { kind: 'clear-key', id: '0E55C0DE-5555-4555-8555-555555555555' },
} as const satisfies Record<string, FveProtector>;

/** A volume with one recovery password, unless told otherwise. */
export function fveOptions(plain: Uint8Array, options: Partial<FveOptions> = {}): FveOptions {
  return {
    plain,
    method: 'aes-xts-128',
    volumeId: VOLUME_ID,
    seed: 'test',
    created: CREATED,
    protectors: [PROTECTORS.first],
    ...options,
  };
}

/** Not BitLocker's: one round in place of 2^20, for what is not about stretching. */
export const quickStretch: Stretch = async (initial, salt) =>
  createHash('sha256').update(initial).update(salt).digest();
