import type { RackStatus, Site } from '../../preload/contract.ts';
import { DESK } from '../journal/anchors.ts';
import { coalesced } from '../ports/coalesced.ts';
import type { Logger } from '../ports/log.ts';
import { RackWatch } from './rack-watch.ts';
import type { Services } from './services.ts';

/** A screen is not read faster than this, milliseconds; a run that reads four devices writes faster. */
const NEWS_MS = 100;

/** What goes on while a window is open: the live rack, and what other processes write. */
export interface Background {
  rack: RackWatch;
  /** Keeps a run going in this process. */
  keep(runId: string): void;
  stop(): void;
}

export function startBackground(services: Services, log: Logger): Background {
  const { events, journal, reader, clock, runs } = services;
  const rack = new RackWatch(
    (site: Site, device, signal) => reader.read(site, device, signal),
    clock,
    (status: RackStatus) => events.emit('rack.status', status),
  );
  const due = services.due.watch({
    changed: (dues) => events.emit('runs.due', dues),
    remind: (one) => events.emit('runs.reminder', one),
    failed: (error) => log.error({ error }, 'due times could not be told'),
  });
  const news = coalesced<string>(clock, NEWS_MS, (streams) => {
    try {
      for (const stream of streams) if (stream !== DESK) events.emit('runs.changed', runs.view(stream));
      services.consoles.refreshLocks();
      due.look();
    } catch (error) {
      log.error({ error }, 'a change could not be shown');
    }
  });
  // What a person does, and who drives a run, is shown before the answer to it is.
  const stopRuns = services.onRunChanged((runId) => {
    news.mark(runId);
    news.flush();
  });
  // Own appends ring at once, those of other processes within half a second: a lock set elsewhere must show here.
  const stopWatching = journal.watch((grown) => {
    for (const { stream, seq } of grown) {
      events.emit('journal.grown', { stream, seq });
      news.mark(stream);
    }
  });
  services.consoles.adopt();
  return {
    rack,
    keep(runId) {
      runs.keepDriving(runId, (error) => log.error({ error, run: runId }, 'the run stopped unexpectedly'));
    },
    stop() {
      rack.watch(null);
      stopWatching();
      stopRuns();
      news.stop();
      due.stop();
    },
  };
}
