import type { PracticeBmc } from '../../../main/practice/bmc/index.ts';
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

/** Our own practice BMC as a machine: it lists every change it has carried out. */
export function practiceMachine(bmc: PracticeBmc): Machine {
  return {
    host: bmc.host,
    port: bmc.port,
    resets: () => bmc.executed.filter((change) => change === 'reset').length,
    clear: () => {
      bmc.executed.length = 0;
    },
  };
}
