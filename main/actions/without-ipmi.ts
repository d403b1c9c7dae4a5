import type { ChassisStatus, ChassisVerb, Identity, RestartCause } from '../ipmi/bmc.ts';
import { IpmiError } from '../ipmi/errors.ts';
import type { ActionBmc, Sent } from './ports.ts';

/** A machine that actions reach without a BMC: what only IPMI has (lamp, restore policy, raw commands) is never sent. */
export abstract class WithoutIpmi implements ActionBmc {
  abstract readonly name: string;
  abstract chassisStatus(withinMs?: number): Promise<ChassisStatus>;
  abstract identity(): Promise<Identity>;
  /** How it is reached, for the message about what this way lacks. */
  protected abstract readonly reachedBy: string;

  chassisControl(_verb: ChassisVerb): Promise<Sent> {
    return this.notSent();
  }

  restartCause(): Promise<RestartCause> {
    return Promise.reject(this.ipmiOnly());
  }

  identify(): Promise<Sent> {
    return this.notSent();
  }

  setRestorePolicy(): Promise<Sent> {
    return this.notSent();
  }

  act(): Promise<Sent> {
    return this.notSent();
  }

  read(): Promise<never> {
    return Promise.reject(this.ipmiOnly());
  }

  logout(): Promise<void> {
    return Promise.resolve();
  }

  protected notSent(): Promise<Sent> {
    return Promise.resolve({ kind: 'not-sent', error: this.ipmiOnly() });
  }

  /** Code `completion`, as of a BMC that does not have a command: callers go on without it. */
  protected ipmiOnly(): IpmiError {
    const finding = `only IPMI has this, and the server is reached by ${this.reachedBy}`;
    const advice = 'Switch on IPMI over LAN and add the BMC to the device, or use the web interface';
    return new IpmiError({ code: 'completion', device: this.name, finding, advice, status: 0xc1 });
  }
}

/** What a machine says of its chassis that knows no more than its power. */
export const poweredStatus = (power: ChassisStatus['power']): ChassisStatus => ({
  ...{ power, restorePolicy: 'unknown', faults: [], lastPowerEvent: [], identify: null },
});
