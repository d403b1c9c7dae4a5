import path from 'node:path';
import type { ActionResult, Device, IdracEndpoint, Site } from '../../preload/contract.ts';
import { perform } from '../actions/perform.ts';
import { permit } from '../actions/permit.ts';
import type { Plan } from '../actions/plan.ts';
import type { Target } from '../actions/ports.ts';
import { recover } from '../actions/recover.ts';
import { SolConsole } from '../ipmi/sol/console.ts';
import { Journal } from '../journal/journal.ts';
import { systemClock } from '../ports/clock.ts';
import type { Logger } from '../ports/log.ts';
import { Sites } from '../sites/sites.ts';
import { openDatabase } from '../store/database.ts';
import { KeyRegisters } from '../store/key-registers.ts';
import { systemProcesses } from '../store/processes.ts';
import { Runs } from '../store/runs.ts';
import { SettingsStore } from '../store/settings.ts';
import { Trips } from '../store/trips.ts';
import { TrustedKeys } from '../store/trusted-keys.ts';
import type { KeyStore, SecretClipboard } from '../vault/ports.ts';
import { Vault } from '../vault/vault.ts';
import { Keyring } from './airgap/keyring.ts';
import { TripService } from './airgap/trip-service.ts';
import { ApplianceService } from './appliances/appliance-service.ts';
import { Downloads } from './appliances/downloads.ts';
import { BmcService } from './bmc/bmc-service.ts';
import { ChassisTargets } from './chassis-targets.ts';
import { ConsoleService } from './console/console-service.ts';
import { passwordFor } from './credentials.ts';
import { DeviceReader } from './device-reader.ts';
import { DueService } from './due/due-service.ts';
import { EvidenceRoom } from './evidence.ts';
import { Finder } from './finder.ts';
import { InterlockGate } from './gate.ts';
import { HandoverService } from './handover/handover-service.ts';
import { IdracService } from './idrac/idrac-service.ts';
import { IdracWatch } from './idrac/idrac-watch.ts';
import type { packageTrust } from './idrac/trust.ts';
import { HeartbeatService } from './imprivata/heartbeat-service.ts';
import { KeyService } from './keys/key-service.ts';
import { PlannerService } from './planner-service.ts';
import { PracticeService } from './practice-service.ts';
import { Probes } from './probes.ts';
import { ProcedureService } from './procedure-service.ts';
import { createEvents, type EventHub } from './router.ts';
import { RunLog } from './run-log.ts';
import { RunService } from './run-service.ts';
import { RunStates } from './run-states.ts';
import { Runner } from './runner.ts';
import { Screenshots } from './screenshots.ts';
import { SiteService } from './site-service.ts';
import { Targets } from './targets.ts';
import { VaultService } from './vault-service.ts';
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
  /** The procedures as the build has compiled them, see `Layout`. */
  library?: string | null;
  log: Logger;
  /** Password of the environment (command line only), for devices that the vault knows nothing of. */
  password?: string | null;
  /** The key store of the operating system; only the Electron shell reaches one. */
  keyStore?: KeyStore;
  /** A clipboard that is cleared again; only the Electron shell can promise that. */
  clipboard?: SecretClipboard;
  /** Lets the page use the camera, or not any more. A browser asks its user instead. */
  camera?: (open: boolean) => void;
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
  const vaultService = new VaultService({
    ...{ vault, clock },
    keyStore: ports.keyStore ?? null,
    clipboard: ports.clipboard ?? null,
    idleMinutes: ports.kind === 'cli' ? null : () => settings.get().vaultLockMinutes,
    changed: (change) => events.emit('vault.changed', change),
    failed: (error) => ports.log.warn({ error }, 'the clipboard could not be cleared'),
  });
  const finder = new Finder(sites);
  const states = new RunStates(journal);
  const log = new RunLog({ db, journal, runs: runTable, states, clock });
  const gate = new InterlockGate({ db, journal, runs: runTable, states, clock, processes });
  const targets = new Targets(finder, vault, clock, ports.password ?? null);
  const procedures = new ProcedureService(ports.resources, ports.library ?? null);
  const planner = new PlannerService(ports.resources, systemClock);
  const practice: PracticeService = new PracticeService(sites, clock, ports.log, (siteId) => {
    runs.retire(siteId, 'the practice rack was started anew');
    keys.removeAll(siteId, null);
  });
  // Who drives a run is not in its journal, and what a person does is to be seen at once: a window listens to both.
  const runListeners = new Set<(runId: string) => void>();
  const runChanged = (runId: string) => {
    for (const listener of runListeners) listener(runId);
  };
  const changedSites = () => events.emit('sites.changed', sites.list());
  const evidence = new EvidenceRoom({ home: ports.home, db, journal, runs: runTable });
  const pictures = new Screenshots({ home: ports.home, evidence, clock });
  const keys = new KeyService({
    ...{ vault, clock },
    registers: new KeyRegisters(db),
    note: (note, author) => {
      const { siteId, deviceId, serial } = note;
      evidence.record({ device: { siteId, id: deviceId }, serial }, { type: 'keys.noted', data: note }, author);
    },
    changed: (view) => events.emit('keys.changed', view),
    progress: (progress) => events.emit('keys.progress', progress),
    // Loaded when somebody looks for keys: the readers of drives and texts are no use to most commands.
    driver: () => import('./keys/driver.ts'),
    clipboard: ports.clipboard ?? null,
  });
  const airgap = () => import('./airgap/driver.ts');
  const keyring = new Keyring(vault, new TrustedKeys(db), clock);
  const trips = new TripService({
    ...{ trips: new Trips(db), vault, keyring, clock, home: ports.home, driver: airgap },
    note: (note, author) => {
      const { siteId, deviceId, serial } = note;
      const device = siteId === '' ? null : { siteId, id: deviceId };
      evidence.record({ device, serial }, { type: 'trip.noted', data: note }, author);
    },
    atomically: (work) => db.transaction(work),
    changed: (trip) => events.emit('trips.changed', trip),
    progress: (progress) => events.emit('trips.progress', progress),
    intake: (view) => events.emit('trips.intake', view),
  });
  const siteService = new SiteService(sites, runTable, vault, keys, changedSites);
  const web = new WebReader(
    (site, device) => passwordFor(site, device, 'web', vault, null, ports.password ?? null),
    clock,
  );

  const contextOf = (author: string, path: string | null = null) => ({
    ...{ author, path, gate, clock },
    process: processes.self(),
  });
  const performOn = (plan: Plan, target: Target, author: string, path: string | null = null): Promise<ActionResult> =>
    perform(plan, target, contextOf(author, path));

  const reader: DeviceReader = new DeviceReader({
    ...{ targets, web, gate, clock, runs: runTable },
    idracs: new IdracWatch(async (site, device) => (await idracs.target(site, device)).bmc.idrac, clock),
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
  // Loaded when a Dell server or a package is asked for: SSH, Redfish and ZIP are half of this program.
  const opening = () => import('./idrac/open-idrac.ts');
  let trust: ReturnType<typeof packageTrust> | null = null;
  const idracParts = {
    clock,
    password: (site: Site, device: Device) => passwordFor(site, device, 'idrac', vault, null, ports.password ?? null),
    pin: (of: Site, what: Device, pins: Partial<Pick<IdracEndpoint, 'sshPin' | 'tlsPin'>>) =>
      siteService.pinIdrac(of.id, what.id, pins),
  };
  const idracs = new IdracService({
    clock,
    open: async (site, device) => (await opening()).openIdrac(site, device, idracParts),
    openRacadm: async (site, device) => (await opening()).openRacadm(site, device, idracParts),
    perform: performOn,
    async inspect(files, server) {
      const { inspectPackages, machineOf, packageView } = await import('./idrac/inspect.ts');
      trust ??= (await import('./idrac/trust.ts')).packageTrust(ports.resources);
      const machine = server ? await machineOf(server.idrac) : null;
      const { anchors, expected } = await trust(server?.rehearsal ?? null);
      const read = await inspectPackages(files, anchors, new Date(clock.now()));
      return read.map(({ path, found }) => packageView(path, found, machine, expected));
    },
    progress: (progress) => events.emit('firmware.progress', progress),
  });
  const downloads = new Downloads({ home: ports.home, evidence, clock });
  const appliances = new ApplianceService({
    ...{ web, downloads },
    indexer: {
      clock,
      password: (site, device) => passwordFor(site, device, 'ssh', vault, null, ports.password ?? null),
      pin: (site, device, hostKey) => siteService.pinSsh(site.id, device.id, hostKey),
    },
  });
  const chassis = new ChassisTargets(finder, targets, idracs, appliances);
  const heartbeats = new HeartbeatService({ clock, changed: (state) => events.emit('heartbeats.changed', state) });
  const probes = new Probes({
    heartbeats,
    targets,
    finder,
    web,
    clock,
    consoles,
    idracs,
    keys,
    trips,
    appliances,
    settings,
  });

  const runner = new Runner({
    log,
    clock,
    read: (state, order, signal) => probes.read(state.siteId, order, signal),
    async act(state, { action, parameters, binding, path }, author) {
      const others = state.bindings.map(({ deviceId }) => deviceId).filter((id) => id !== binding.deviceId);
      await using target = await chassis.open(state.siteId, binding.deviceId, action, others);
      return await performOn(await chassis.plan(target, action, parameters), target, author, path);
    },
    async recover(state, intent, signal) {
      await using found =
        intent.deviceId === null
          ? null
          : await chassis.open(state.siteId, intent.deviceId, intent.action).catch(() => null);
      return await recover(intent, found?.bmc ?? null, clock, signal);
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
    pictures,
    play: (siteId, action, deviceId) => practice.play(siteId, action, deviceId),
    confirmed(siteId, action, deviceId, author) {
      // From this click on the old volumes are gone, and with them every key that opened them.
      if (action === 'us.recovery.reset')
        keys.retire(finder.device(siteId, deviceId), 'reset from the manufacturing image', author);
    },
    elsewhere: (state) => gate.elsewhere(state),
    changed: runChanged,
  });

  const due = new DueService({ runs: runTable, log, clock });
  const handovers = new HandoverService({
    ...{ home: ports.home, db, journal, runs: runTable, log, finder, sites, siteService, vault, keyring, clock },
    bind: (site, role, device) => runs.bind(site, role, device),
    changed: runChanged,
  });

  return {
    resources: ports.resources,
    home: ports.home,
    events,
    clock,
    journal,
    vault,
    vaultService,
    settings,
    finder,
    targets,
    procedures,
    planner,
    practice,
    runs,
    pictures,
    handovers,
    due,
    gate,
    reader,
    bmc,
    consoles,
    idracs,
    keys,
    trips,
    keyring,
    airgap,
    heartbeats,
    chassis,
    sites: siteService,
    /** Returns its own unsubscribe. */
    onRunChanged(listener: (runId: string) => void): () => void {
      runListeners.add(listener);
      return () => void runListeners.delete(listener);
    },
    openVault: (passphrase: string) => vaultService.open(passphrase),
    /** Performs a plan on a target through the gate. */
    perform: performOn,
    async close(): Promise<void> {
      await vaultService.lock('quit'); // first: what follows may take its time
      runs.close();
      trips.stop();
      await consoles.closeAll();
      await reader.close();
      await heartbeats.stop();
      await practice.stop();
      db.close();
    },
  };
}

export type Services = Awaited<ReturnType<typeof createServices>>;
