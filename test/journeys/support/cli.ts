import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

export const root = path.resolve(import.meta.dirname, '../../..');
/** The bundle that is shipped; `npm test` builds it first. */
const entry = path.join(root, 'out/main/cli.js');

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  home: string;
  env?: Record<string, string>;
  stdin?: string;
}

function start(args: readonly string[], options: CliOptions): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry, ...args], {
    env: { ...process.env, RACKHAND_HOME: options.home, RACKHAND_OPERATOR: 'tester', LANG: 'C', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** The command of this file's tests that ended last. */
export let lastEnded: (Ended & { args: readonly string[] }) | null = null;

/** Runs `rackhand` to its end, as a process of its own. */
export function rackhand(args: readonly string[], options: CliOptions): Promise<Ended> {
  const child = start(args, options);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  child.stdin?.end(options.stdin ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const ended = { code, signal, stdout, stderr };
      lastEnded = { ...ended, args };
      resolve(ended);
    });
  });
}

/** Runs `rackhand --json` and parses its one document. */
export async function rackhandJson<T>(args: readonly string[], options: CliOptions): Promise<Ended & { document: T }> {
  const ended = await rackhand(['--json', ...args], options);
  try {
    return { ...ended, document: JSON.parse(ended.stdout) as T };
  } catch {
    throw new Error(
      `rackhand ${args.join(' ')} printed no JSON (exit ${ended.code}):\n${ended.stdout}\n${ended.stderr}`,
    );
  }
}

export interface Background {
  /** First line on standard output: the command is ready. */
  first: string;
  pid: number;
  stop(): Promise<Ended>;
}

/** Starts a command that keeps running (`site practice`) and waits for its first line. */
export async function background(args: readonly string[], options: CliOptions): Promise<Background> {
  const child = start(args, options);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const closed = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, stdout: '', stderr })),
  );
  if (!child.stdout) throw new Error('no standard output');
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    new Promise<string>((resolve) => lines.once('line', resolve)),
    closed.then((ended): never => {
      throw new Error(`rackhand ${args.join(' ')} ended with ${ended.code}:\n${ended.stderr}`);
    }),
  ]);
  return {
    first,
    pid: child.pid ?? 0,
    stop: () => {
      child.kill('SIGTERM');
      return closed;
    },
  };
}
