/** Keeps secrets out of everything that leaves the client. idrac.md §2.8: iDRACs return password hashes with salts. */

/** Names of properties and attributes whose text is a secret or lets one be computed. */
const SECRET =
  /password|passphrase|passwd|sha1|sha256|sha512|md5|salt|secret|token|community|(private|ipmi|encryption|auth|priv|hmac|shared|host|api|kg|gateway|preshared)_?key|kgkey|pskey/i;
const HIDDEN = '[redacted]';

/** A copy in which the text of every secret property is replaced. Numbers and booleans stay: policies are made of them. */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [
    key,
    SECRET.test(key) ? hide(inner) : redact(inner),
  ]);
  return Object.fromEntries(entries);
}

function hide(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? '' : HIDDEN;
  if (Array.isArray(value)) return value.map(hide);
  return redact(value);
}

/** The secrets in something that is about to be sent. */
export function secretsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' ? (SECRET.test(key) ? [inner] : []) : secretsIn(inner),
  );
}

/** Replaces every occurrence of the secrets in an error that a device sent back, in JSON's and the URL's spelling too. */
export function scrub(value: unknown, secrets: readonly string[]): unknown {
  const spelt = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .sort((a, b) => b.length - a.length);
  return spelt.length === 0 ? value : replaced(value, spelt);
}

function replaced(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, HIDDEN), value);
  if (Array.isArray(value)) return value.map((inner) => replaced(inner, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, secrets)]));
}
