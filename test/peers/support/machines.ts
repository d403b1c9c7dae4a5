import type { Machine } from './fault-run.ts';
import type { IpmiSim } from './ipmi-sim.ts';

/** ipmi_sim as a machine: its chassis script is the referee. */
export function simMachine(sim: IpmiSim): Machine {
  return {
    host: sim.host,
    port: sim.port,
    resets: () => sim.chassis.executions('reset'),
    clear: () => sim.chassis.clear(),
  };
}
