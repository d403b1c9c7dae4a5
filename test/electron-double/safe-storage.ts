import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { state } from './state.ts';
import { strict } from './strict.ts';

/** Of this process alone: what an earlier one has encrypted does not come back. */
const key = randomBytes(32);

/** As on a Linux desktop without a keyring; a spec puts another `getSelectedStorageBackend` in its place. */
export const safeStorage = strict('safeStorage', {
  getSelectedStorageBackend: (): string => (state.ready ? 'basic_text' : 'unknown'),
  isAsyncEncryptionAvailable: async (): Promise<boolean> => state.ready,
  async encryptStringAsync(text: string): Promise<Buffer> {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  },
  async decryptStringAsync(sealed: Buffer): Promise<{ shouldReEncrypt: boolean; result: string }> {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(-16));
    const result = decipher.update(sealed.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
    return { shouldReEncrypt: false, result };
  },
});
