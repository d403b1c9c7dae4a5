/** What an answer to a download means: status and headers in, decision out (RFC 9110 §13.1.5, §14, §15). No I/O. */
import type { IncomingHttpHeaders } from 'node:http';

/** Where the download stands before the answer. */
export interface Standing {
  /** Bytes on the disk, from which on was asked. 0 when everything was asked for. */
  from: number;
  /** Of the whole file, as told before; null when not. */
  size: number | null;
  validator: string | null;
}

export type Meaning =
  /** The body goes on exactly where the part ends. */
  | { kind: 'goes-on'; size: number | null }
  /** The body is the file from its beginning; what there was of another version is put aside first. */
  | { kind: 'anew'; size: number | null; validator: string | null }
  /** Nothing is missing. */
  | { kind: 'complete' }
  /** Not usable together with what is there: put that aside and ask for everything. */
  | { kind: 'other-version'; finding: string }
  | { kind: 'redirect'; location: string }
  /** Asking again does not help, and may be the last thing that the link takes. */
  | { kind: 'gone' | 'unusable'; finding: string }
  | { kind: 'later'; finding: string };

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const GONE = new Set([401, 403, 404, 410]);
const LATER = new Set([408, 425, 429]);

export function meaningOf(status: number, headers: IncomingHttpHeaders, standing: Standing): Meaning {
  if (REDIRECTS.has(status) && headers.location) return { kind: 'redirect', location: headers.location };
  if (GONE.has(status)) return { kind: 'gone', finding: `the server answered ${status}` };
  if (status === 416) return unsatisfiable(headers, standing);
  if (status >= 500 || LATER.has(status)) return { kind: 'later', finding: `the server answered ${status}` };
  if (status !== 200 && status !== 206) return { kind: 'unusable', finding: `the server answered ${status}` };
  const coding = headers['content-encoding']?.trim().toLowerCase();
  if (coding && coding !== 'identity') {
    return {
      kind: 'unusable',
      finding: `the server sent the file encoded (${coding.slice(0, 20)}), which was not asked for`,
    };
  }
  return status === 200 ? fromTheBeginning(headers) : partial(headers, standing);
}

function fromTheBeginning(headers: IncomingHttpHeaders): Meaning {
  const size = wholeNumber(headers['content-length']);
  const chunked = /\bchunked\s*$/i.test(headers['transfer-encoding'] ?? '');
  if (size === null && !chunked) {
    return { kind: 'unusable', finding: 'the server does not say how long the file is, so a cut would not show' };
  }
  return { kind: 'anew', size: chunked ? null : size, validator: validatorOf(headers) };
}

function partial(headers: IncomingHttpHeaders, { from, size, validator }: Standing): Meaning {
  if (from === 0)
    return { kind: 'unusable', finding: 'the server answered with a part of the file without being asked' };
  const range = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(headers['content-range'] ?? '');
  const [start, end] = [Number(range?.[1] ?? Number.NaN), Number(range?.[2] ?? Number.NaN)];
  const total = range?.[3] === '*' ? size : wholeNumber(range?.[3]);
  if (!range || start !== from || end < start || (total !== null && end >= total)) {
    return { kind: 'other-version', finding: 'the server answered with another part than was asked for' };
  }
  if (total === null) return { kind: 'other-version', finding: 'the server does not say how long the file is' };
  if (size !== null && total !== size) return { kind: 'other-version', finding: 'the file has another size now' };
  const seen = strong(headers.etag);
  if (seen !== null && validator?.startsWith('"') && seen !== validator) {
    return { kind: 'other-version', finding: 'the file is another one now' };
  }
  // One that ends early would pass for a cut; the next request asks for the rest.
  return { kind: 'goes-on', size: total };
}

function unsatisfiable(headers: IncomingHttpHeaders, { from, size }: Standing): Meaning {
  const total = wholeNumber(/^bytes \*\/(\d{1,15})$/.exec(headers['content-range'] ?? '')?.[1]);
  if (from > 0 && total === from && (size === null || size === total)) return { kind: 'complete' };
  if (from === 0) return { kind: 'unusable', finding: 'the server answered 416 to a request for everything' };
  return { kind: 'other-version', finding: 'the file is shorter now' };
}

/**
 * What `If-Range` may carry (RFC 9110 §13.1.5): a strong entity tag; a date only where there is no tag at all and it is at
 * least a second older than the answer (§8.8.2.2). Null: a part of this file cannot be resumed.
 */
export function validatorOf(headers: IncomingHttpHeaders): string | null {
  if (headers.etag !== undefined) return strong(headers.etag);
  const modified = headers['last-modified'];
  if (modified === undefined || headers.date === undefined) return null;
  return Date.parse(headers.date) - Date.parse(modified) >= 1000 ? modified : null;
}

const strong = (etag: string | undefined): string | null =>
  etag !== undefined && /^"[\x21\x23-\x7e\x80-\xff]*"$/.test(etag) ? etag : null;

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Headers as they are kept in a receipt: no cookies, no addresses with a query, nothing endless. */
export function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || /cookie|auth|token|location|link|refresh/i.test(name)) continue;
    kept[name] = String(value).slice(0, 1000);
  }
  return kept;
}

/** An address without what may be a secret in it: no user, no values of the query, no fragment. */
export function withoutSecrets(address: URL): string {
  const names = [...new Set(address.searchParams.keys())].map((name) => `${encodeURIComponent(name)}=…`);
  return `${address.origin}${address.pathname}${names.length > 0 ? `?${names.join('&')}` : ''}`;
}
