import type { Device, IdracEndpoint, Site } from '../../preload/contract.ts';
import { parseSite, printSite } from '../sites/file.ts';
import type { Sites } from '../sites/sites.ts';
import type { Runs } from '../store/runs.ts';
import type { Vault } from '../vault/vault.ts';
import { passwordIds } from './credentials.ts';
import { CommandError } from './router.ts';

/** What a site service asks of the keeper of recovery keys. */
export interface RecoveryKeys {
  /** Keys that are not dead, of one device or of the whole site. */
  living(site: Site, deviceId: string | null): number;
  removeAll(siteId: string, deviceId: string | null): void;
}

/** Sites as people change them: what an open run has a hand on stays as it is until the run is over. */
export class SiteService {
  readonly #sites: Sites;
  readonly #runs: Runs;
  readonly #vault: Vault;
  readonly #keys: RecoveryKeys;
  readonly #changed: (sites: Site[]) => void;

  constructor(sites: Sites, runs: Runs, vault: Vault, keys: RecoveryKeys, changed: (sites: Site[]) => void) {
    this.#sites = sites;
    this.#runs = runs;
    this.#vault = vault;
    this.#keys = keys;
    this.#changed = changed;
  }

  list(): Site[] {
    return this.#sites.list();
  }

  save(change: { id: string | null; name: string; notes: string }): Site {
    return this.#after(this.#sites.save(change));
  }

  remove(siteId: string): void {
    const bound = this.#runs.list().find((run) => run.site === siteId && run.status === 'open');
    if (bound) throw runOpen(bound.id);
    this.#refuseWithKeys(siteId, null);
    this.#sites.remove(siteId);
    this.#forgetSecrets(siteId, null);
    this.#changed(this.list());
  }

  /** A site that is not here yet, with its devices. */
  add(site: Site): Site {
    return this.#after(this.#sites.put(site));
  }

  saveDevice(siteId: string, device: Device): Site {
    const former = this.#sites.get(siteId)?.devices.find(({ id }) => id === device.id);
    const identity = (d: Device | undefined) => JSON.stringify([d?.serial, d?.bmc?.address]);
    if (former && identity(former) !== identity(device)) this.#refuseWhileBound(siteId, device.id);
    return this.#after(this.#sites.saveDevice(siteId, device));
  }

  /** Keeps the key or certificate that an iDRAC showed at the first connection. What is pinned already stays. */
  pinIdrac(siteId: string, deviceId: string, pins: Partial<Pick<IdracEndpoint, 'sshPin' | 'tlsPin'>>): void {
    const device = this.#sites.get(siteId)?.devices.find(({ id }) => id === deviceId);
    if (!device?.idrac) return;
    const { sshPin, tlsPin } = device.idrac;
    const idrac = { ...device.idrac, sshPin: sshPin ?? pins.sshPin ?? null, tlsPin: tlsPin ?? pins.tlsPin ?? null };
    this.#after(this.#sites.saveDevice(siteId, { ...device, idrac }));
  }

  /** Keeps the host key that an SSH server showed at the first connection. What is pinned already stays. */
  pinSsh(siteId: string, deviceId: string, hostKey: string): void {
    const device = this.#sites.get(siteId)?.devices.find(({ id }) => id === deviceId);
    if (!device?.ssh) return;
    const ssh = { ...device.ssh, pin: device.ssh.pin ?? hostKey };
    this.#after(this.#sites.saveDevice(siteId, { ...device, ssh }));
  }

  removeDevice(siteId: string, deviceId: string): Site {
    this.#refuseWhileBound(siteId, deviceId);
    this.#refuseWithKeys(siteId, deviceId);
    const site = this.#after(this.#sites.removeDevice(siteId, deviceId));
    this.#forgetSecrets(siteId, deviceId);
    return site;
  }

  export(site: Site): { filename: string; yaml: string } {
    return { filename: `${site.id}.site.yaml`, yaml: printSite(site) };
  }

  /** @throws SiteError naming file, line and column; CommandError `site-exists` rather than overwriting a site. */
  importYaml(text: string | Uint8Array, filename: string): Site {
    const site = parseSite(text, filename);
    if (this.#sites.get(site.id)) {
      throw new CommandError(
        'site-exists',
        `There is a site with the id ${site.id} already.`,
        'Remove it first, or give the site in the file another id.',
      );
    }
    return this.#after(this.#sites.put(site));
  }

  /** Passwords and dead recovery keys go with what they belong to. */
  #forgetSecrets(siteId: string, deviceId: string | null): void {
    for (const id of passwordIds(this.#vault, siteId, deviceId)) this.#vault.remove(id);
    this.#keys.removeAll(siteId, deviceId);
  }

  /** A living recovery key may be the only copy there is. A rehearsal's is not. */
  #refuseWithKeys(siteId: string, deviceId: string | null): void {
    const site = this.#sites.get(siteId);
    if (!site || site.practice) return;
    const living = this.#keys.living(site, deviceId);
    if (living === 0) return;
    throw new CommandError(
      'keys-kept',
      `${living} living recovery keys are kept here.`,
      'Export them, then mark them dead ("the volumes are gone") before you remove it.',
    );
  }

  #refuseWhileBound(siteId: string, deviceId: string): void {
    const bound = this.#runs.bindingRuns({ device: { siteId, id: deviceId } }).find((run) => run.status === 'open');
    if (bound) throw runOpen(bound.id);
  }

  #after(site: Site): Site {
    this.#changed(this.list());
    return site;
  }
}

const runOpen = (run: string) =>
  new CommandError(
    'device-bound',
    `Run ${run} has a hand on this device.`,
    'Serial and BMC address cannot change under an open run. Finish or abort the run first.',
  );
