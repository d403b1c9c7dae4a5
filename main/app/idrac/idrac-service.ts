import type {
  ActionResult,
  Device,
  IdracOrder,
  IdracView,
  PackageView,
  Reading,
  Site,
  UpdateProgress,
} from '../../../preload/contract.ts';
import { IdracChassis } from '../../actions/idrac-chassis.ts';
import type { Plan } from '../../actions/plan.ts';
import {
  deleteJobPlan,
  dhcpPlan,
  enableNicPlan,
  firmwarePlan,
  idracPasswordPlan,
  idracResetPlan,
  ipmiOverLanPlan,
  staticAddressPlan,
} from '../../actions/plans/idrac.ts';
import type { Target } from '../../actions/ports.ts';
import type { Idrac } from '../../idrac/idrac.ts';
import type { Racadm } from '../../idrac/racadm/racadm.ts';
import type { Clock } from '../../ports/clock.ts';
import { failureOf } from '../../ports/failure.ts';
import { CommandError } from '../router.ts';

/** An open iDRAC and where it stands; disposing it logs out. */
export interface IdracTarget extends Target, AsyncDisposable {
  bmc: IdracChassis;
  /** The rack it is rehearsed on; null for a real server. */
  rehearsal: Rehearsal | null;
}
export type Rehearsal = NonNullable<Site['practice']>;

export interface IdracServiceParts {
  clock: Clock;
  /** @throws CommandError `no-idrac`, `no-password`; the driver's errors */
  open(site: Site, device: Device): Promise<{ idrac: Idrac; address: string }>;
  perform(plan: Plan, target: Target, author: string): Promise<ActionResult>;
  /** racadm over SSH, whatever else the iDRAC offers. @throws as `open` */
  openRacadm(site: Site, device: Device): Promise<Racadm>;
  /** Reads packages, against a server where one is given. */
  inspect(
    files: readonly string[],
    server: { idrac: Idrac; rehearsal: Rehearsal | null } | null,
  ): Promise<PackageView[]>;
  progress(progress: UpdateProgress): void;
}

const LOG_LINES = 100;

/** Dell servers behind their iDRACs: what they tell, and the changes to them. */
export class IdracService {
  readonly #p: IdracServiceParts;

  constructor(parts: IdracServiceParts) {
    this.#p = parts;
  }

  async target(site: Site, device: Device): Promise<IdracTarget> {
    const { idrac, address } = await this.#p.open(site, device);
    return {
      bmc: new IdracChassis(idrac),
      rehearsal: rehearsalOf(site, device),
      address,
      device: { id: device.id, siteId: site.id, name: device.name, serial: device.serial },
      [Symbol.asyncDispose]: () => idrac[Symbol.asyncDispose](),
    };
  }

  /** Parts that cannot be read say why, each by itself. Never rejects. */
  async view(site: Site, device: Device): Promise<IdracView> {
    let opened: Awaited<ReturnType<IdracServiceParts['open']>>;
    try {
      opened = await this.#p.open(site, device);
    } catch (error) {
      const unread = { value: null, at: null, error: failureOf(error) };
      const parts = { info: unread, firmware: unread, jobs: unread, network: unread, log: unread };
      return { by: null, ...parts, defaultPassword: unread };
    }
    await using idrac = opened.idrac;
    // One after the other: an iDRAC answers one at a time, and an old one falls over at more.
    return {
      by: idrac.by,
      info: await this.#reading(() => idrac.info()),
      firmware: await this.#reading(() => idrac.firmware()),
      jobs: await this.#reading(() => idrac.jobs()),
      network: await this.#reading(() => idrac.nic()),
      log: await this.#reading(() => idrac.lifecycleLog(LOG_LINES)),
      defaultPassword: await this.#reading(() => idrac.defaultPassword()),
    };
  }

  async perform(site: Site, device: Device, order: IdracOrder, author: string): Promise<ActionResult> {
    await using target = await this.target(site, device);
    return await this.#p.perform(await this.plan(target, order), target, author);
  }

