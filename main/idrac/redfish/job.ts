/** One Dell job, as the job queue or as a Task tells it, in one form. idrac.md §2.6. Pure. */
import { z } from 'zod';
import { messageKey } from '../../redfish/messages.ts';
import { task, taskOver } from '../../redfish/resources/task.ts';
import { number, oneOf, part, trimmed } from '../../redfish/shape.ts';

/**
 * `staged`: it waits for the host's next start. `restart-needed`: it has done its part and a restart must follow.
 * `errors` and `failed` are over, as is `completed`; none of the three proves a version.
 */
export type JobPhase =
  | 'waiting'
  | 'staged'
  | 'running'
  | 'restart-needed'
  | 'completed'
  | 'errors'
  | 'failed'
  | 'other';

export interface DellJob {
  id: string | null;
  name: string | null;
  type: string | null;
  phase: JobPhase;
  /** 0 to 100. */
  percent: number | null;
  /** Dell's message, e.g. `RED007`. */
  messageKey: string | null;
  text: string | null;
  /** As the iDRAC writes them, in its own time. */
  startedAt: string | null;
  endedAt: string | null;
}

const JOB_STATES = [
  'New',
  'Scheduled',
  'Downloading',
  'Downloaded',
  'Waiting',
  'Running',
  'RebootPending',
  'PendingReboot',
  'ReadyForExecution',
  'Completed',
  'CompletedWithErrors',
  'Failed',
  'RebootFailed',
  'RebootCompleted',
] as const;
type JobState = (typeof JOB_STATES)[number];

const PHASES: Readonly<Record<JobState, JobPhase>> = {
  New: 'waiting',
  Scheduled: 'staged',
  Downloading: 'running',
  Downloaded: 'waiting',
  Waiting: 'waiting',
  Running: 'running',
  RebootPending: 'restart-needed',
  PendingReboot: 'restart-needed',
  ReadyForExecution: 'waiting',
  Completed: 'completed',
  CompletedWithErrors: 'errors',
  Failed: 'failed',
  RebootFailed: 'failed',
  RebootCompleted: 'running',
};

const shape = {
  Id: trimmed,
  Name: trimmed,
  JobState: oneOf(...JOB_STATES),
  JobType: trimmed,
  Message: trimmed,
  MessageId: trimmed,
  PercentComplete: number,
  StartTime: trimmed,
  CompletionTime: trimmed,
  EndTime: trimmed,
};
const job = z.object(shape);
const inTask = part({ Dell: part(shape) });

/** From a job or a task; null when it is neither. */
export function dellJobOf(json: unknown): DellJob | null {
  const asJob = job.safeParse(json);
  if (!asJob.success) return null;
  if (asJob.data.JobState !== null) return fromJob(asJob.data);
  const asTask = task.safeParse(json);
  if (!asTask.success || asTask.data.state === null) return null;
  const { state, percent, messages, id, name, oem } = asTask.data;
  const { Dell } = inTask.parse(oem);
  const last = messages.at(-1);
  if (Dell.JobState !== null) {
    const told = fromJob({ ...Dell, Id: Dell.Id ?? id, Name: Dell.Name ?? name });
    return state === 'UserIntervention' ? { ...told, phase: 'restart-needed' } : told;
  }
  const phase: JobPhase =
    state === 'UserIntervention'
      ? 'restart-needed'
      : state === 'Completed'
        ? (pending(last?.text ?? null) ?? 'completed')
        : taskOver(state)
          ? 'failed'
          : state === 'Running'
            ? 'running'
            : state === 'other'
              ? 'other'
              : 'waiting';
  return {
    id,
    name,
    type: null,
    phase,
    percent,
    messageKey: last?.key ?? null,
    text: last?.text ?? null,
    startedAt: null,
    endedAt: null,
  };
}

function fromJob(raw: z.infer<typeof job>): DellJob {
  const state = raw.JobState;
  const phase = state === null || state === 'other' ? 'other' : PHASES[state];
  return {
    id: raw.Id,
    name: raw.Name,
    type: raw.JobType,
    phase: phase === 'completed' ? (pending(raw.Message) ?? phase) : phase,
    percent: raw.PercentComplete,
    messageKey: messageKey(raw.MessageId),
    text: raw.Message,
    startedAt: time(raw.StartTime),
    endedAt: time(raw.CompletionTime) ?? time(raw.EndTime),
  };
}

/** "Completed" with a restart still to come is not completed. */
const pending = (text: string | null): JobPhase | null =>
  /reboot (is )?pending|pending reboot|UserIntervention/i.test(text ?? '') ? 'restart-needed' : null;

/** TIME_NOW, TIME_NA and the like are no times. */
const time = (text: string | null): string | null => (text !== null && /^\d{4}-/.test(text) ? text : null);

/** Whether nothing more will come of it. */
export const jobOver = (phase: JobPhase): boolean => phase === 'completed' || phase === 'errors' || phase === 'failed';
