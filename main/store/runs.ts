import type { RunStatus } from '../../preload/contract.ts';
import type { Database } from './database.ts';
import { StoreError } from './error.ts';
import { type Processes, type ProcessId, systemProcesses } from './processes.ts';

/** The part of a binding by which a command finds the runs that have a say. */
export interface RunBinding {
  role: string;
  deviceId: string;
  serial: string | null;
  /** As `normaliseBmc` writes it. */
  bmc: string | null;
}

export interface RunRecord {
  id: string;
  procedure: string;
  site: string;
  status: RunStatus;
  startedAt: string;
  author: string;
  /** The process that drives the run, alive or not. */
  driver: ProcessId | null;
  bindings: RunBinding[];
}
export type NewRun = Omit<RunRecord, 'status' | 'driver'>;

/** What is known about the thing a command is aimed at. Leave out or null what is not known. */
export interface RunTarget {
  /** Device ids are unique within their site only. */
  device?: { siteId: string; id: string } | null;
  serial?: string | null;
  /** As `normaliseBmc` writes it. */
  bmc?: string | null;
}

interface RunRow {
  id: string;
  procedure: string;
  site: string;
  status: RunStatus;
  started_at: string;
  author: string;
  driver_pid: number | null;
  driver_start: string | null;
}
interface BindingRow {
  role: string;
  device: string;
  serial: string | null;
  bmc: string | null;
}

/**
 * Which runs there are, what they have a hand on and who drives them. What happened in a run is in the journal; this
 * is the index by which a command from anywhere finds the runs that may forbid it.
 */
export class Runs {
  readonly #db: Database;
  readonly #processes: Processes;

  constructor(db: Database, processes: Processes = systemProcesses()) {
    this.#db = db;
    this.#processes = processes;
  }

  /** A new run, open and driven by nobody. Call it in the transaction that writes the run's first journal entry. */
  insert(run: NewRun): void {
    this.#db.transaction(() => {
      this.#db.run(
        "INSERT INTO runs (id, procedure, site, status, started_at, author) VALUES (?, ?, ?, 'open', ?, ?)",
        ...[run.id, run.procedure, run.site, run.startedAt, run.author],
      );
      this.#bind(run);
    });
  }

  /** A run that came from another installation, or came back: where its devices stand here. As `insert`. */
  move(run: NewRun, status: RunStatus): void {
    this.#db.transaction(() => {
      if (this.get(run.id) === null) this.insert(run);
      else {
        this.#db.run('UPDATE runs SET site = ? WHERE id = ?', run.site, run.id);
        this.unbind(run.id);
        this.#bind(run);
      }
      this.setStatus(run.id, status);
    });
  }

  #bind(run: NewRun): void {
    for (const [place, { role, deviceId, serial, bmc }] of run.bindings.entries()) {
      this.#db.run(
        'INSERT INTO bindings (run, role, place, device, serial, bmc) VALUES (?, ?, ?, ?, ?, ?)',
        ...[run.id, role, place, deviceId, serial, bmc],
      );
    }
  }

  get(id: string): RunRecord | null {
    const row = this.#db.get<RunRow>('SELECT * FROM runs WHERE id = ?', id);
    return row ? this.#record(row) : null;
  }

  /** All runs, the latest first. */
  list(): RunRecord[] {
    return this.#db.all<RunRow>('SELECT * FROM runs ORDER BY started_at DESC, id DESC').map((row) => this.#record(row));
  }

  /**
   * The runs whose rules may concern `target`: open ones, and those that ended early or went elsewhere, whose rules may outlive them.
   * Any one sign of identity is enough, so that a device given by bare address or moved to another site is found too.
   * Oldest first.
   */
  bindingRuns(target: RunTarget): RunRecord[] {
    const { device = null, serial = null, bmc = null } = target;
    return this.#db
      .all<RunRow>(
        `SELECT * FROM runs WHERE status IN ('open', 'stopped', 'aborted', 'handed-over') AND id IN (
           SELECT run FROM bindings WHERE serial = ?
           UNION SELECT run FROM bindings WHERE bmc = ?
           UNION SELECT run FROM bindings JOIN runs ON runs.id = run WHERE device = ? AND site = ?
         ) ORDER BY started_at, id`,
        ...[serial, bmc, device?.id ?? null, device?.siteId ?? null],
      )
      .map((row) => this.#record(row));
  }

  /** Call it in the transaction that writes the journal entry which says so. */
  setStatus(id: string, status: RunStatus): void {
    if (this.#db.run('UPDATE runs SET status = ? WHERE id = ?', status, id) === 0) throw noRun(id);
  }

  /** Takes the run's hand off its devices: what it was bound to does not exist any more. Its journal keeps the binding. */
  unbind(id: string): void {
    this.#db.run('DELETE FROM bindings WHERE run = ?', id);
  }

  /**
   * Makes this process the one that drives the run: `taken` from nobody, `taken-over` from a process that died, or
   * `kept` when it drives the run already. Throws `run.driven` while another living process does.
   */
  takeDriver(id: string): 'taken' | 'taken-over' | 'kept' {
    const self = this.#processes.self();
    return this.#db.transaction(() => {
      const run = this.get(id);
      if (!run) throw noRun(id);
      if (run.driver && same(run.driver, self)) return 'kept';
      if (run.driver && this.#processes.isAlive(run.driver)) {
        throw new StoreError(
          'run.driven',
          `Run ${id} is driven by another Rackhand on this machine (process ${run.driver.pid}).`,
          'Go on in that window or command line, or close it and resume the run here.',
          { params: { run: id, pid: run.driver.pid } },
        );
      }
      this.#db.run('UPDATE runs SET driver_pid = ?, driver_start = ? WHERE id = ?', self.pid, self.start, id);
      return run.driver ? 'taken-over' : 'taken';
    });
  }

  /** Lets go of the run, if it is this process that drives it. */
  releaseDriver(id: string): void {
    const self = this.#processes.self();
    this.#db.run(
      'UPDATE runs SET driver_pid = NULL, driver_start = NULL WHERE id = ? AND driver_pid = ? AND driver_start = ?',
      ...[id, self.pid, self.start],
    );
  }

  /** Whether another living process drives the run. */
  drivenElsewhere(id: string): boolean {
    const driver = this.get(id)?.driver;
    return !!driver && !same(driver, this.#processes.self()) && this.#processes.isAlive(driver);
  }

  #record(row: RunRow): RunRecord {
    const bindings = this.#db
      .all<BindingRow>('SELECT role, device, serial, bmc FROM bindings WHERE run = ? ORDER BY role, place', row.id)
      .map(({ role, device, serial, bmc }) => ({ role, deviceId: device, serial, bmc }));
    const { id, procedure, site, status, started_at: startedAt, author, driver_pid, driver_start } = row;
    const driver = driver_pid === null ? null : { pid: driver_pid, start: driver_start ?? '' };
    return { id, procedure, site, status, startedAt, author, driver, bindings };
  }
}

const same = (a: ProcessId, b: ProcessId): boolean => a.pid === b.pid && a.start === b.start;

function noRun(id: string): StoreError {
  return new StoreError('run.unknown', `There is no run ${id}.`, 'List the runs and check the id.', {
    params: { run: id },
  });
}
