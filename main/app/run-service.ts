import { randomUUID } from 'node:crypto';
import type {
  FactValue,
  KeptPicture,
  PastedValue,
  RoleBindings,
  RunSummary,
  RunView,
  Verdict,
} from '../../preload/contract.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../ports/clock.ts';
import {
  abort,
  acknowledge,
  answer,
  expectHere,
  order,
  override,
  placeOf,
  type RunState,
  record,
  start,
} from '../procedures/engine.ts';
import type { Binding, RunEvent } from '../procedures/events.ts';
import type { ManualAction } from '../procedures/model.ts';
import { conflict } from '../procedures/standing.ts';
import { runSummary, runView } from '../procedures/view.ts';
import type { Database } from '../store/database.ts';
import type { Runs } from '../store/runs.ts';
import { idracAddress, resolveBmc } from './address.ts';
import type { Finder } from './finder.ts';
import { LockedError } from './locked-error.ts';
import { pastedValues, withPage } from './pasting.ts';
import type { ProcedureService } from './procedure-service.ts';
import type { RunLog } from './run-log.ts';
import { type DriveEnd, type Runner, TOOL } from './runner.ts';
import type { Screenshots } from './screenshots.ts';

export interface RunServiceParts {
  db: Database;
  journal: Journal;
  runs: Runs;
  log: RunLog;
  finder: Finder;
  procedures: ProcedureService;
  runner: Runner;
  clock: Clock;
  /** Plays a person's click in the vendor's interface on a practice site. */
  play(siteId: string, action: ManualAction, deviceId: string | null): Promise<void>;
  /** What else changes with a person's click; in the same transaction as its record. */
  confirmed(siteId: string, action: ManualAction, deviceId: string, author: string): void;
  pictures: Screenshots;
  /** What other runs have against the click that this one is about to ask for. */
  elsewhere(state: RunState): Verdict[];
  changed(runId: string): void;
}

/** What people do with runs. Everything is checked by the engine on the newest state, and durable when it returns. */
export class RunService {
  readonly #p: RunServiceParts;
  /** Runs that this process drives. */
  readonly #taken = new Set<string>();
  /** Runs that it keeps driving while a window is open, with what stops and wakes them. */
  readonly #kept = new Map<string, { stop: AbortController; wake: EventTarget }>();

  constructor(parts: RunServiceParts) {
    this.#p = parts;
  }

  list(): RunSummary[] {
    return this.#p.runs.list().map((run) => runSummary(this.#p.log.state(run.id)));
  }

  view(runId: string): RunView {
    const state = this.#p.log.state(runId);
    const elsewhere = this.#p.runs.drivenElsewhere(runId);
    return {
      ...runView(state, this.#p.clock.now(), this.#p.elsewhere(state)),
      driver: this.#taken.has(runId) ? 'here' : elsewhere ? 'elsewhere' : 'nobody',
    };
  }

  /**
   * Opens a run: checks the binding and that no open run has a hand on one of the devices (I-GEN-006), and writes the
   * first entry, which carries the procedure itself.
   */
  async start(procedure: string, siteName: string, devices: RoleBindings, author: string): Promise<string> {
    const { db, runs, journal, log, procedures, clock } = this.#p;
    const bindings: Binding[] = [];
    for (const [role, names] of Object.entries(devices)) {
      for (const name of [names].flat()) bindings.push(await this.bind(siteName, role, name));
    }
    const site = this.#p.finder.site(siteName);
    const runId = `${stamp(clock.now())}-${randomUUID().slice(0, 8)}`;
    const scale = site.practice?.scale ?? 1;
    const event = start(procedures.library, { runId, procedure, siteId: site.id, scale, bindings });
    db.transaction(() => {
      const others = bindings
        .flatMap((b) => runs.bindingRuns({ device: { siteId: site.id, id: b.deviceId }, serial: b.serial, bmc: b.bmc }))
        .filter(({ status }) => status === 'open' || status === 'handed-over');
      const verdicts = conflict(
        others.map((run) => log.state(run.id)),
        bindings,
        site.id,
      );
      if (verdicts.length > 0) throw new LockedError(verdicts);
      const startedAt = new Date(clock.now()).toISOString();
      runs.insert({ id: runId, procedure, site: site.id, startedAt, author, bindings });
      journal.append(runId, author, [event]);
      runs.takeDriver(runId);
    });
    this.#taken.add(runId);
    this.#p.changed(runId);
    return runId;
  }

  /**
   * Makes this process the one that drives the run. A run that another process has let go of (or died over) is resumed:
   * what can be read is read again before anything goes on. @throws StoreError `run.driven`; RunError `run-handed-over`
   */
  take(runId: string, author: string): void {
    expectHere(this.#p.log.state(runId));
    if (this.#p.runs.takeDriver(runId) !== 'kept') {
      this.#p.log.commit(runId, author, (state) =>
        state.status === 'open' ? [{ type: 'run.resumed', data: { pid: process.pid } }] : [],
      );
    }
    this.#taken.add(runId);
    this.#p.changed(runId);
  }

  /** Completes the current step, `pasted` being the page some values come from. On a practice site the rack first plays what the person has just done. */
  async answer(
    runId: string,
    path: string,
    values: Record<string, FactValue>,
    author: string,
    pasted?: string,
  ): Promise<void> {
    const state = this.#p.log.state(runId);
    const given = (on: RunState, now: number): RunEvent[] => {
      const written = answer(on, path, values, now);
      return pasted === undefined ? written : withPage(written, path, pastedValues(on, path, pasted), pasted);
    };
    const events = given(state, this.#p.clock.now());
    const place = placeOf(state, path);
    const manual = place?.step.kind === 'guide' ? place.step.manual : null;
    // A step about no device in particular is about the one its procedure was called for, which comes first.
    const bindings = place?.frame.bindings ?? state.bindings;
    const { deviceId = null } = bindings.find(({ role }) => role === place?.step.on) ?? bindings[0] ?? {};
    if (manual !== null) await this.#p.play(state.siteId, manual, deviceId);
    this.#write(runId, author, (current, now) => {
      const written = current.seq === state.seq ? events : given(current, now);
      if (manual !== null && deviceId !== null) this.#p.confirmed(state.siteId, manual, deviceId, author);
      return written;
    });
  }

