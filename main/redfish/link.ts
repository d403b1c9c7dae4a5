import type { Endpoint } from '../appliances/endpoint.ts';
import { plainText } from '../appliances/plain-text.ts';
import { RedfishError } from './error.ts';

/**
 * The path (with query) to ask for a link that the service gave: a path, or a URL of the very same origin.
 * @throws RedfishError `foreign-link` for everything else, because a token must not go to another host
 */
export function pathOf(where: Endpoint, href: string): string {
  const host = where.host.includes(':') ? `[${where.host}]` : where.host;
  const origin = new URL(`https://${host}:${where.port}`).origin;
  // iDRAC 7 and 8 write `iDRAC.Embedded.1#NIC.1` with and without escaping; only `#/` begins a JSON pointer.
  const escaped = href.replace(/#(?!\/)/g, '%23');
  const url = URL.canParse(escaped, origin) ? new URL(escaped, origin) : null;
  const plain = !/[\\\s\p{C}]/u.test(href);
  if (url && plain && url.origin === origin && url.username === '' && url.password === '') {
    return `${url.pathname}${url.search}`;
  }
  throw new RedfishError({
    code: 'foreign-link',
    device: where.device,
    finding: `the service points to another host (${plainText(href, 200)})`,
    advice: 'Nothing was sent there. Check that the address is that of the device itself and not of a proxy.',
  });
}
