import { spawn } from 'node:child_process';

export interface ProcessResult {
  /** Null when the process had to be killed at the deadline. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** Wall time in milliseconds from spawn to exit. */
  ms: number;
  timedOut: boolean;
}

/** Runs a program to its end, or kills it (by its own pid) after `timeoutMs`. Rejects only when it cannot be started. */
export function runProcess(
  file: string,
  args: readonly string[],
  options: {
    env?: Record<string, string>;
    timeoutMs?: number;
    onOutput?: (text: string) => void;
    /** For its standard input, which is /dev/null without. */
    input?: string | Uint8Array;
  } = {},
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const env = { ...process.env, LC_ALL: 'C', ...options.env };
    const child =
      options.input === undefined
        ? spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
        : spawn(file, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin?.on('error', () => undefined).end(options.input); // it need not read all of it
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      options.onOutput?.(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const deadline = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, options.timeoutMs ?? 60_000);
    child.on('error', (error) => {
      clearTimeout(deadline);
      reject(error);
    });
    child.on('close', (exitCode) => {
      clearTimeout(deadline);
      resolve({ exitCode, stdout, stderr, ms: performance.now() - started, timedOut });
    });
  });
}