  /** Keeps a picture of what was seen with the run. @throws CommandError as Screenshots.keepFile */
  attach(runId: string, file: string, author: string): Promise<KeptPicture> {
    return this.#p.pictures.keepFile(this.#p.log.state(runId), file, author);
  }

  /** The same for a picture that came as bytes. @throws CommandError as Screenshots.keep */
  keepPicture(runId: string, bytes: Buffer, author: string): KeptPicture {
    return this.#p.pictures.keep(this.#p.log.state(runId), bytes, author);
  }

  /** What a pasted page says of the values a step asks for; nothing is kept. @throws CommandError as pastedValues */
  readPaste(runId: string, path: string, text: string): PastedValue[] {
    return pastedValues(this.#p.log.state(runId), path, text);
  }

  /** Says go to the current act step: authorises one attempt. */
  go(runId: string, path: string, author: string): void {
    this.#write(runId, author, (state, now) => order(state, path, now));
  }

  /** `scope`: for the device that the verdict is about. */
  acknowledge(runId: string, rule: string, author: string, scope?: string | undefined): void {
    this.#write(runId, author, (state) => acknowledge(state, rule, scope));
  }

  override(
    runId: string,
    rule: string,
    why: { reason: string; secondPerson: string; supportCase: string },
    author: string,
    scope?: string | undefined,
  ): void {
    this.#write(runId, author, (state) => override(state, rule, why, author, scope));
  }

  record(runId: string, values: Record<string, FactValue>, author: string, scope?: string | undefined): void {
    this.#write(runId, author, (state, now) => record(state, values, now, scope));
  }

  abort(runId: string, reason: string, author: string): void {
    this.#write(runId, author, (state) => abort(state, reason));
    this.#kept.get(runId)?.stop.abort();
  }

  /**
   * Ends the runs of a site whose devices are gone for good (a practice rack that is started anew has the same serial
   * numbers): open ones are aborted, and none of them locks anything any more.
   */
  retire(siteId: string, reason: string): void {
    const { runs, db } = this.#p;
    for (const run of runs.list().filter(({ site, status }) => site === siteId && status !== 'finished')) {
      db.transaction(() => {
        if (run.status === 'open') this.#p.log.commit(run.id, TOOL, (state) => abort(state, reason));
        runs.unbind(run.id);
      });
      this.#kept.get(run.id)?.stop.abort();
      this.#p.changed(run.id);
    }
  }

  /** Drives the run until a person is needed. For the command line; the run must have been taken. */
  drive(runId: string, signal: AbortSignal): Promise<DriveEnd> {
    return this.#p.runner.drive(runId, { signal, linger: false });
  }

  /** Keeps driving the run in the background for as long as this process lives. For the window. */
  keepDriving(runId: string, failed: (error: unknown) => void): void {
    if (this.#kept.has(runId)) return;
    const stop = new AbortController();
    const wake = new EventTarget();
    this.#kept.set(runId, { stop, wake });
    void this.#p.runner
      .drive(runId, { signal: stop.signal, linger: true, wake })
      .catch(failed)
      .finally(() => {
        this.#kept.delete(runId);
        this.#release(runId);
      });
  }

  /** Stops driving; the runs stay open and can be resumed. */
  close(): void {
    for (const { stop } of this.#kept.values()) stop.abort();
    for (const runId of [...this.#taken]) this.#release(runId);
  }

  #release(runId: string): void {
    if (!this.#taken.delete(runId)) return;
    this.#p.runs.releaseDriver(runId);
    this.#p.changed(runId);
  }

  #write(runId: string, author: string, decide: (state: RunState, now: number) => readonly RunEvent[]): void {
    this.#p.log.commit(runId, author, decide);
    this.#kept.get(runId)?.wake.dispatchEvent(new Event('wake'));
    this.#p.changed(runId);
  }

  /** A device as a run knows it. @throws CommandError `not-found` */
  async bind(siteName: string, role: string, deviceName: string): Promise<Binding> {
    const { device } = this.#p.finder.device(siteName, deviceName);
    return {
      role,
      deviceId: device.id,
      deviceName: device.name,
      serial: device.serial,
      bmc: device.bmc ? await resolveBmc(device.bmc.address) : null,
      web: device.web?.url ?? null,
      idrac: device.idrac ? idracAddress(device.idrac) : null,
      ssh: device.ssh?.address ?? null,
    };
  }
}

/** Sortable and readable: 20261121-0803. */
function stamp(now: number): string {
  const iso = new Date(now).toISOString();
  return `${iso.slice(0, 10).replaceAll('-', '')}-${iso.slice(11, 16).replace(':', '')}`;
}
