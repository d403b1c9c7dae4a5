import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process for as long as it lives: the operating system gives a pid again, but never with the same start. */
export interface ProcessId {
  pid: number;
  /** Opaque text, comparable on one machine. */
  start: string;
}

/** What the store needs to know about processes. Tests say who lives. */
export interface Processes {
  self(): ProcessId;
  /** False once the process has ended, also when another one has got its pid meanwhile. */
  isAlive(process: ProcessId): boolean;
}

type ReadStart = (pid: number) => string | null;

/** The processes of this machine. */
export function systemProcesses(platform: NodeJS.Platform = process.platform): Processes {
  const startOf = READERS[platform] ?? readWithPs;
  let self: ProcessId | undefined;
  return {
    self() {
      self ??= { pid: process.pid, start: startOf(process.pid) ?? '' };
      return self;
    },
    isAlive({ pid, start }) {
      if (!answersSignal(pid)) return false;
      const now = startOf(pid);
      // Nothing readable about a pid that does answer: rather a run that waits than a run with two drivers.
      return now === null ? answersSignal(pid) : now === start;
    },
  };
}

const READERS: Partial<Record<NodeJS.Platform, ReadStart>> = { linux: readFromProc, win32: readWithPowerShell };

function readFromProc(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return startFromStat(readFileSync(`/proc/${pid}/stat`, 'utf8'), boot);
  } catch {
    return null;
  }
}

/**
 * proc(5): field 22 of /proc/PID/stat is the start in ticks since boot, so the boot's own id belongs to it. Field 2 is
 * the command in parentheses and may itself hold blanks and parentheses. A zombie (state Z) has ended.
 */
export function startFromStat(stat: string, boot: string): string {
  const fromState = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, start] = [fromState[0], fromState[22 - 3]];
  return state === 'Z' || state === 'X' ? 'ended' : `${boot}/${start}`;
}

/** macOS and the BSDs. `lstart` is local time to the second, so time zone and language are nailed down. */
export function readWithPs(pid: number): string | null {
  return output('ps', ['-o', 'lstart=', '-p', String(pid)], { ...process.env, LC_ALL: 'C', TZ: 'UTC' });
}

function readWithPowerShell(pid: number): string | null {
  const script = `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`;
  return output('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], process.env);
}

function output(command: string, args: string[], env: NodeJS.ProcessEnv): string | null {
  try {
    const text = execFileSync(command, args, {
      env,
      timeout: 5000,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.trim() || null;
  } catch {
    return null;
  }
}

function answersSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
