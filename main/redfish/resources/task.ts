/** Task (DSP2046): an operation that goes on after its reply. */
import { z } from 'zod';
import { messageList, type RedfishMessage } from '../messages.ts';
import type { Reads } from '../service.ts';
import { anything, number, oneOf, trimmed } from '../shape.ts';

const STATES = [
  'New',
  'Starting',
  'Running',
  'Suspended',
  'Interrupted',
  'Pending',
  'Stopping',
  'Completed',
  'Killed',
  'Exception',
  'Service',
  'Cancelling',
  'Cancelled',
  'UserIntervention',
] as const;
export type TaskState = (typeof STATES)[number] | 'other';

export interface Task {
  id: string | null;
  name: string | null;
  state: TaskState | null;
  /** 0 to 100. */
  percent: number | null;
  status: 'OK' | 'Warning' | 'Critical' | 'other' | null;
  messages: RedfishMessage[];
  oem: unknown;
}

export const task = z
  .object({
    Id: trimmed,
    Name: trimmed,
    TaskState: oneOf(...STATES),
    TaskStatus: oneOf('OK', 'Warning', 'Critical'),
    PercentComplete: number,
    Messages: messageList,
    Oem: anything,
  })
  .transform(
    (raw): Task => ({
      id: raw.Id,
      name: raw.Name,
      state: raw.TaskState,
      percent: raw.PercentComplete,
      status: raw.TaskStatus,
      messages: raw.Messages,
      oem: raw.Oem ?? null,
    }),
  );

/** A task by its link or its monitor's; null when it gives no body, as monitors may (202). @throws RedfishError */
export async function readTask(reads: Reads, link: string): Promise<Task | null> {
  const { json } = await reads.get(link);
  const parsed = task.safeParse(json);
  return parsed.success ? parsed.data : null;
}

const OVER: ReadonlySet<TaskState> = new Set<TaskState>(['Completed', 'Killed', 'Exception', 'Cancelled']);

/** Whether nothing more will come of it. */
export const taskOver = (state: TaskState | null): boolean => state !== null && OVER.has(state);
