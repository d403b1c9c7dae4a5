import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Protocol the page must offer and the only one the server answers with; the pass travels beside it. */
export const PROTOCOL = 'rackhand.v1';

const newToken = (): string => randomBytes(32).toString('base64url');

/** Compares digests, so that neither length nor content of the right value shows in the time it takes. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

export interface Access {
  /** Handed to a page that was let in, so that it survives a reload. Valid while this process lives. */
  readonly sessionKey: string;
  /** A new one-time code; the one before it is no longer good. */
  issueCode(): string;
  /** Whether a WebSocket upgrade may go through. Redeems the code it carries. */
  admits(url: string | undefined, headers: IncomingHttpHeaders): boolean;
  /** Whether a plain request may see a file: named by our own address, by a page of ours or by a person. */
  mayRead(headers: IncomingHttpHeaders): boolean;
}

/**
 * Who may talk to the loopback server. Any process and any web page on this machine can reach 127.0.0.1, so: the exact
 * Host (DNS rebinding), the exact Origin (other pages), fetch metadata (other ports count as the same site), and a
 * secret that only the window we opened was given. No cookies: all ports of 127.0.0.1 share them.
 * @param authority host:port that we listen on
 */
export function createAccess(authority: string): Access {
  const sessionKey = newToken();
  let code: string | null = null;

  const mayRead = (headers: IncomingHttpHeaders): boolean => {
    const site = headers['sec-fetch-site'];
    return headers.host === authority && (site === undefined || site === 'same-origin' || site === 'none');
  };

  const redeem = (offered: string): boolean => {
    if (code === null || !same(offered, code)) return false;
    code = null;
    return true;
  };

  return {
    sessionKey,
    issueCode() {
      code = newToken();
      return code;
    },
    mayRead,
    admits(url, headers) {
      if (!mayRead(headers) || url !== '/bridge' || headers.origin !== `http://${authority}`) return false;
      const [protocol, pass, ...more] = (headers['sec-websocket-protocol'] ?? '').split(',').map((text) => text.trim());
      if (protocol !== PROTOCOL || pass === undefined || more.length > 0) return false;
      if (pass.startsWith('code.')) return redeem(pass.slice('code.'.length));
      return pass.startsWith('session.') && same(pass.slice('session.'.length), sessionKey);
    },
  };
}
