import { mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { HandOverView, JournalEntry, Site } from '../../../preload/contract.ts';
import { HandoverError } from '../../handover/error.ts';
import { type Arrived, openHandOver } from '../../handover/read.ts';
import type { Journal } from '../../journal/journal.ts';
import { dueOf } from '../../procedures/due.ts';
import { next, ReplayError, type RunState, replay } from '../../procedures/engine.ts';
import type { Binding, Stamped } from '../../procedures/events.ts';
import { conflict } from '../../procedures/standing.ts';
import { runSummary, runView } from '../../procedures/view.ts';
import type { Sites } from '../../sites/sites.ts';
import type { Database } from '../../store/database.ts';
import type { Runs } from '../../store/runs.ts';
import type { Keyring } from '../airgap/keyring.ts';
import { sha256Of } from '../appliances/downloads.ts';
import { LockedError } from '../locked-error.ts';
import type { RunLog } from '../run-log.ts';
import type { SiteService } from '../site-service.ts';
import { continuation } from './continuation.ts';
import { addable, deviceView, type Match, matchDevices } from './match.ts';

export interface TakeParts {
  home: string;
  db: Database;
  journal: Journal;
  runs: Runs;
  log: RunLog;
  sites: Sites;
  siteService: SiteService;
  keyring: Keyring;
  /** A device as a run knows it. */
  bind(site: string, role: string, device: string): Promise<Binding>;
  changed(runId: string): void;
}

export interface TakeOptions {
  /** Id of a site here; null for the one of the same id as there. */
  site: string | null;
  /** Device of the run to device here, for those that no serial number tells. */
  bind?: Readonly<Record<string, string>> | undefined;
  /** Devices that are missing here are taken from the file (and the site, if it is missing), without passwords. */
  add?: boolean | undefined;
}

/** What a file is and where its devices are here; nothing is changed. @throws HandoverError */
export async function inspectHandOver(parts: TakeParts, file: string, options: TakeOptions): Promise<HandOverView> {
  const arrived = await openHandOver(file);
  try {
    return viewOf(parts, arrived, stateOf(arrived), options);
  } finally {
    arrived.close();
  }
}

/**
 * Takes a run over: evidence into the data folder, the chain into the journal, the binding to the devices here, and an entry
 * that says so. What was sensed there is unknown here until it is read again.
 * @throws HandoverError, LockedError for a device that another open run has a hand on
 */
export async function takeRun(
  parts: TakeParts,
  file: string,
  options: TakeOptions,
  author: string,
): Promise<HandOverView> {
  const { db, journal, runs, log, changed } = parts;
  const arrived = await openHandOver(file);
  try {
    const state = stateOf(arrived);
    const { contents, entries } = arrived;
    const runId = contents.run;
    continuation(journal.read(runId), entries);
    const site = placed(parts, arrived, state, options);
    const bindings = await bound(parts, arrived, state, site, options);
    await keepFiles(parts.home, arrived);
    db.transaction(() => {
      // Once more, now that nobody else can write.
      const fresh = continuation(journal.read(runId), entries);
      if (state.handOver?.before === 'open') refuseConflict(parts, runId, bindings, site.id);
      journal.adopt(runId, author, fresh);
      const status = state.handOver?.before ?? 'open';
      const [{ at: startedAt, author: starter }] = entries as [JournalEntry];
      const record = { id: runId, procedure: state.procedure, site: site.id, startedAt, author: starter, bindings };
      runs.move(record, status);
      log.commit(runId, author, () => [
        { type: 'run.taken-over', data: { id: contents.id, siteId: site.id, bindings } },
      ]);
    });
    changed(runId);
    return viewOf(parts, arrived, state, { ...options, site: site.id });
  } finally {
    arrived.close();
  }
}

/** The run as the file leaves it. */
function stateOf({ entries, file }: Arrived): RunState {
  try {
    const state = replay(entries as unknown as Stamped[]);
    // Whatever looks at runs looks at this one from now on: a library that nobody can have loaded is refused here.
    const asOpen: RunState = { ...state, status: state.handOver?.before ?? 'open' };
    for (const one of [state, asOpen]) {
      runView(one, Date.parse(one.at));
      next(one, Date.parse(one.at));
      dueOf(one, Date.parse(one.at));
    }
    return state;
  } catch (error) {
    const where = error instanceof ReplayError ? error.message : 'an entry is not in its form';
    throw new HandoverError(
      'handover.journal',
      `The journal in ${path.basename(file)} is whole, but is not of a run that this Rackhand can go on with (${where}).`,
      'Use the version of Rackhand that wrote it, or a later one.',
      error,
    );
  }
}

function viewOf(parts: TakeParts, arrived: Arrived, state: RunState, options: TakeOptions): HandOverView {
  const { contents, entries, site, signer } = arrived;
  const here = siteHere(parts, state, options);
  const { title, progress } = runSummary(state);
  return {
    runId: contents.run,
    ...{ id: contents.id, title, progress },
    ...{ from: contents.by, to: contents.to, at: contents.at },
    status: state.handOver?.before ?? 'open',
    entries: entries.length,
    head: entries.at(-1)?.hash ?? '',
    signature: signer === null ? 'none' : parts.keyring.isTrusted(signer) ? 'trusted' : 'unknown',
    signer,
    site: site.name,
    siteId: here?.id ?? null,
    devices: matchDevices(state.bindings, here, site, options.bind).map(deviceView),
    files: contents.files.length,
    left: contents.left,
  };
}

const siteHere = ({ sites }: TakeParts, state: RunState, { site }: TakeOptions): Site | null =>
  sites.get(site ?? state.siteId);

/** The site here, with the devices that somebody agreed to add. */
function placed(parts: TakeParts, arrived: Arrived, state: RunState, options: TakeOptions): Site {
  const here = siteHere(parts, state, options);
  if (!here && (options.site !== null || !options.add || parts.sites.get(arrived.site.id))) {
    throw new HandoverError(
      'handover.site',
      `There is no site ${options.site ?? state.siteId} here; the run belongs to ${arrived.site.name}.`,
      'Choose one of your sites, or let the site and its devices be added from the file.',
    );
  }
  const { practice } = arrived.contents.site;
  if (practice !== Boolean(here?.practice)) {
    throw new HandoverError(
      'handover.site',
      practice
        ? 'The run is a rehearsal on a practice rack.'
        : `${here?.name} is a practice rack, and the run is none of a rehearsal.`,
      practice ? 'Start the practice rack and choose it.' : 'Choose the site with the devices of the run.',
    );
  }
  const matches = matchDevices(state.bindings, here, arrived.site, options.bind);
  const missing = matches.filter(({ device }) => device === null);
  if (missing.length > 0 && (!options.add || missing.some(({ given }) => given === null)))
    throw unmatched(missing, here);
  let site = here ?? parts.siteService.add(arrived.site);
  if (!here) return site;
  for (const { given } of missing) if (given) site = parts.siteService.saveDevice(site.id, addable(given, site));
  return site;
}

/** The run's roles in their order, by the devices here. */
async function bound(
  parts: TakeParts,
  arrived: Arrived,
  state: RunState,
  site: Site,
  { bind }: TakeOptions,
): Promise<Binding[]> {
  const matches = matchDevices(state.bindings, site, arrived.site, bind);
  const missing = matches.filter(({ device }) => device === null);
  const ids = matches.map(({ device }) => device?.id);
  const twice = matches.filter(({ device }, index) => device && ids.indexOf(device.id) !== index);
  if (missing.length + twice.length > 0) throw unmatched([...missing, ...twice], site);
  const bindings: Binding[] = [];
  for (const { binding, device } of matches) {
    const now = await parts.bind(site.id, binding.role, device?.id ?? '');
    for (const need of ['bmc', 'web', 'idrac', 'ssh'] as const) {
      if ((binding[need] ?? null) === null || (now[need] ?? null) !== null) continue;
      throw new HandoverError(
        'handover.devices',
        `${now.deviceName} has no ${need} endpoint here, and the run has used it.`,
        'Enter the endpoint in the device first.',
      );
    }
    bindings.push({ ...now, serial: now.serial ?? binding.serial });
  }
  return bindings;
}

function unmatched(missing: readonly Match[], here: Site | null): HandoverError {
  const names = missing.map(
    ({ binding: { deviceName, serial, role } }) => `${deviceName} (${role}, ${serial ?? 'no serial number'})`,
  );
  return new HandoverError(
    'handover.devices',
    `${here?.name ?? 'This installation'} does not have ${names.join(', ')}.`,
    'Say which device here each of them is (--bind), or let them be added from the file (--add-devices).',
  );
}

function refuseConflict({ runs, log }: TakeParts, runId: string, bindings: readonly Binding[], siteId: string): void {
  const others = bindings
    .flatMap((b) => runs.bindingRuns({ device: { siteId, id: b.deviceId }, serial: b.serial, bmc: b.bmc }))
    .filter(({ id, status }) => id !== runId && (status === 'open' || status === 'handed-over'));
  const verdicts = conflict(
    [...new Set(others.map(({ id }) => id))].map((id) => log.state(id)),
    bindings,
    siteId,
  );
  if (verdicts.length > 0) throw new LockedError(verdicts);
}

/** Evidence under the names the journal has for it. What is there already is left as it is, if it is the same. */
async function keepFiles(home: string, arrived: Arrived): Promise<void> {
  for (const [index, { name, sha256 }] of arrived.contents.files.entries()) {
    const file = path.join(home, ...name.split('/'));
    if ((await stat(file).catch(() => null)) === null) {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      await receive(file, arrived.read(index));
    } else if ((await sha256Of(file)) !== sha256) {
      throw new HandoverError(
        'handover.file-differs',
        `${name} is in the data folder already, and is another file than the one that arrives.`,
        'Move it out of the data folder, and take the run over again.',
      );
    }
  }
}

/** A file has its name only when it is complete and on the disk itself. */
async function receive(file: string, source: AsyncIterable<Buffer>): Promise<void> {
  const part = `${file}.part`;
  try {
    await using handle = await open(part, 'w', 0o600);
    for await (const bytes of source) await handle.writeFile(bytes);
    await handle.sync();
    await rename(part, file);
  } finally {
    await unlink(part).catch(() => undefined);
  }
}
