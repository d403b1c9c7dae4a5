import type { PeerPower } from './ipmitool.ts';
import { ADMIN, type PeerTarget } from './lab.ts';
import { requirePeer } from './require-peer.ts';
import { runProcess } from './run-process.ts';

export type IpmipowerVerb = 'stat' | 'on' | 'off' | 'cycle' | 'reset' | 'soft' | 'pulse';

export interface IpmipowerOptions {
  sessionTimeoutMs?: number;
  retransmissionMs?: number;
  privilege?: 'USER' | 'OPERATOR' | 'ADMIN';
}

/**
 * Runs FreeIPMI's `ipmipower` for one verb. It refuses ipmi_sim without the `opensesspriv` workaround. The lab password
 * is on the command line, because ipmipower takes it from nowhere else but a file or a prompt.
 */
export async function ipmipower(
  target: PeerTarget,
  verb: IpmipowerVerb,
  options: IpmipowerOptions = {},
): Promise<PeerPower> {
  const { user, password } = target.credentials ?? ADMIN;
  const result = await runProcess(requirePeer('ipmipower'), [
    ...['-h', `${target.host}:${target.port}`, '-D', 'LAN_2_0', '-W', 'opensesspriv'],
    ...['-u', user, '-p', password, '-I', String(target.cipherSuite ?? 3)],
    ...(target.kg === undefined ? [] : ['-k', target.kg]),
    ...(options.sessionTimeoutMs === undefined ? [] : [`--session-timeout=${options.sessionTimeoutMs}`]),
    ...(options.retransmissionMs === undefined ? [] : [`--retransmission-timeout=${options.retransmissionMs}`]),
    ...(options.privilege === undefined ? [] : ['-l', options.privilege]),
    `--${verb}`,
  ]);
  const match = /: (on|off|ok)\s*$/m.exec(result.stdout);
  return { ...result, power: match?.[1] === 'on' ? 'on' : match?.[1] === 'off' ? 'off' : null };
}
