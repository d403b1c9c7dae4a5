/** Two laptops that hand a run to each other, in memory but for their data folders. Tests only. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Device } from '../../../preload/contract.ts';
import { sha256 } from '../../handover/contents.ts';
import { Journal } from '../../journal/journal.ts';
import type { SimulatedClock } from '../../ports/simulated-clock.ts';
import { start } from '../../procedures/engine.ts';
import type { Binding, RunEvent } from '../../procedures/events.ts';
import type { Library } from '../../procedures/model.ts';
import { Sites } from '../../sites/sites.ts';
import { aDevice, aSite } from '../../sites/testing.ts';
import { Runs } from '../../store/runs.ts';
import { scratchDatabase, scratchHome } from '../../store/testing/scratch.ts';
import { TrustedKeys } from '../../store/trusted-keys.ts';
import { Vault } from '../../vault/vault.ts';
import { Keyring } from '../airgap/keyring.ts';
import { Finder } from '../finder.ts';
import { RunLog } from '../run-log.ts';
import { RunStates } from '../run-states.ts';
import { SiteService } from '../site-service.ts';
import { HandoverService } from './handover-service.ts';

/** The devices of fixture.ts' bindings. */
const DEVICES: Device[] = [
  aDevice({ id: 'sps-a', name: 'SPS A', serial: 'A1', bmc: bmcAt('127.0.0.1:6231') }),
  aDevice({ id: 'sps-b', name: 'SPS B', serial: 'B2', bmc: bmcAt('127.0.0.1:6232'), web: null }),
];
function bmcAt(address: string) {
  return { address, user: 'ADMIN', cipherSuite: 17 as const, suite3Consent: null };
}

/** An installation of Rackhand as far as hand-overs go. Its site has the devices, under its own ids if it says so. */
export function laptop(
  clock: SimulatedClock,
  who: string,
  site: { id: string; prefix?: string; empty?: boolean; practice?: boolean },
) {
  const home = scratchHome();
  const db = scratchDatabase(home);
  const journal = new Journal(db, clock);
  const runs = new Runs(db);
  const states = new RunStates(journal);
  const log = new RunLog({ db, journal, runs, states, clock });
  const sites = new Sites(db);
  const vault = new Vault(db, { n: 16, r: 8, p: 1 });
  const keyring = new Keyring(vault, new TrustedKeys(db), clock);
  const finder = new Finder(sites);
  const keys = { living: () => 0, removeAll: () => undefined };
  const siteService = new SiteService(sites, runs, vault, keys, () => undefined);
  const devices = DEVICES.map((device) => ({ ...device, id: `${site.prefix ?? ''}${device.id}` }));
  const practice = site.practice ? { scale: 60, control: '127.0.0.1:1' } : null;
  sites.put(aSite({ id: site.id, practice, devices: site.empty ? [] : devices }));
  const bind = async (siteId: string, role: string, id: string): Promise<Binding> => {
    const { device } = finder.device(siteId, id);
    const { id: deviceId, name: deviceName, serial, bmc, web } = device;
    return { role, deviceId, deviceName, serial, bmc: bmc?.address ?? null, web: web?.url ?? null };
  };
  const handovers = new HandoverService({
    ...{ home, db, journal, runs, log, finder, sites, siteService, vault, keyring, clock, bind },
    changed: () => undefined,
  });
  return {
    ...{ home, journal, runs, log, sites, vault, keyring, handovers, site: site.id },
    file: path.join(home, 'out.zip'),
    async start(library: Library, procedure: string, roles: Record<string, string>): Promise<string> {
      const runId = `run-${randomUUID().slice(0, 8)}`;
      const bindings: Binding[] = [];
      for (const [role, id] of Object.entries(roles)) bindings.push(await bind(site.id, role, id));
      const first = start(library, { runId, procedure, siteId: site.id, scale: 1, bindings });
      db.transaction(() => {
        runs.insert({ id: runId, procedure, site: site.id, startedAt: at(clock), author: who, bindings });
        journal.append(runId, who, [first]);
      });
      return runId;
    },
    write: (runId: string, ...events: RunEvent[]) => log.commit(runId, who, () => events),
    keep(runId: string, name: string, content: string): void {
      mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
      writeFileSync(path.join(home, name), content);
      const times = { from: at(clock), to: at(clock), gaps: 0 };
      const of = { deviceId: 'sps-a', serial: 'A1', bmc: '', size: content.length, sha256: sha256(content) };
      const kind = name.startsWith('console/') ? 'console' : 'sel';
      this.write(runId, { type: 'evidence.kept', data: { kind, name, ...of, ...times } });
    },
    give: (runId: string, out: string, to = 'Bea') => handovers.give(runId, to, out, who),
    take: (from: string, more: { site?: string; bind?: Record<string, string>; add?: boolean } = {}) =>
      handovers.take(from, { site: more.site ?? null, bind: more.bind, add: more.add }, who),
  };
}
export type Laptop = ReturnType<typeof laptop>;

const at = (clock: SimulatedClock): string => new Date(clock.now()).toISOString();
