import type {
  Idrac,
  IdracInfo,
  IdracJob,
  IdracNic,
  InstalledFirmware,
  LifecycleEntry,
  PowerVerb,
  Sent,
} from './idrac.ts';
import type { RacadmPowerVerb } from './racadm/commands/changes.ts';
import type { JobPhase } from './racadm/commands/jobqueue-view.ts';
import { RacadmError } from './racadm/error.ts';
import type { Racadm } from './racadm/racadm.ts';

const STATE: Readonly<Record<JobPhase, IdracJob['state']>> = {
  waiting: 'scheduled',
  running: 'running',
  done: 'completed',
  failed: 'failed',
  other: 'other',
};
const VERB: Readonly<Record<PowerVerb, RacadmPowerVerb>> = {
  on: 'powerup',
  off: 'powerdown',
  soft: 'graceshutdown',
  cycle: 'powercycle',
  reset: 'hardreset',
  diag: 'nmi',
};

/** An iDRAC by racadm, over SSH or on the host itself. Files cannot go this way, so it installs nothing. */
export class RacadmIdrac implements Idrac {
  readonly name: string;
  readonly by: string;
  readonly #racadm: Racadm;

  /** `by`: "racadm over SSH", "racadm on this host". */
  constructor(racadm: Racadm, by: string) {
    this.#racadm = racadm;
    this.name = racadm.name;
    this.by = by;
  }

  async info(): Promise<IdracInfo> {
    const { serviceTag, model, biosVersion, firmwareVersion, power } = await this.#racadm.systemInfo();
    return { serviceTag, model, systemId: null, biosVersion, idracVersion: firmwareVersion, power };
  }

  async firmware(): Promise<InstalledFirmware[]> {
    const items = await this.#racadm.software();
    return items.flatMap(({ name, fqdd, current, type }) => {
      if (current === null) return [];
      // The software inventory names components by place, not by Dell's numbers.
      return [
        { name: name ?? fqdd, componentId: null, version: current, updateable: type === 'DRIVER' ? false : null },
      ];
    });
  }

  async jobs(): Promise<IdracJob[]> {
    const jobs = await this.#racadm.jobs();
    return jobs.map(({ id, name, phase, percent, message, start, completed }) => ({
      ...{ id, name: name ?? id, percent, message, startedAt: start, endedAt: completed },
      state: STATE[phase],
    }));
  }

  async lifecycleLog(limit: number): Promise<LifecycleEntry[]> {
    const entries = await this.#racadm.lifecycleLog(limit);
    return entries.map(({ sequence, timestamp, severity, messageId, message }) => ({
      ...{ sequence, at: timestamp, severity: severity ?? '', messageId, message: message ?? '' },
    }));
  }

  async nic(): Promise<IdracNic> {
    const { nicEnabled, dhcp, address, netmask, gateway } = await this.#racadm.nic();
    return { enabled: nicEnabled, dhcp, address, mask: netmask, gateway, mac: null };
  }

  /** By the warning that an iDRAC gives at login; without one, nothing has been said. */
  async defaultPassword(): Promise<boolean | null> {
    await this.#racadm.serviceTag();
    return this.#racadm.notices.includes('default-password') ? true : null;
  }

  power(verb: PowerVerb): Promise<Sent> {
    return this.#racadm.power(VERB[verb]);
  }

  reset(): Promise<Sent> {
    return this.#racadm.racreset();
  }

  deleteJob(id: string): Promise<Sent> {
    return this.#racadm.deleteJob(id);
  }

  setStatic(address: string, mask: string, gateway: string): Promise<Sent> {
    return this.#racadm.setStatic(address, mask, gateway);
  }

  setDhcp(): Promise<Sent> {
    return this.#racadm.setDhcp();
  }

  enableNic(): Promise<Sent> {
    return this.#racadm.setNicEnabled(true);
  }

  setUserPassword(userId: number, password: Buffer): Promise<Sent> {
    return this.#racadm.setUserPassword(userId, password.toString());
  }

  setIpmiOverLan(enabled: boolean): Promise<Sent> {
    return this.#racadm.setIpmiOverLan(enabled);
  }

  update(): Promise<Sent> {
    const advice = 'Use an iDRAC that offers Redfish updates, or run the package in Windows on the server';
    return this.#refused('a file cannot be sent by racadm over SSH', advice);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#racadm.close();
  }

  #refused(finding: string, advice: string): Promise<Sent> {
    const error = new RacadmError({ code: 'unsupported', device: this.name, finding, advice });
    return Promise.resolve({ kind: 'not-sent', error });
  }
}
