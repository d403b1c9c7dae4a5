import { safeStorage } from 'electron';
import type { KeyStoreName } from '../../preload/contract.ts';
import type { KeyStore } from '../vault/ports.ts';

/** Backends of Linux that keep a key. `basic_text` is a password that everybody knows, and `unknown` may be that one. */
const LINUX: Readonly<Record<string, KeyStoreName>> = {
  gnome_libsecret: 'libsecret',
  kwallet: 'kwallet',
  kwallet5: 'kwallet',
  kwallet6: 'kwallet',
};
const OTHERS: Readonly<Partial<Record<NodeJS.Platform, KeyStoreName>>> = { win32: 'dpapi', darwin: 'keychain' };

/**
 * Electron's safeStorage. It takes and gives strings, so the bytes go as Base64 and a copy of them may stay in memory
 * until it is reused: therefore it is never given a key that opens anything by itself (main/vault/key-store.ts).
 */
export const electronKeyStore: KeyStore = {
  async name() {
    // The asynchronous interface may report a fallback as available, so the backend is asked as well.
    const name =
      process.platform === 'linux' ? LINUX[safeStorage.getSelectedStorageBackend()] : OTHERS[process.platform];
    return name !== undefined && (await safeStorage.isAsyncEncryptionAvailable()) ? name : null;
  },
  protect: (bytes) => safeStorage.encryptStringAsync(bytes.toString('base64')),
  async unprotect(bytes) {
    const { result } = await safeStorage.decryptStringAsync(bytes);
    return Buffer.from(result, 'base64');
  },
};
