const ALGORITHM = 'ssh-ed25519';
const RAW_KEY_BYTES = 32;
/** A minisign public key: `Ed`, 8 bytes of key id, the key. */
const MINISIGN_BYTES = 42;

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  } catch {
    return null;
  }
}

/** A string as SSH writes it: length as uint32, big endian, then the bytes (RFC 4251 §5). */
function sshString(bytes: Uint8Array): number[] {
  const { length } = bytes;
  return [length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255, ...bytes];
}

/**
 * The key as OpenSSH encodes it (RFC 8709 §4), from an OpenSSH line or a minisign public key with or without its comment
 * line; null for anything else.
 */
export function sshBlob(text: string): Uint8Array<ArrayBuffer> | null {
  const line = text.trim().split(/\r?\n/).at(-1)?.trim() ?? '';
  const prefix = sshString(new TextEncoder().encode(ALGORITHM));
  const [first = '', second = ''] = line.split(/\s+/);
  if (first === ALGORITHM) {
    const blob = bytesOf(second);
    const whole = blob?.length === prefix.length + 4 + RAW_KEY_BYTES && prefix.every((byte, i) => blob[i] === byte);
    return whole ? blob : null;
  }
  const key = bytesOf(line);
  if (key?.length !== MINISIGN_BYTES || key[0] !== 0x45 || key[1] !== 0x64) return null;
  return Uint8Array.from([...prefix, ...sshString(key.subarray(MINISIGN_BYTES - RAW_KEY_BYTES))]);
}

/** `SHA256:…` as `ssh-keygen -l` prints it; null for what is no public key of ours. */
export async function fingerprintOf(text: string): Promise<string | null> {
  const blob = sshBlob(text);
  if (!blob) return null;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', blob));
  return `SHA256:${btoa(String.fromCharCode(...digest)).replace(/=+$/, '')}`;
}
