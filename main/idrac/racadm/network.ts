/** IPv4 settings that an iDRAC is about to be given: wrong ones cannot be taken back from afar. */

function numberOf(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 255)) return null;
  return parts.reduce((whole, part) => whole * 256 + part, 0);
}

/** What is wrong with the three, or null when an iDRAC with them can be reached. */
export function addressProblem(address: string, netmask: string, gateway: string): string | null {
  const [ip, mask, gw] = [numberOf(address), numberOf(netmask), numberOf(gateway)];
  if (ip === null) return 'the address is no IPv4 address';
  if (mask === null) return 'the subnet mask is none';
  if (gw === null) return 'the gateway is no IPv4 address';
  const hosts = 2 ** 32 - mask;
  // A mask is ones, then zeros: what it leaves for hosts is a power of two. /31 and /32 leave no room for a gateway.
  if (!Number.isInteger(Math.log2(hosts)) || hosts < 4 || hosts === 2 ** 32)
    return 'the subnet mask is none that works';
  const first = ip >>> 24;
  if (first === 0 || first >= 224) return 'the address is not one of a host';
  if (Math.floor(ip / hosts) !== Math.floor(gw / hosts)) return 'the gateway is not in the same subnet';
  for (const host of [ip, gw]) {
    if (host % hosts === 0 || host % hosts === hosts - 1)
      return 'address or gateway is the subnet itself or its broadcast';
  }
  return ip === gw ? 'address and gateway are the same' : null;
}
