import { type IpmiSim, startIpmiSim } from './ipmi-sim.ts';
import { ADMIN } from './lab.ts';
import { CLI_SOURCES } from './rackhand-cli.ts';
import { requirePeer } from './require-peer.ts';
import { type ProcessResult, runProcess } from './run-process.ts';

/** Simulators are started in batches of this size: each is a process, and each is waited for. */
const BATCH = 32;

/** `n` simulators, every third one switched off. */
export async function startSims(n: number): Promise<IpmiSim[]> {
  const sims: IpmiSim[] = [];
  try {
    while (sims.length < n) {
      const size = Math.min(BATCH, n - sims.length);
      const first = sims.length;
      const batch = await Promise.all(
        Array.from({ length: size }, (_, index) => startIpmiSim({ power: (first + index) % 3 === 0 ? 'off' : 'on' })),
      );
      sims.push(...batch);
    }
    return sims;
  } catch (error) {
    await stopSims(sims);
    throw error;
  }
}

export async function stopSims(sims: readonly IpmiSim[]): Promise<void> {
  await Promise.all(sims.map((sim) => sim.stop()));
}

/** `ipmipower --stat` for many BMCs in one process, on the terms of `ipmipower` (see there). */
export function ipmipowerFleet(
  addresses: readonly string[],
  onOutput?: (text: string) => void,
): Promise<ProcessResult> {
  return runProcess(
    requirePeer('ipmipower'),
    [
      ...['-h', addresses.join(','), '-D', 'LAN_2_0', '-W', 'opensesspriv'],
      ...['-u', ADMIN.user, '-p', ADMIN.password, '-I', '3', '--stat'],
    ],
    onOutput ? { onOutput } : {},
  );
}

/** `rackhand` with targets as arguments, from its sources if not told otherwise. */
export function rackhandFleet(
  args: readonly string[],
  home: string,
  options: { entry?: string; onOutput?: (text: string) => void } = {},
): Promise<ProcessResult> {
  return runProcess(process.execPath, [options.entry ?? CLI_SOURCES, '--home', home, ...args], {
    env: { RACKHAND_PASSWORD: ADMIN.password, RACKHAND_OPERATOR: 'peers', RACKHAND_HOME: home },
    ...(options.onOutput ? { onOutput: options.onOutput } : {}),
  });
}
