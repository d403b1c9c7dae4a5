import type { Idrac } from '../idrac/idrac.ts';
import type { ChassisStatus, ChassisVerb, Identity } from '../ipmi/bmc.ts';
import { IpmiError } from '../ipmi/errors.ts';
import type { Sent } from './ports.ts';
import { poweredStatus, WithoutIpmi } from './without-ipmi.ts';

/**
 * A Dell server as actions see any chassis, over its iDRAC instead of IPMI: so the gate, the order of things and the
 * outcomes are the same. Its serial is the service tag.
 */
export class IdracChassis extends WithoutIpmi {
  readonly idrac: Idrac;
  protected readonly reachedBy = 'its iDRAC';

  constructor(idrac: Idrac) {
    super();
    this.idrac = idrac;
  }

  get name(): string {
    return this.idrac.name;
  }

  async chassisStatus(): Promise<ChassisStatus> {
    const { power } = await this.idrac.info();
    if (power !== null) return poweredStatus(power);
    const finding = 'the iDRAC does not tell the power state';
    throw new IpmiError({ code: 'protocol', device: this.name, finding, advice: 'Try again in a minute' });
  }

  async identity(): Promise<Identity> {
    const { serviceTag, model } = await this.idrac.info();
    const none = { productSerial: null, boardSerial: null, guid: null };
    return { ...none, chassisSerial: serviceTag, serial: serviceTag, manufacturer: 'Dell', product: model };
  }

  override chassisControl(verb: ChassisVerb): Promise<Sent> {
    return this.idrac.power(verb);
  }
}
