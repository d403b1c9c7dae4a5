import type { ChassisStatus, Identity } from '../ipmi/bmc.ts';
import type { ApplianceHands } from './appliance.ts';
import { poweredStatus, WithoutIpmi } from './without-ipmi.ts';

/**
 * An appliance as actions see any chassis, by its own interface: gate, order of things and outcomes are the same. Its interface
 * tells no serial; who answers is known by the pinned certificate or host key, without which nothing is sent, so it is the
 * machine that the serial was bound to.
 */
export class ApplianceChassis extends WithoutIpmi {
  readonly name: string;
  readonly appliance: ApplianceHands;
  protected readonly reachedBy = 'its own interface';
  readonly #serial: string | null;
  readonly #answers: () => Promise<unknown>;

  /** `answers` asks the pinned interface something harmless, and rejects when nothing answers. */
  constructor(name: string, serial: string | null, hands: ApplianceHands, answers: () => Promise<unknown>) {
    super();
    this.name = name;
    this.appliance = hands;
    this.#serial = serial;
    this.#answers = answers;
  }

  /** What answers is on. @throws as `answers` */
  async chassisStatus(): Promise<ChassisStatus> {
    await this.#answers();
    return poweredStatus('on');
  }

  async identity(): Promise<Identity> {
    await this.#answers();
    const none = { productSerial: null, boardSerial: null, guid: null, manufacturer: null, product: null };
    return { ...none, chassisSerial: null, serial: this.#serial };
  }
}
