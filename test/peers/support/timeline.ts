/** Where the fault proxy's delays pass: in real time, or in a time of their own that a test moves. */
export interface Timeline {
  after(ms: number, task: () => void): void;
  /** Forgets everything that is still due. */
  cancel(): void;
}

export function realTimeline(): Timeline {
  const timers = new Set<NodeJS.Timeout>();
  return {
    after(ms, task) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        task();
      }, ms);
      timers.add(timer);
    },
    cancel() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** A time that stands still until it is moved: a datagram that is 10 s late arrives when the test says that they are over. */
export interface ManualTimeline extends Timeline {
  /** Runs, in the order they are due, all tasks of the next `ms` milliseconds. */
  advance(ms: number): void;
  /** Number of tasks that are still due. */
  readonly pending: number;
}

export function manualTimeline(): ManualTimeline {
  let now = 0;
  let due: { at: number; task: () => void }[] = [];
  return {
    after(ms, task) {
      if (ms <= 0) task();
      else due.push({ at: now + ms, task });
    },
    advance(ms) {
      const until = now + ms;
      for (;;) {
        const [next] = due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        due = due.filter((entry) => entry !== next);
        now = next.at;
        next.task();
      }
      now = until;
    },
    cancel() {
      due = [];
    },
    get pending() {
      return due.length;
    },
  };
}
