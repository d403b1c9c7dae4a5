/** Bytes of a base64 string. */
export function bytesOf(base64: string): Uint8Array {
  const raw = atob(base64);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

/** Base64 of bytes, or of a text as UTF-8. */
export function base64Of(data: string | Uint8Array): string {
  let raw = '';
  for (const byte of typeof data === 'string' ? new TextEncoder().encode(data) : data) raw += String.fromCharCode(byte);
  return btoa(raw);
}
