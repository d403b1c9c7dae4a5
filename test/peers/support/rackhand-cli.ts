import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ADMIN, type PeerTarget } from './lab.ts';
import { type ProcessResult, runProcess } from './run-process.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** The command line as sources, which need no build, and as the bundle that users get. */
export const CLI_SOURCES = join(ROOT, 'main/cli.ts');
export const CLI_BUNDLE = join(ROOT, 'out/main/cli.js');

export interface CliResult extends ProcessResult {
  /** The one JSON document on standard output, or null when there is none. */
  document: Record<string, unknown> | null;
}

/** The command line as a user starts it, with a data folder of its own. */
export interface RackhandCli {
  run(target: PeerTarget, command: readonly string[]): Promise<CliResult>;
  remove(): void;
}

export function rackhandCli(entry: string = CLI_SOURCES): RackhandCli {
  const home = mkdtempSync(join(tmpdir(), 'rackhand-home-'));
  return {
    async run(target, command) {
      const { user, password } = target.credentials ?? ADMIN;
      const result = await runProcess(
        process.execPath,
        [
          entry,
          ...['--json', '--home', home],
          ...command,
          ...['--bmc', `${target.host}:${target.port}`, '--user', user, '--cipher', String(target.cipherSuite ?? 3)],
        ],
        { env: { RACKHAND_PASSWORD: password, RACKHAND_OPERATOR: 'peers' } },
      );
      return { ...result, document: result.stdout.trim() === '' ? null : documentOf(result.stdout) };
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

function documentOf(stdout: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(stdout);
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`not a JSON document: ${stdout}`);
  return { ...parsed };
}
