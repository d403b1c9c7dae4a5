import path from 'node:path';
import type { ActionResult } from '../../preload/contract.ts';
import { planOf } from '../actions/catalogue.ts';
import { perform } from '../actions/perform.ts';
import { permit } from '../actions/permit.ts';
import type { Plan } from '../actions/plan.ts';
import { recover } from '../actions/recover.ts';
import { SolConsole } from '../ipmi/sol/console.ts';
import { Journal } from '../journal/journal.ts';
import { systemClock } from '../ports/clock.ts';
import type { Logger } from '../ports/log.ts';
import { Sites } from '../sites/sites.ts';
import { openDatabase } from '../store/database.ts';
import { systemProcesses } from '../store/processes.ts';
import { Runs } from '../store/runs.ts';
import { SettingsStore } from '../store/settings.ts';
import { Vault } from '../vault/vault.ts';
import { BmcService } from './bmc/bmc-service.ts';
import { ConsoleService } from './console/console-service.ts';
import { passwordFor } from './credentials.ts';
import { DeviceReader } from './device-reader.ts';
import { EvidenceRoom } from './evidence.ts';
import { Finder } from './finder.ts';
import { InterlockGate } from './gate.ts';
import { PracticeService } from './practice-service.ts';
import { Probes } from './probes.ts';
import { ProcedureService } from './procedure-service.ts';
import { createEvents, type EventHub } from './router.ts';
import { RunLog } from './run-log.ts';
import { RunService } from './run-service.ts';
import { RunStates } from './run-states.ts';
import { Runner } from './runner.ts';
import { SiteService } from './site-service.ts';
import { type OpenTarget, Targets } from './targets.ts';
import { WebReader } from './web-reader.ts';

/** What a shell brings along. */
export interface ShellPorts {
  kind: 'electron' | 'web' | 'cli';
  version: string;
  runtime: Record<string, string>;
  /** The data folder, already there and closed to others. */
  home: string;
  /** Folder of procedures, locales and icons. */
  resources: string;
  log: Logger;
  /** Password of the environment (command line only), for devices that the vault knows nothing of. */
  password?: string | null;
}

/** Everything below the shells, put together once per process. */
export async function createServices(ports: ShellPorts) {
  const clock = systemClock;
  const processes = systemProcesses();
  const events: EventHub = createEvents(ports.log);
  const db = openDatabase(ports.home);
  const journal = new Journal(db, clock);
  const sites = new Sites(db);
  const runTable = new Runs(db, processes);
  const settings = new SettingsStore(db);
  const vault = new Vault(db);
  const finder = new Finder(sites);
  const states = new RunStates(journal);
  const log = new RunLog({ db, journal, runs: runTable, states, clock });
  const gate = new InterlockGate({ db, journal, runs: runTable, states, clock, processes });
  const targets = new Targets(finder, vault, clock, ports.password ?? null);
  const procedures = new ProcedureService(ports.resources);
  const practice: PracticeService = new PracticeService(sites, clock, ports.log, (siteId) =>
    runs.retire(siteId, 'the practice rack was started anew'),
  );
  const changedSites = () => events.emit('sites.changed', sites.list());
  const siteService = new SiteService(sites, runTable, vault, changedSites);
  const web = new WebReader(
    (site, device) => passwordFor(site, device, 'web', vault, null, ports.password ?? null),
    clock,
  );

  const contextOf = (author: string, path: string | null = null) => ({
    ...{ author, path, gate, clock },
    process: processes.self(),
  });
  const performOn = (
    plan: Plan,
    target: OpenTarget,
    author: string,
    path: string | null = null,
  ): Promise<ActionResult> => perform(plan, target, contextOf(author, path));

  const evidence = new EvidenceRoom({ home: ports.home, db, journal, runs: runTable });
  const reader: DeviceReader = new DeviceReader({
    ...{ targets, web, gate, clock, runs: runTable },
    health: (driver) => bmc.health(driver),
  });
  const bmc = new BmcService({
    ...{ targets, evidence, clock },
    session: (site, device, work) => reader.with(site, device, work),
    perform: performOn,
  });
  const consoles = new ConsoleService({
    folder: path.join(ports.home, 'console'),
    ...{ gate, evidence, events, clock, processes },
    openLine: (options, listener) => new SolConsole(options, listener),
    permit: (action, place, serial, author) =>
      permit({ action, parameters: {} }, place, { serial, power: null }, contextOf(author)),
  });
  const probes = new Probes({ targets, finder, web, clock, consoles });

  const runner = new Runner({
    log,
    clock,
    read: (state, order, signal) => probes.read(state.siteId, order, signal),
    async act(state, what, author) {
      await using target = await targets.device(state.siteId, what.binding.deviceId);
      return await performOn(planOf(what.action), target, author, what.path);
    },
    async recover(state, intent, signal) {
      const found =
        intent.deviceId === null ? null : await targets.device(state.siteId, intent.deviceId).catch(() => null);
      try {
        return await recover(intent, found?.bmc ?? null, clock, signal);
      } finally {
        await found?.bmc.close();
      }
    },
  });
  const runs: RunService = new RunService({
    db,
    journal,
    runs: runTable,
    log,
    finder,
    procedures,
    runner,
    clock,
    play: (siteId, action, deviceId) => practice.play(siteId, action, deviceId),
    changed: (runId) => events.emit('runs.changed', runs.view(runId)),
  });

  return {
    resources: ports.resources,
    events,
    clock,
    journal,
    vault,
    settings,
    finder,
    targets,
    procedures,
    practice,
    runs,
    gate,
    reader,
    bmc,
    consoles,
    sites: siteService,
    /** Opens the vault, or creates it with this passphrase where there is none yet. */
    openVault: (passphrase: string) => (vault.state() === 'absent' ? vault.create(passphrase) : vault.open(passphrase)),
    /** Performs a plan on a target through the gate. */
    perform: performOn,
    async close(): Promise<void> {
      runs.close();
      await consoles.closeAll();
      reader.close();
      await practice.stop();
      vault.lock();
      db.close();
    },
  };
}

export type Services = Awaited<ReturnType<typeof createServices>>;
