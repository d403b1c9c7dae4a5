/** ManagerNetworkProtocol (DSP2046): which services the BMC offers on the network. */
import { z } from 'zod';
import type { ChangeResult, Changes, Reads } from '../service.ts';
import { flag, number, part, trimmed } from '../shape.ts';
import { absent } from './absent.ts';
import type { Manager } from './manager.ts';
import { patch } from './patch.ts';

export interface NetworkService {
  /** Null is "not reported". */
  enabled: boolean | null;
  port: number | null;
}
export interface NetworkProtocol {
  link: string;
  hostName: string | null;
  https: NetworkService;
  http: NetworkService;
  ssh: NetworkService;
  telnet: NetworkService;
  /** IPMI over LAN, RMCP+ on port 623. */
  ipmi: NetworkService;
  snmp: NetworkService;
}

const service = part({ ProtocolEnabled: flag, Port: number }).transform(
  (raw): NetworkService => ({ enabled: raw.ProtocolEnabled, port: raw.Port }),
);
export const networkProtocol = z.object({
  HostName: trimmed,
  HTTPS: service,
  HTTP: service,
  SSH: service,
  Telnet: service,
  IPMI: service,
  SNMP: service,
});

/** @throws RedfishError */
export async function readNetworkProtocol(reads: Reads, manager: Manager): Promise<NetworkProtocol> {
  const { networkProtocol: link } = manager;
  if (link === null) throw absent(reads.where, 'network protocol settings');
  const raw = await reads.read(link, networkProtocol);
  const { HTTPS: https, HTTP: http, SSH: ssh, Telnet: telnet, IPMI: ipmi, SNMP: snmp } = raw;
  return { link, hostName: raw.HostName, https, http, ssh, telnet, ipmi, snmp };
}

/** IPMI over LAN on or off. */
export function setIpmiOverLan(changes: Changes, protocol: NetworkProtocol, on: boolean): Promise<ChangeResult> {
  return patch(changes, protocol.link, { IPMI: { ProtocolEnabled: on } });
}
