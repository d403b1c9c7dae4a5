import type { Idrac } from '../idrac/idrac.ts';
import type { ChassisStatus, ChassisVerb, Identity, RestartCause } from '../ipmi/bmc.ts';
import { IpmiError } from '../ipmi/errors.ts';
import type { ActionBmc, Sent } from './ports.ts';

/**
 * A Dell server as actions see any chassis, over its iDRAC instead of IPMI: so the gate, the order of things and the
 * outcomes are the same. Its serial is the service tag. What only IPMI has (identify lamp, restore policy, raw commands) is
 * never sent.
 */
export class IdracChassis implements ActionBmc {
  readonly idrac: Idrac;

  constructor(idrac: Idrac) {
    this.idrac = idrac;
  }

  get name(): string {
    return this.idrac.name;
  }

  async chassisStatus(): Promise<ChassisStatus> {
    const { power } = await this.idrac.info();
    if (power === null) {
      const finding = 'the iDRAC does not tell the power state';
      throw new IpmiError({ code: 'protocol', device: this.name, finding, advice: 'Try again in a minute' });
    }
    return { power, restorePolicy: 'unknown', faults: [], lastPowerEvent: [], identify: null };
  }

  async identity(): Promise<Identity> {
    const { serviceTag, model } = await this.idrac.info();
    const none = { productSerial: null, boardSerial: null, guid: null };
    return { ...none, chassisSerial: serviceTag, serial: serviceTag, manufacturer: 'Dell', product: model };
  }

  chassisControl(verb: ChassisVerb): Promise<Sent> {
    return this.idrac.power(verb);
  }

  restartCause(): Promise<RestartCause> {
    return Promise.reject(this.#ipmiOnly());
  }

  identify(): Promise<Sent> {
    return this.#notSent();
  }

  setRestorePolicy(): Promise<Sent> {
    return this.#notSent();
  }

  act(): Promise<Sent> {
    return this.#notSent();
  }

  read(): Promise<never> {
    return Promise.reject(this.#ipmiOnly());
  }

  logout(): Promise<void> {
    return Promise.resolve();
  }

  #notSent(): Promise<Sent> {
    return Promise.resolve({ kind: 'not-sent', error: this.#ipmiOnly() });
  }

  /** Code `completion`, as of a BMC that does not have a command: callers go on without it. */
  #ipmiOnly(): IpmiError {
    const finding = 'only IPMI has this, and the server is reached by its iDRAC';
    const advice = 'Switch on IPMI over LAN and add the BMC to the device, or use the web interface of the iDRAC';
    return new IpmiError({ code: 'completion', device: this.name, finding, advice, status: 0xc1 });
  }
}
