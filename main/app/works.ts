import { CommandError } from './router.ts';

/** Long works by name: one at a time for each name, a second one is refused and not queued, and any of them can be stopped. */
export class Works {
  readonly #running = new Map<string, AbortController>();

  /** @throws `busy` while there is one of this name; what the work throws */
  async run<T>(name: string, busy: CommandError, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#running.has(name)) throw busy;
    const controller = new AbortController();
    this.#running.set(name, controller);
    try {
      return await work(controller.signal);
    } finally {
      this.#running.delete(name);
    }
  }

  /** Stops those whose name fits. */
  stop(fits: (name: string) => boolean = () => true): void {
    for (const [name, controller] of this.#running)
      if (fits(name)) controller.abort(new CommandError('cancelled', 'Stopped on request.'));
  }
}
