import { ADMIN, type PeerTarget } from './lab.ts';
import { requirePeer } from './require-peer.ts';
import { type ProcessResult, runProcess } from './run-process.ts';

export interface PeerPower extends ProcessResult {
  /** What the tool said about the power, or null when it said nothing about it. */
  power: 'on' | 'off' | null;
}

export interface IpmitoolOptions {
  /** Seconds before ipmitool repeats a request (-N), and how often it does (-R). */
  timeoutSeconds?: number;
  retries?: number;
  privilege?: 'USER' | 'OPERATOR' | 'ADMINISTRATOR';
}

/** Runs `ipmitool -I lanplus … command`. The password goes through the environment. */
export function ipmitool(
  target: PeerTarget,
  command: readonly string[],
  options: IpmitoolOptions = {},
): Promise<ProcessResult> {
  const { user, password } = target.credentials ?? ADMIN;
  return runProcess(
    requirePeer('ipmitool'),
    [
      ...['-I', 'lanplus', '-C', String(target.cipherSuite ?? 3), '-H', target.host, '-p', String(target.port)],
      ...['-U', user, '-E'],
      ...(target.kg === undefined ? [] : ['-k', target.kg]),
      ...(options.timeoutSeconds === undefined ? [] : ['-N', String(options.timeoutSeconds)]),
      ...(options.retries === undefined ? [] : ['-R', String(options.retries)]),
      ...(options.privilege === undefined ? [] : ['-L', options.privilege]),
      ...command,
    ],
    { env: { IPMI_PASSWORD: password } },
  );
}

/** `ipmitool power status`, read. */
export async function ipmitoolPower(target: PeerTarget, options: IpmitoolOptions = {}): Promise<PeerPower> {
  const result = await ipmitool(target, ['power', 'status'], options);
  const match = /Chassis Power is (on|off)/.exec(result.stdout);
  return { ...result, power: match ? (match[1] === 'on' ? 'on' : 'off') : null };
}
