/** The practice rack's Dell server: one state, shown over Redfish and over racadm, and packages to rehearse updates with. */
import type { PracticeFault } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import { practicePassword } from './credentials.ts';
import { DELL_ID, DELL_TAG } from './identity.ts';
import { type DellTimes, scaledTimes, settle } from './idrac/physics.ts';
import { PracticeRedfish } from './idrac/redfish.ts';
import { type DellSsh, startDellSsh } from './idrac/ssh.ts';
import { type DellFault, type DellState, dellState } from './idrac/state.ts';
import { type PracticePackage, practicePackages } from './packages/samples.ts';
import { type PackageSigner, packageSigner } from './packages/signer.ts';
import { practiceCertificate, type SelfSigned } from './tls/certificate.ts';

export interface PracticeDellOptions {
  /** Simulated seconds that pass in one real second. */
  scale: number;
  clock: Clock;
  /** 0 or nothing: any free port. */
  ports?: Partial<Record<'redfish' | 'ssh', number>>;
}

/** What a referee may want to know of it. Plain JSON. */
export interface DellView {
  deviceId: string;
  power: 'on' | 'off';
  /** Installed versions by component: BIOS, iDRAC … */
  versions: Record<string, string>;
  /** Oldest first. */
  jobs: { id: string; name: string; state: string; messageId: string }[];
  /** Address of its iDRAC, as it was set last. */
  address: string;
  /** Every racadm line that was carried out, reads too. */
  racadm: string[];
  /** Every request over Redfish that is no read: method and path. Logins and logouts are left out. */
  changes: string[];
  /** Wrong passwords over Redfish: a real iDRAC bans the address after a few. */
  failedLogins: number;
  /** Message IDs of the Lifecycle log, oldest first. */
  log: string[];
}

/** The faults of the menu that are the Dell server's. */
const FAULTS: Readonly<Partial<Record<PracticeFault, DellFault>>> = {
  'idrac-silent': 'silent',
  'job-lost': 'job-lost',
  'signature-refused': 'signature-refused',
  'version-unchanged': 'version-unchanged',
  'default-password': 'default-password',
};

export class PracticeDell implements AsyncDisposable {
  readonly state: DellState;
  readonly certificate: SelfSigned;
  readonly times: DellTimes;
  readonly #clock: Clock;
  readonly #changes: string[] = [];
  #redfish: PracticeRedfish | null = null;
  #ssh: DellSsh | null = null;
  #signer: PackageSigner | null = null;

  private constructor({ scale, clock }: PracticeDellOptions) {
    this.state = dellState({ personality: 'idrac9', serviceTag: DELL_TAG, password: practicePassword });
    this.#clock = clock;
    this.times = scaledTimes(scale);
    this.certificate = practiceCertificate('idrac.practice.invalid', clock);
  }

  /** @throws Error when a wanted port is taken */
  static async start(options: PracticeDellOptions): Promise<PracticeDell> {
    const dell = new PracticeDell(options);
    const { clock, ports = {} } = options;
    const both = { state: dell.state, times: dell.times, clock };
    try {
      dell.#redfish = await PracticeRedfish.start({
        ...both,
        certificate: dell.certificate,
        port: ports.redfish ?? 0,
        onRequest: ({ method, path }) => {
          if (method !== 'GET' && !/\/Sessions(\/|$)/.test(path)) dell.#changes.push(`${method} ${path}`);
        },
      });
      dell.#ssh = await startDellSsh({ ...both, port: ports.ssh ?? 0 });
    } catch (error) {
      await dell.close();
      throw error;
    }
    return dell;
  }

  get redfishPort(): number {
    return this.#redfish?.port ?? 0;
  }

  get sshPort(): number {
    return this.#ssh?.port ?? 0;
  }

  /** `SHA256:…` of its SSH host key. */
  get sshPin(): string {
    return this.#ssh?.fingerprint ?? '';
  }

  /** Switches a fault of the menu on; `none` switches all off; those of other machines are nothing to it. */
  fault(name: PracticeFault): void {
    const own = FAULTS[name];
    if (own) this.state.faults.add(own);
    if (name === 'none') for (const fault of Object.values(FAULTS)) this.state.faults.delete(fault);
  }

  view(): DellView {
    settle(this.state, this.#clock.now(), this.times);
    const { power, components, nic, jobs, log } = this.state;
    return {
      deviceId: DELL_ID,
      power,
      versions: Object.fromEntries(components.map(({ fqdd, version }) => [fqdd.replace(/\..*/, ''), version])),
      jobs: jobs.map(({ id, name, state, messageId }) => ({ id, name, state, messageId })),
      address: nic.address,
      racadm: [...(this.#ssh?.executed ?? [])],
      changes: [...this.#changes],
      failedLogins: this.#redfish?.failedLogins ?? 0,
      log: log.map(({ messageId }) => messageId),
    };
  }

  /** Certificate of the authority that signs its packages, PEM. Another one for each practice rack. */
  get anchor(): string {
    return this.#signing.anchor;
  }

  packages(): Promise<PracticePackage[]> {
    return practicePackages(this.#signing);
  }

  async close(): Promise<void> {
    await Promise.all([this.#redfish?.close(), this.#ssh?.close()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #signing(): PackageSigner {
    this.#signer ??= packageSigner(this.#clock.now());
    return this.#signer;
  }
}