  async inspect(files: readonly string[], place: { site: Site; device: Device } | null): Promise<PackageView[]> {
    if (!place) return this.#p.inspect(files, null);
    await using target = await this.target(place.site, place.device);
    return await this.inspectFor(target, files);
  }

  /** Judged for a server that is open already. @throws DupError for a file that cannot be read */
  inspectFor({ bmc, rehearsal }: IdracTarget, files: readonly string[]): Promise<PackageView[]> {
    return this.#p.inspect(files, { idrac: bmc.idrac, rehearsal });
  }

  /** The answer to a racadm command that only reads, as the iDRAC prints it. @throws RacadmError `usage` for any other */
  async ask(site: Site, device: Device, words: readonly string[], signal?: AbortSignal): Promise<string> {
    await using racadm = await this.#p.openRacadm(site, device);
    return await racadm.ask(words, signal);
  }

  /** @throws CommandError `firmware.unfit` for a package that must not be installed on this server */
  async plan(target: IdracTarget, order: IdracOrder): Promise<Plan> {
    switch (order.action) {
      case 'firmware.update':
        return this.#firmware(target, order.file);
      case 'idrac.reset':
        return idracResetPlan();
      case 'idrac.job.delete':
        return deleteJobPlan(order.job);
      case 'idrac.nic.static':
        return staticAddressPlan(order.address, order.mask, order.gateway);
      case 'idrac.nic.dhcp':
        return dhcpPlan();
      case 'idrac.nic.enable':
        return enableNicPlan();
      case 'idrac.user.setPassword':
        return idracPasswordPlan(order.userId, Buffer.from(order.password));
      case 'idrac.ipmiOverLan':
        return ipmiOverLanPlan(order.enabled);
    }
  }

  /** The package is read again here, whatever was shown before: what is checked is what is sent. */
  async #firmware(target: IdracTarget, file: string): Promise<Plan> {
    const { device, rehearsal } = target;
    const [found] = await this.inspectFor(target, [file]);
    const refusals = found?.fit.filter(({ severity }) => severity !== 'note') ?? [];
    if (!found || found.version === null || refusals.length > 0) {
      const [first] = refusals;
      throw new CommandError(
        'firmware.unfit',
        `${file} is not installed: ${first?.reason.en ?? 'it is no package that can be read'}`,
        first?.lift.en ?? 'Take the Windows package (.EXE) that the maker offers for this very machine.',
      );
    }
    const { sha256, version, components } = found;
    const place = { siteId: device?.siteId ?? '', deviceId: device?.id ?? '' };
    const plan = firmwarePlan({ file, sha256, version, components }, (sent, size) =>
      this.#p.progress({ ...place, sent, size }),
    );
    return rehearsal ? hastened(plan, rehearsal.scale) : plan;
  }

  async #reading<T>(read: () => Promise<T | null>): Promise<Reading<T>> {
    try {
      const value = await read();
      return { value, at: new Date(this.#p.clock.now()).toISOString(), error: null };
    } catch (error) {
      return { value: null, at: null, error: failureOf(error) };
    }
  }
}

/**
 * The practice rack a server belongs to. One whose iDRAC is not on this machine is real, whatever its site says: a site
 * file must not be able to bring trust in packages that Dell did not sign.
 */
function rehearsalOf(site: Site, { idrac }: Device): Rehearsal | null {
  const local = idrac !== null && /^127(\.\d{1,3}){3}$/.test(new URL(`https://${idrac.address}`).hostname);
  return local ? site.practice : null;
}

/** Waiting as long as a rehearsed flash takes; looked at as often, within what an iDRAC bears. */
const hastened = (plan: Plan, scale: number): Plan => ({
  ...plan,
  settleMs: plan.settleMs / scale,
  everyMs: Math.max(250, (plan.everyMs ?? 0) / scale),
});
