/** Where the fault proxy's delays pass. `factor` 20 lets a second of it pass in 50 real milliseconds. */
export interface Timeline {
  after(ms: number, task: () => void): void;
  /** Lets everything that is still due happen now, in its order: a datagram that is 10 s late needs no 10 s. */
  drain(): void;
  /** Forgets everything that is still due. */
  cancel(): void;
  /** Number of tasks that are still due. */
  readonly pending: number;
}

export function timeline(factor = 1): Timeline {
  const pending = new Map<NodeJS.Timeout, { at: number; task: () => void }>();
  return {
    after(ms, task) {
      const timer = setTimeout(() => {
        pending.delete(timer);
        task();
      }, ms / factor);
      pending.set(timer, { at: performance.now() + ms / factor, task });
    },
    drain() {
      const due = [...pending.values()].sort((a, b) => a.at - b.at);
      this.cancel();
      for (const { task } of due) task();
    },
    cancel() {
      for (const timer of pending.keys()) clearTimeout(timer);
      pending.clear();
    },
    get pending() {
      return pending.size;
    },
  };
}
