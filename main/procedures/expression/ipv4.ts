/** IPv4 addresses in dotted decimal (RFC 6943 §3.1.1, the strict form): what conditions about a network compare. */

/** The address as a number of 32 bits, or null: four decimal parts of 0 to 255, without leading zeros or signs. */
function bitsOf(text: string): number | null {
  const parts = text.trim().split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return null;
  return parts.reduce((bits, part) => bits * 256 + Number(part), 0);
}

/** True when `text` is an IPv4 address. */
export function isIpv4(text: string): boolean {
  return bitsOf(text) !== null;
}

/** True when two different addresses lie in one network of `mask` (255.255.255.0); false when any of the three is none. */
export function sameSubnet(a: string, b: string, mask: string): boolean {
  const [left, right, network] = [bitsOf(a), bitsOf(b), bitsOf(mask)];
  if (left === null || right === null || network === null || left === right) return false;
  // The ones of a mask stand together (RFC 4632 §5.1): its complement plus one is a power of two.
  const hosts = 0xffff_ffff - network + 1;
  if (!Number.isInteger(Math.log2(hosts))) return false;
  return Math.floor(left / hosts) === Math.floor(right / hosts);
}
