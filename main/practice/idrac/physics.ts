/** How a practice Dell server changes, by order and by time. Every function takes the present time and is otherwise pure. */
import type { DellComponent, DellJob, DellSession, DellState, LifecycleEntry } from './state.ts';

export type DellPowerVerb = 'on' | 'off' | 'cycle' | 'reset' | 'graceful-shutdown' | 'nmi';

/** What things take on a server, milliseconds; rehearsals divide by their time scale. */
export interface DellTimes {
  post: number;
  biosFlash: number;
  managerFlash: number;
  otherFlash: number;
  managerRestart: number;
  silence: number;
}

/** idrac.md §4.5. */
export const DELL_TIMES: DellTimes = {
  post: 180_000,
  biosFlash: 420_000,
  managerFlash: 300_000,
  otherFlash: 30_000,
  managerRestart: 240_000,
  silence: 600_000,
};

export function scaledTimes(scale: number): DellTimes {
  const { post, biosFlash, managerFlash, otherFlash, managerRestart, silence } = DELL_TIMES;
  return {
    post: post / scale,
    biosFlash: biosFlash / scale,
    managerFlash: managerFlash / scale,
    otherFlash: otherFlash / scale,
    managerRestart: managerRestart / scale,
    silence: silence / scale,
  };
}

const BIOS = 159;
const IDRAC = 25227;

/** Brings jobs, versions and the self test up to `now`. Both sides call it before they look at anything. */
export function settle(state: DellState, now: number, times: DellTimes): void {
  for (const job of [...state.jobs]) if (job.state === 'Running') progress(state, job, now, times);
}

/** Whether the iDRAC answers on any port. */
export function answers(state: DellState, now: number): boolean {
  return state.nic.enabled && now >= state.silentUntil;
}

/**
 * Power by order. False when the server is already so. A job that waits for the host runs in the self test that follows.
 * Cutting the power under a running BIOS job is what it would be: the job fails, the BIOS stays damaged (`UEFI0298`).
 */
export function orderPower(state: DellState, verb: DellPowerVerb, now: number, times: DellTimes): boolean {
  settle(state, now, times);
  const goesOff = verb === 'off' || verb === 'graceful-shutdown';
  if (verb === 'nmi') return state.power === 'on';
  if (goesOff ? state.power === 'off' : verb === 'on' ? state.power === 'on' : state.power === 'off') return false;
  for (const job of state.jobs) {
    if (job.state === 'Running' && job.componentId === BIOS) {
      fail(state, job, 'UEFI0298', 'Unable to recover the BIOS image.', now);
    }
  }
  const to = goesOff ? 'off' : state.power === 'off' ? 'on' : 'reset';
  state.power = goesOff ? 'off' : 'on';
  if (!goesOff) {
    state.postUntil = now + times.post;
    runScheduled(state, now);
  }
  state.powerChanges.push({ to, at: now, postUntil: state.postUntil });
  return true;
}

/** The self test carries out what waits for it, and takes as long. */
function runScheduled(state: DellState, now: number): void {
  for (const job of state.jobs) {
    if (job.state !== 'Scheduled' || job.restart !== 'host') continue;
    start(state, job, now);
    state.postUntil = Math.max(state.postUntil, now + job.duration);
  }
}

/** The iDRAC restarts: silent for a while, every session gone. Jobs that run go on. */
export function restartManager(state: DellState, now: number, times: DellTimes): void {
  state.silentUntil = Math.max(state.silentUntil, now + times.managerRestart);
  // What time has brought about is settled later than it happened: who came after the restart stays.
  state.sessions = state.sessions.filter((session) => session.since > now);
  record(state, {
    messageId: 'RAC0182',
    category: 'Audit',
    message: 'The iDRAC was rebooted: user initiated.',
    at: now,
  });
}

/**
 * A firmware package has been handed over. BIOS and the like are staged until the host restarts; iDRAC, Lifecycle
 * Controller and diagnostics begin at once whatever was asked for.
 */
