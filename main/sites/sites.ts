import type { Device, Site } from '../../preload/contract.ts';
import type { Database } from '../store/database.ts';
import { normaliseBmc } from './bmc.ts';
import { SiteError } from './error.ts';
import { memberName, plainWords } from './say.ts';
import { siteSchema, slugOf } from './schema.ts';

interface SiteRow {
  id: string;
  name: string;
  notes: string;
  practice: string | null;
}

/** A device with the site it stands in. */
export interface Placed {
  site: Site;
  device: Device;
}

/**
 * The racks that this data folder knows. Secrets are not part of them (see the vault). Every change is checked as a
 * whole; throws `site.invalid` naming the member that is wrong, or `site.unknown`.
 */
export class Sites {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** All sites by name. */
  list(): Site[] {
    return this.#db.snapshot(() =>
      this.#db
        .all<SiteRow>('SELECT id, name, notes, practice FROM sites ORDER BY name COLLATE NOCASE, id')
        .map((row) => this.#site(row)),
    );
  }

  get(id: string): Site | null {
    return this.#db.snapshot(() => {
      const row = this.#db.get<SiteRow>('SELECT id, name, notes, practice FROM sites WHERE id = ?', id);
      return row ? this.#site(row) : null;
    });
  }

  /** Names a site, or makes a new one (`id: null`) with an id out of its name. Devices stay as they are. */
  save(change: { id: string | null; name: string; notes: string }): Site {
    const { id, name, notes } = change;
    return this.#db.transaction(() => {
      if (id !== null) return this.put({ ...this.#known(id), name, notes });
      const taken = this.#db.all<{ id: string }>('SELECT id FROM sites').map((row) => row.id);
      return this.put({ id: slugOf(name, taken), name, notes, devices: [], practice: null });
    });
  }

  /** Stores a whole site in place of the one with its id, if there is one. */
  put(candidate: Site): Site {
    const site = validSite(candidate);
    this.#db.transaction(() => {
      this.#db.run('DELETE FROM sites WHERE id = ?', site.id);
      this.#db.run(
        'INSERT INTO sites (id, name, notes, practice) VALUES (?, ?, ?, ?)',
        ...[site.id, site.name, site.notes, site.practice && JSON.stringify(site.practice)],
      );
      for (const [position, device] of site.devices.entries()) {
        this.#db.run(
          'INSERT INTO devices (site, id, position, serial, bmc, body) VALUES (?, ?, ?, ?, ?, ?)',
          ...[site.id, device.id, position, device.serial, bmcOf(device), JSON.stringify(device)],
        );
      }
    });
    return site;
  }

  remove(id: string): void {
    if (this.#db.run('DELETE FROM sites WHERE id = ?', id) === 0) throw unknownSite(id);
  }

  /** Adds a device, or replaces the one with its id. An empty id is made out of the name. */
  saveDevice(siteId: string, candidate: Device): Site {
    return this.#db.transaction(() => {
      const site = this.#known(siteId);
      const ids = site.devices.map(({ id }) => id);
      const device = candidate.id === '' ? { ...candidate, id: slugOf(candidate.name, ids) } : candidate;
      const devices = ids.includes(device.id)
        ? site.devices.map((other) => (other.id === device.id ? device : other))
        : [...site.devices, device];
      return this.put({ ...site, devices });
    });
  }

  removeDevice(siteId: string, deviceId: string): Site {
    return this.#db.transaction(() => {
      const site = this.#known(siteId);
      const devices = site.devices.filter(({ id }) => id !== deviceId);
      if (devices.length === site.devices.length) {
        throw new SiteError(
          'site.no-device',
          `${site.name} has no device ${deviceId}.`,
          'List the devices of the site.',
          {
            params: { site: siteId, device: deviceId },
          },
        );
      }
      return this.put({ ...site, devices });
    });
  }

  /** Every device with this BMC address, however it is spelt. One BMC may be in several sites, but once in each. */
  findByBmc(address: string): Placed[] {
    return this.#find('bmc', normaliseBmc(address));
  }

  /** Every device with this serial number or service tag, in upper or lower case. */
  findBySerial(serial: string): Placed[] {
    return this.#find('serial', serial.trim());
  }

  #find(column: 'bmc' | 'serial', value: string): Placed[] {
    return this.#db.snapshot(() =>
      this.#db
        .all<{ site: string; id: string }>(`SELECT site, id FROM devices WHERE ${column} = ? ORDER BY site, id`, value)
        .flatMap(({ site: siteId, id }) => {
          const site = this.#known(siteId);
          const device = site.devices.find((other) => other.id === id);
          return device ? [{ site, device }] : [];
        }),
    );
  }

  #known(id: string): Site {
    const site = this.get(id);
    if (!site) throw unknownSite(id);
    return site;
  }

  #site(row: SiteRow): Site {
    const devices = this.#db
      .all<{ body: string }>('SELECT body FROM devices WHERE site = ? ORDER BY position', row.id)
      .map(({ body }) => JSON.parse(body));
    const practice = row.practice === null ? null : JSON.parse(row.practice);
    return validSite({ id: row.id, name: row.name, notes: row.notes, devices, practice });
  }
}

/** The device of a site that a person means: by id, or by name in upper or lower case. */
export function findDevice(site: Site, nameOrId: string): Device | null {
  const name = nameOrId.trim().toLowerCase();
  const byId = site.devices.find((device) => device.id === name);
  return byId ?? site.devices.find((device) => device.name.toLowerCase() === name) ?? null;
}

const bmcOf = (device: Device): string | null => (device.bmc ? normaliseBmc(device.bmc.address) : null);

function validSite(candidate: unknown): Site {
  const parsed = siteSchema.safeParse(candidate, { error: plainWords });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = memberName(candidate, issue?.path ?? []);
  throw new SiteError('site.invalid', `${where}: ${issue?.message ?? 'not valid'}.`, 'Correct it and save again.', {
    params: { where },
  });
}

function unknownSite(id: string): SiteError {
  return new SiteError('site.unknown', `There is no site ${id}.`, 'List the sites and check the id.', {
    params: { site: id },
  });
}
