/**
 * The one place for what a page of ours may do. Both shells that show a page send these headers with every response:
 * the app:// handler in Electron and the loopback server (reference: electron.md §6, items 5, 7 and 18).
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const REFUSED_FEATURES = ['display-capture', 'geolocation', 'hid', 'midi', 'microphone', 'payment', 'serial', 'usb'];

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // The camera reads requests; who may use it, and when, is asked by Electron's shell and by the browser of its user.
  'permissions-policy': ['camera=(self)', ...REFUSED_FEATURES.map((feature) => `${feature}=()`)].join(', '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Media type by file extension (with its dot); anything unknown is bytes, which `nosniff` keeps inert. */
export function mediaType(extension: string): string {
  return MEDIA_TYPES[extension] ?? 'application/octet-stream';
}
