import { createHash } from 'node:crypto';

export interface HostKey {
  /** `ssh-ed25519`, `ssh-rsa` …; `unknown` when the key blob does not say. */
  type: string;
  /** `SHA256:` and Base64 without padding, as OpenSSH writes it: what is pinned. */
  fingerprint: string;
}

const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;

/** From the public key blob as it travels: a string of type and the key's numbers (RFC 4253 §6.6). */
export function hostKeyOf(blob: Buffer): HostKey {
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0;
  const type = blob.toString('latin1', 4, 4 + Math.min(length, 64));
  return {
    type: /^[\x21-\x7e]+$/.test(type) ? type : 'unknown',
    fingerprint: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`,
  };
}

/** The pin in its one form, with padding removed; null when this is no SHA-256 fingerprint. */
export function parsePin(text: string): string | null {
  const pin = text.trim().replace(/=+$/, '');
  return FINGERPRINT.test(pin) ? pin : null;
}
