import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PracticeFault, PracticeSize, PracticeState } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/log.ts';
import { FileChassis } from '../practice/file-chassis.ts';
import { isImpAction } from '../practice/imprivata/enterprise.ts';
import { type PracticeRack, type RackOptions, startRack } from '../practice/rack.ts';
import { practiceSite } from '../practice/site.ts';
import { Stagehand } from '../practice/stagehand.ts';
import { type CarriedOff, carryOff } from '../practice/u-series/carry-off.ts';
import type { ManualAction } from '../procedures/model.ts';
import type { Sites } from '../sites/sites.ts';
import { sha256Of } from './appliances/downloads.ts';
import { CommandError } from './router.ts';

/** A slave whose BMC is not ours. */
export interface OutsideSlave {
  bmc: string;
  user: string;
  cipherSuite: 17 | 3;
  /** Holds `1` or `0`; read and written by the BMC program as well. */
  powerFile: string;
}

/** The practice rack of this process, and the way to the one of another process. */
export class PracticeService {
  readonly #sites: Sites;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #retire: (siteId: string) => void;
  #rack: PracticeRack | null = null;
  #chassis: FileChassis | null = null;

  /** `retire` ends the runs of a rack that is replaced: its locks must not outlive the machines they protect. */
  constructor(sites: Sites, clock: Clock, log: Logger, retire: (siteId: string) => void) {
    this.#sites = sites;
    this.#clock = clock;
    this.#log = log;
    this.#retire = retire;
  }

  state(): PracticeState {
    const site = this.#sites.get(practiceSiteId);
    const scale = site?.practice?.scale ?? 60;
    return { running: this.#rack !== null, size: this.#rack && sizeOf(this.#rack), siteId: site?.id ?? null, scale };
  }

  /**
   * Starts the rack and stores it as site `practice`, in place of a former one. `outside`: the slave's BMC is another
   * program (OpenIPMI's ipmi_sim), which keeps the power of the slave in a file. `more`: appliances that are not always there,
   * such as those of `RACK_SIZES`.
   */
  async start(
    scale: number,
    outside: OutsideSlave | null = null,
    more: More = RACK_SIZES.small,
  ): Promise<PracticeState> {
    await this.stop();
    if (outside) this.#chassis = new FileChassis(outside.powerFile, this.#clock);
    const slave = outside &&
      this.#chassis && {
        slaveBmc: {
          address: outside.bmc,
          user: outside.user,
          cipherSuite: outside.cipherSuite,
          suite3Consent: consent(outside, this.#clock),
        },
        slaveChassis: this.#chassis,
      };
    this.#rack = await startRack({ ...more, scale, clock: this.#clock, log: this.#log, ...slave });
    this.#retire(practiceSiteId);
    this.#sites.put(practiceSite(this.#rack));
    return this.state();
  }

  /** Stops the rack. The site stays in the list: its devices read "not read", as any rack without power. */
  async stop(): Promise<PracticeState> {
    await this.#rack?.close();
    this.#chassis?.[Symbol.dispose]();
    this.#rack = null;
    this.#chassis = null;
    return this.state();
  }

  async fault(fault: PracticeFault): Promise<void> {
    await this.#stagehand().fault(fault);
  }

  /** Writes what can be installed on the practice rack into a folder; its paths. The next rack trusts other Dell packages. */
  async packages(folder: string): Promise<string[]> {
    const { files } = await this.#stagehand().packages();
    await mkdir(folder, { recursive: true });
    const written: string[] = [];
    for (const { name, bytes } of files) {
      const file = path.resolve(folder, name);
      await writeFile(file, bytes);
      written.push(file);
    }
    return written;
  }

  /** Writes the package for the practice indexer hosts into a folder; null where the rack has none. */
  async indexerPackage(folder: string): Promise<{ file: string; sha256: string } | null> {
    const file = (await this.packages(folder)).find((one) => one.endsWith('.rpm'));
    return file === undefined ? null : { file, sha256: await sha256Of(file) };
  }

  /** Address of the DNS server that knows the sites of the practice groups; null where the rack has none. */
  async dns(): Promise<string | null> {
    return (await this.#stagehand().state()).dns;
  }

  /** Writes what the practice U-Series has at this moment into a folder: its key stick, its disk, and what Windows lists. */
  async keys(folder: string): Promise<CarriedOff> {
    return carryOff(await this.#stagehand().keys(), folder);
  }

  /** As `keys`, when the U-Series has done what it does by itself: no key is proven on a disk that is being encrypted. */
  async settledKeys(folder: string): Promise<CarriedOff> {
    await this.#stagehand().settled();
    return this.keys(folder);
  }

  /** Plays a person's click in the vendor's interface on a practice site; does nothing on a real one. */
  async play(siteId: string, action: ManualAction, deviceId: string | null): Promise<void> {
    const site = this.#sites.get(siteId);
    // What is done for a whole enterprise is done at no device in particular.
    if (!site?.practice || (deviceId === null && !isImpAction(action))) return;
    await new Stagehand(site).manual(action, deviceId);
  }

  #stagehand(): Stagehand {
    const site = this.#sites.get(practiceSiteId);
    if (!site) throw new CommandError('practice-off', 'No practice rack has been started.', 'Start it first.');
    return new Stagehand(site);
  }
}

/** What a rack may have besides: four Imprivata appliances, a pair of U-Series appliances, groups of Remote Support, indexer hosts. */
type More = Required<Pick<RackOptions, 'enterprise' | 'usPair' | 'groups' | 'indexers'>>;

/** What a rack of each size has besides the SPS pair, the U-Series server and the Remote Support appliance. */
export const RACK_SIZES: Readonly<Record<PracticeSize, More>> = {
  small: { enterprise: false, usPair: null, groups: false, indexers: false },
  complete: { enterprise: true, usPair: 'both', groups: true, indexers: true },
};

/** A rack that lacks anything is a small one with something besides. */
const sizeOf = ({ enterprise, usPair, groups, indexers }: PracticeRack): PracticeSize =>
  enterprise && usPair && indexers && groups.length > 0 ? 'complete' : 'small';

const practiceSiteId = 'practice';

/** Whoever names suite 3 for the outside BMC agrees to it. */
const consent = ({ cipherSuite, user }: OutsideSlave, clock: Clock) =>
  cipherSuite === 3 ? { by: user, at: new Date(clock.now()).toISOString() } : null;
