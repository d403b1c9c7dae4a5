import type { ActionName, ActionResult, Verdict } from '../../preload/contract.ts';
import type { Decision, Gate } from '../actions/ports.ts';
import { DESK } from '../journal/anchors.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../ports/clock.ts';
import { clickAhead, type RunState } from '../procedures/engine.ts';
import type { ActionIntent } from '../procedures/events.ts';
import { blocking } from '../procedures/interlocks.ts';
import type { Database } from '../store/database.ts';
import type { Processes } from '../store/processes.ts';
import type { Runs, RunTarget } from '../store/runs.ts';
import type { RunStates } from './run-states.ts';

export interface GateTarget extends RunTarget {
  action: ActionName;
}

interface IntentRow {
  stream: string;
  data: string;
}

/**
 * The gate between a wish and the wire. Deciding and writing the intent are one SQLite transaction that holds the write
 * lock, so no other process can start a run, answer a step or send a command in between.
 */
export class InterlockGate implements Gate {
  readonly #db: Database;
  readonly #journal: Journal;
  readonly #runs: Runs;
  readonly #states: RunStates;
  readonly #clock: Clock;
  readonly #processes: Processes;

  constructor(parts: {
    db: Database;
    journal: Journal;
    runs: Runs;
    states: RunStates;
    clock: Clock;
    processes: Processes;
  }) {
    this.#db = parts.db;
    this.#journal = parts.journal;
    this.#runs = parts.runs;
    this.#states = parts.states;
    this.#clock = parts.clock;
    this.#processes = parts.processes;
  }

  /** What stands in the way of `action` on a target now, from every run that binds it by device, serial or address. */
  verdicts(target: GateTarget): Verdict[] {
    const now = this.#clock.now();
    return this.#runs.bindingRuns(target).flatMap((run) =>
      blocking(
        this.#states.get(run.id),
        {
          action: target.action,
          deviceId: target.device?.siteId === run.site ? target.device.id : null,
          serial: target.serial ?? null,
          bmc: target.bmc ?? null,
          // Whatever answers at that address is one machine, by either name.
          idrac: target.bmc ?? null,
        },
        now,
      ),
    );
  }

  /**
   * The lasting rules of other runs, those that were aborted or stopped, against the click that a run is about to ask for.
   * They are told and do not refuse it: the facts that lift them are often such that only their own run could give, and
   * what mends the trouble is clicked in a new run too.
   */
  elsewhere(state: RunState): Verdict[] {
    const { action, devices } = clickAhead(state) ?? { devices: [] };
    if (action === undefined) return [];
    const now = this.#clock.now();
    const told = new Map<string, Verdict>();
    for (const { deviceId, serial, bmc, idrac } of devices) {
      const device = { siteId: state.siteId, id: deviceId };
      for (const run of this.#runs.bindingRuns({ device, serial, bmc }).filter(({ id }) => id !== state.runId)) {
        const target = {
          action,
          deviceId: run.site === state.siteId ? deviceId : null,
          serial,
          bmc,
          idrac: idrac ?? null,
        };
        for (const verdict of blocking(this.#states.get(run.id), target, now))
          told.set(`${run.id} ${verdict.rule} ${verdict.scope}`, verdict);
      }
    }
    return [...told.values()];
  }

  decide(intent: ActionIntent, siteId: string | null, author: string): Decision {
    return this.#db.transaction(() => {
      const target = targetOf(intent, siteId);
      const stream = this.#streamFor(target);
      const verdicts = [...this.#inFlight(intent, author), ...this.verdicts({ ...target, action: intent.action })];
      if (verdicts.length > 0) return { allowed: false, stream, verdicts };
      this.#journal.append(stream, author, [{ type: 'action.intended', data: intent }]);
      return { allowed: true, stream };
    });
  }

  settle(
    stream: string | null,
    intent: ActionIntent,
    siteId: string | null,
    result: ActionResult,
    author: string,
  ): void {
    const data = { id: intent.id, path: intent.path, outcome: result.outcome, result };
    this.#journal.append(stream ?? this.#streamFor(targetOf(intent, siteId)), author, [
      { type: 'action.settled', data },
    ]);
  }

  /** The open run that binds the target keeps the record, whoever acts; everything else goes to the desk. */
  #streamFor(target: RunTarget): string {
    return this.#runs.bindingRuns(target).find((run) => run.status === 'open')?.id ?? DESK;
  }

  /**
   * Commands for the same chassis whose outcome was never written. By a living process: wait for it. By a dead one:
   * nobody knows what happened, and the reading that `perform` has just made is the fresh one that is demanded.
   */
  #inFlight(intent: ActionIntent, author: string): Verdict[] {
    const pending = this.#db
      .all<IntentRow>(
        `SELECT i.stream, i.data FROM journal i WHERE i.type = 'action.intended'
           AND (i.data ->> 'bmc' = ? OR i.data ->> 'serial' = ?)
           AND NOT EXISTS (SELECT 1 FROM journal s WHERE s.stream = i.stream AND s.type = 'action.settled'
             AND s.data ->> 'id' = i.data ->> 'id')`,
        ...[intent.bmc, intent.serial],
      )
      .map(({ stream, data }) => ({ stream, former: JSON.parse(data) as ActionIntent }));
    const living = pending.filter(({ former }) => this.#processes.isAlive(former.process));
    for (const { stream, former } of pending) {
      if (!living.some((other) => other.former.id === former.id)) this.#settleUnknown(stream, former, author);
    }
    return living.map(({ former }) => inFlightVerdict(former));
  }

  #settleUnknown(stream: string, former: ActionIntent, author: string): void {
    const result: ActionResult = {
      id: former.id,
      action: former.action,
      outcome: 'unknown',
      deviceName: former.deviceName,
      serial: former.serial,
      bmc: former.bmc,
      before: former.before,
      after: null,
      detail: 'the process that sent it ended before the outcome was known',
      verdicts: [],
      failure: null,
      at: new Date(this.#clock.now()).toISOString(),
    };
    this.#journal.append(stream, author, [
      { type: 'action.settled', data: { id: former.id, path: former.path, outcome: 'unknown', result } },
    ]);
  }
}

function targetOf(intent: ActionIntent, siteId: string | null): RunTarget {
  const device = intent.deviceId !== null && siteId !== null ? { siteId, id: intent.deviceId } : null;
  return { device, serial: intent.serial, bmc: intent.bmc };
}

function inFlightVerdict(former: ActionIntent): Verdict {
  return {
    rule: 'I-GEN-006',
    severity: 'hard',
    title: { en: 'Another command is under way', de: 'Ein anderer Befehl läuft' },
    reason: {
      en: `${former.action} for ${former.deviceName} was sent by process ${former.process.pid}; its outcome is still open.`,
      de: `${former.action} für ${former.deviceName} wurde von Prozess ${former.process.pid} gesendet; das Ergebnis steht noch aus.`,
    },
    lift: {
      en: 'Wait until its outcome has been read back.',
      de: 'Warten Sie, bis das Ergebnis zurückgelesen wurde.',
    },
    source: { document: 'tool', section: 'I-GEN-006' },
    runId: null,
    blocks: ['power.*'],
    unmet: [],
  };
}
