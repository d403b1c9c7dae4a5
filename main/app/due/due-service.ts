import type { DueView } from '../../../preload/contract.ts';
import type { Clock } from '../../ports/clock.ts';
import { dueOf } from '../../procedures/due.ts';
import type { Runs } from '../../store/runs.ts';
import type { RunLog } from '../run-log.ts';

export interface DueParts {
  runs: Runs;
  log: RunLog;
  clock: Clock;
}

/** A wait of weeks needs no finer look. */
const everyMs = 15_000;

/** What all open runs wait for by the clock. It keeps no state: see dueOf. */
export class DueService {
  readonly #p: DueParts;

  constructor(parts: DueParts) {
    this.#p = parts;
  }

  /** Of all open runs, the earliest first. */
  list(): DueView[] {
    const { runs, log, clock } = this.#p;
    const now = clock.now();
    return runs
      .list()
      .filter(({ status }) => status === 'open')
      .flatMap(({ id }) => dueOf(log.state(id), now))
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  }

  /**
   * Tells of the whole list when it changes, and of each instant once when it has come: at once for those that came while
   * nobody was looking. `look` has it look again now, because a run went on.
   */
  watch(to: { changed(dues: DueView[]): void; remind(due: DueView): void; failed(error: unknown): void }): {
    look(): void;
    stop(): void;
  } {
    const stop = new AbortController();
    const reminded = new Set<string>();
    let shown = '[]';
    const look = () => {
      try {
        const dues = this.list();
        const text = JSON.stringify(dues);
        if (text !== shown) to.changed(dues);
        shown = text;
        for (const due of dues.filter((one) => one.due)) {
          const key = `${due.runId} ${due.path} ${due.what} ${due.at}`;
          if (!reminded.has(key)) to.remind(due);
          reminded.add(key);
        }
      } catch (error) {
        to.failed(error);
      }
    };
    const loop = async () => {
      while (!stop.signal.aborted) {
        look();
        await this.#p.clock.sleep(everyMs, stop.signal).catch(() => undefined);
      }
    };
    void loop();
    return { look, stop: () => stop.abort() };
  }
}
