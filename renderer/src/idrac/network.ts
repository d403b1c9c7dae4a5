import type { IdracNetwork, IdracOrder } from '../../../preload/contract.ts';

type NetworkOrder = Extract<IdracOrder, { action: 'idrac.nic.static' | 'idrac.nic.dhcp' }>;

/** The form as it is typed. */
export interface NetworkDraft {
  dhcp: boolean;
  address: string;
  mask: string;
  gateway: string;
}
export type NetworkProblem = 'address' | 'mask' | 'gateway' | 'outside';
export type NetworkProblems = Partial<Record<'address' | 'mask' | 'gateway', NetworkProblem>>;

export const draftOf = (now: IdracNetwork): NetworkDraft => ({
  dhcp: now.dhcp === true,
  address: now.address ?? '',
  mask: now.mask ?? '',
  gateway: now.gateway ?? '',
});

/** 32 bits of a dotted IPv4 address, unsigned; null for anything else. */
function bits(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((p) => /^\d{1,3}$/.test(p) && Number(p) <= 255)) return null;
  return parts.reduce((sum, p) => sum * 256 + Number(p), 0);
}

/** What is wrong with a static address; empty when it can be sent. The main process checks it again. */
export function problemsOf(draft: NetworkDraft): NetworkProblems {
  if (draft.dhcp) return {};
  const [address, mask, gateway] = [draft.address, draft.mask, draft.gateway].map((s) => bits(s.trim()));
  const out: NetworkProblems = {};
  if (address === null || address === undefined || address === 0) out.address = 'address';
  const ones = mask?.toString(2).padStart(32, '0') ?? '';
  if (!/^1+0+$/.test(ones)) out.mask = 'mask';
  if (gateway === null || gateway === undefined) out.gateway = 'gateway';
  else if (gateway !== 0 && Object.keys(out).length === 0) {
    const net = (n: number) => ((n & (mask ?? 0)) >>> 0).toString(16);
    if (net(gateway) !== net(address ?? 0)) out.gateway = 'outside';
  }
  return out;
}

/** The order the form stands for; null while it is wrong or changes nothing. */
export function orderOf(draft: NetworkDraft, now: IdracNetwork): NetworkOrder | null {
  if (Object.keys(problemsOf(draft)).length > 0) return null;
  if (draft.dhcp) return now.dhcp === true ? null : { action: 'idrac.nic.dhcp' };
  const wanted = { address: draft.address.trim(), mask: draft.mask.trim(), gateway: draft.gateway.trim() };
  const same =
    now.dhcp === false && now.address === wanted.address && now.mask === wanted.mask && now.gateway === wanted.gateway;
  return same ? null : { action: 'idrac.nic.static', ...wanted };
}

/**
 * How the iDRAC is found after an order. `same`: nothing is cut off. `moved`: at the new address. `search`: the DHCP server
 * knows it, by the MAC address. `perhaps`: only mask, gateway or origin change, and an iDRAC restarts its network for that.
 */
export type Afterwards = 'same' | 'moved' | 'search' | 'perhaps';
export function afterwardsOf(order: NetworkOrder | null, now: IdracNetwork): Afterwards {
  if (order === null) return 'same';
  if (order.action === 'idrac.nic.dhcp') return 'search';
  return order.address === now.address ? 'perhaps' : 'moved';
}
