import { type RacadmRead, UnexpectedAnswer } from '../command.ts';
import { Properties } from '../properties.ts';

export type JobPhase = 'waiting' | 'running' | 'done' | 'failed' | 'other';

export interface RacadmJob {
  /** `JID_…`, or `RID_…` for a reboot. */
  id: string;
  name: string | null;
  /** As the iDRAC writes it. */
  status: string;
  /** What the status means; `other` for one that is not known: keep looking. */
  phase: JobPhase;
  messageId: string | null;
  message: string | null;
  /** 0 to 100; null when the iDRAC says NA. */
  percent: number | null;
  /** The iDRAC's own time and format; null when not applicable. */
  start: string | null;
  completed: string | null;
}

const PHASES: Record<string, JobPhase> = {
  new: 'waiting',
  scheduling: 'waiting',
  scheduled: 'waiting',
  downloaded: 'waiting',
  waiting: 'waiting',
  readyforexecution: 'waiting',
  rebootpending: 'waiting',
  pendingreboot: 'waiting',
  paused: 'waiting',
  downloading: 'running',
  running: 'running',
  completed: 'done',
  rebootcompleted: 'done',
  completedwitherrors: 'failed',
  failed: 'failed',
  rebootfailed: 'failed',
};

const HEAD = /^\s*\[Job ID=((?:JID|RID)_\w+)\]/;
const TITLE = /-{5,}\s*JOB(?: QUEUE)?\s*-{5,}/;

/** Three shapes of one answer (idrac.md §1.5): values with or without brackets, with or without a blank after `=`. */
export const jobqueueView: RacadmRead<RacadmJob[]> = {
  name: 'jobqueue view',
  words: ['jobqueue', 'view'],
  slow: true,
  parse: (text) => {
    const found: { id: string; lines: string[] }[] = [];
    for (const line of text.split('\n')) {
      const id = HEAD.exec(line)?.[1];
      if (id !== undefined) found.push({ id, lines: [] });
      else found.at(-1)?.lines.push(line);
    }
    if (found.length === 0 && !TITLE.test(text)) throw new UnexpectedAnswer('it is no job queue');
    return found.map(({ id, lines }) => jobOf(id, new Properties(lines.join('\n'))));
  },
};

function jobOf(id: string, all: Properties): RacadmJob {
  const value = (names: string[]): string | null => {
    const inner =
      all
        .get(names)
        ?.replace(/^\[(.*)\]$/, '$1')
        .trim() ?? '';
    return inner === '' || /^not applicable$/i.test(inner) ? null : inner;
  };
  const status = value(['Status']) ?? '';
  const [, messageId = null, text = null] =
    /^([A-Z]{2,4}\d{2,5}[A-Z]?)\s*:\s*(.*)$/.exec(value(['Message']) ?? '') ?? [];
  const percent = /^(\d{1,3})\s*%?$/.exec(value(['Percent Complete']) ?? '')?.[1];
  return {
    id,
    name: value(['Job Name']),
    status,
    phase: PHASES[status.toLowerCase().replace(/\s+/g, '')] ?? 'other',
    messageId,
    message: text ?? value(['Message']),
    percent: percent === undefined ? null : Math.min(100, Number(percent)),
    start: value(['Actual Start Time']) ?? value(['Scheduled Start Time', 'Start Time']),
    completed: value(['Actual Completion Time']),
  };
}