export function orderUpdate(
  state: DellState,
  componentId: number,
  version: string,
  now: number,
  times: DellTimes,
): DellJob {
  const component = state.components.find((one) => one.componentId === componentId);
  const restart = componentId === IDRAC ? 'manager' : component && onHost(component) ? 'host' : 'none';
  const job: DellJob = {
    id: nextJobId(state, now),
    name: `Firmware Update: ${component?.name ?? 'unknown'}`,
    kind: 'firmware',
    componentId,
    version,
    restart,
    state: 'Scheduled',
    messageId: 'JCP001',
    message: 'Task successfully scheduled.',
    percent: 0,
    createdAt: now,
    startedAt: null,
    finishedAt: null,
    duration: componentId === BIOS ? times.biosFlash : componentId === IDRAC ? times.managerFlash : times.otherFlash,
  };
  state.jobs.push(job);
  if (!component) {
    fail(state, job, 'RED097', 'The update package does not fit this system.', now);
  } else if (state.faults.has('signature-refused')) {
    fail(state, job, 'RED007', 'Unable to verify Update Package signature.', now);
  } else {
    component.available = version;
    record(state, { messageId: 'JCP027', category: 'Audit', message: `The job ${job.id} was created.`, at: now });
    if (restart !== 'host') start(state, job, now);
  }
  return job;
}

/** Takes a job out of the queue. False when there is none; `running` when it cannot be taken out. */
export function removeJob(state: DellState, id: string): boolean | 'running' {
  const job = state.jobs.find((one) => one.id === id);
  if (!job) return false;
  if (job.state === 'Running' || job.state === 'Downloading') return 'running';
  state.jobs = state.jobs.filter((one) => one !== job);
  return true;
}

/** A slot for somebody who logs in, or null when there is none left. */
export function openSession(
  state: DellState,
  type: DellSession['type'],
  user: string,
  now: number,
  limit: number,
): DellSession | null {
  if (state.faults.has('session-limit')) return null;
  if (state.sessions.filter((one) => one.type === type).length >= limit) return null;
  const id = Math.max(0, ...state.sessions.map((one) => one.id)) + 1;
  const session: DellSession = { id, type, user, address: '127.0.0.1', since: now };
  state.sessions.push(session);
  return session;
}

/** Appends to the Lifecycle log. */
export function record(
  state: DellState,
  entry: Pick<LifecycleEntry, 'messageId' | 'category' | 'message' | 'at'> & Partial<LifecycleEntry>,
): void {
  const sequence = (state.log.at(-1)?.sequence ?? 0) + 1;
  state.log.push({ severity: 'Informational', ...entry, sequence });
}

/** `JID_` and twelve digits, growing with time and never twice. */
export function nextJobId(state: DellState, now: number): string {
  const used = new Set(state.jobs.map((job) => job.id));
  for (let number = Math.floor(now / 10) % 1e12; ; number++) {
    const id = `JID_${String(number).padStart(12, '0')}`;
    if (!used.has(id)) return id;
  }
}

/** Components that only the host's self test can write. */
const onHost = (component: DellComponent) => /^(BIOS|CPLD|RAID|NIC|PSU)\./.test(component.fqdd);

function start(state: DellState, job: DellJob, now: number): void {
  job.state = 'Running';
  job.messageId = 'PR20';
  job.message = 'Job in progress.';
  job.startedAt = now;
  record(state, { messageId: 'SUP0516', category: 'Updates', message: `Updating firmware for ${job.name}.`, at: now });
}

function progress(state: DellState, job: DellJob, now: number, times: DellTimes): void {
  const began = job.startedAt ?? job.createdAt;
  const elapsed = now - began;
  const half = began + job.duration / 2;
  if (job.kind === 'firmware' && now >= half) {
    if (state.faults.delete('job-lost')) {
      state.jobs = state.jobs.filter((one) => one !== job);
      return;
    }
    if (state.faults.delete('silent')) state.silentUntil = Math.max(state.silentUntil, half + times.silence);
  }
  if (elapsed < job.duration) {
    job.percent = Math.min(99, Math.floor((100 * elapsed) / job.duration));
    return;
  }
  finish(state, job, began + job.duration, times);
}

function finish(state: DellState, job: DellJob, at: number, times: DellTimes): void {
  job.state = 'Completed';
  job.messageId = 'PR19';
  job.message = 'Job completed successfully.';
  job.percent = 100;
  job.finishedAt = at;
  const component = state.components.find((one) => one.componentId === job.componentId);
  if (component && job.version !== null) {
    component.available = null;
    if (!state.faults.delete('version-unchanged')) {
      const old = component.version;
      component.rollback = old;
      component.version = job.version;
      const message = `The ${component.name} firmware was updated from ${old} to ${job.version}.`;
      record(state, { messageId: 'PR36', category: 'Updates', message, at });
    }
  }
  if (job.restart === 'manager') restartManager(state, at, times);
}

function fail(state: DellState, job: DellJob, messageId: string, message: string, now: number): void {
  job.state = 'Failed';
  job.messageId = messageId;
  job.message = message;
  job.finishedAt = now;
  record(state, { messageId, category: 'Updates', severity: 'Critical', message, at: now });
}
