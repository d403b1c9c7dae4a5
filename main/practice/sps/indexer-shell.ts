/**
 * The shell of a simulated indexer host: the scripts that the driver sends, carried out on the model. Each is known by being
 * exactly what the driver makes; anything else is a command that this host does not have. Pure.
 */
import { createHash } from 'node:crypto';
import { ANOTHER_FILE, BACKUP, control, NO_MANAGER, receive, upgrade } from '../../appliances/indexer/commands.ts';
import { CONFIG_FILES, LOOK } from '../../appliances/indexer/state.ts';
import type { ExecResult } from '../exec-server.ts';
import { type HostCommand, type IndexerHost, onHost } from './indexer-host.ts';

/** A host with the packages that were sent to it: where each lies, and what is in it. */
export interface IndexerMachine {
  host: IndexerHost;
  packages: Readonly<Record<string, string>>;
}
export type ShellCommand =
  | { name: 'look' | 'backup' | 'stop' | 'start' }
  /** `path`: of the package on the host. */
  | { name: 'receive' | 'upgrade'; path: string; sha256: string };

const FIXED = new Map<string, ShellCommand>([
  [LOOK, { name: 'look' }],
  [BACKUP, { name: 'backup' }],
  [control('stop'), { name: 'stop' }],
  [control('start'), { name: 'start' }],
]);
const SENT = /mv (?<folder>\S+)\/part \S+\/(?<name>\S+)$/;
const INSTALLED = /^cd (?<folder>\S+) .*sha256sum < (?<name>\S+) /s;

/** What a command line of root is; null for one that the driver has not made. */
export function commandOf(line: string): ShellCommand | null {
  const quoted = /^sh -c '(.*)'$/s.exec(line)?.[1];
  if (quoted === undefined) return null;
  const script = quoted.replaceAll("'\\''", "'");
  const fixed = FIXED.get(script);
  if (fixed) return fixed;
  const { folder = '', name = '' } = (SENT.exec(script) ?? INSTALLED.exec(script))?.groups ?? {};
  const sha256 = /= ([0-9a-f]{64}) \]/.exec(script)?.[1] ?? '';
  const of = { path: `${folder}/${name}`, sha256 };
  if (script === receive({ folder, name }, sha256)) return { name: 'receive', ...of };
  return script === upgrade({ folder, name }, sha256) ? { name: 'upgrade', ...of } : null;
}

/** The host after a command, and what it prints. @param input SHA-256 of what the command was given, where it takes anything */
export function carriedOut(
  machine: IndexerMachine,
  command: ShellCommand | null,
  input: string | null,
): { machine: IndexerMachine; result: ExecResult } {
  const failed = (stderr: string, code = 1) => ({ machine, result: { stderr, code } });
  const onModel = (change: HostCommand, said: string, words: string) => {
    const { host, ok } = onHost(machine.host, change);
    return ok ? { machine: { ...machine, host }, result: { stdout: said, code: 0 } } : failed(words);
  };
  switch (command?.name) {
    case 'look':
      return { machine, result: { stdout: lookOf(machine.host), code: 0 } };
    case 'backup':
      return onModel(
        { type: 'indexer.backup' },
        '',
        `cp: cannot stat '${CONFIG_FILES[1]}': No such file or directory\n`,
      );
    case 'stop':
      return onModel({ type: 'indexer.stop' }, '', '');
    case 'start':
      return onModel({ type: 'indexer.start' }, '', 'Job for external-indexer.service failed.\n');
    case 'receive': {
      const { path, sha256 } = command;
      if (input !== sha256) return failed('');
      return { machine: { ...machine, packages: { ...machine.packages, [path]: sha256 } }, result: { code: 0 } };
    }
    case 'upgrade': {
      const { path, sha256 } = command;
      const version = versionOf(path);
      if (machine.packages[path] !== sha256) return failed('', ANOTHER_FILE);
      if (machine.host.packageManager === 'none') return failed('', NO_MANAGER);
      if (version === null) return failed('No package marked for update.\n');
      return onModel(
        { type: 'indexer.upgrade', version },
        'Updated:\n  external-indexer\nComplete!\n',
        'Error: Nothing to do\n',
      );
    }
    case undefined:
      return failed('sh: command not found\n', 127);
  }
}

/** The version a package brings, by the name that the vendor gives it (name-version-release.architecture.rpm). */
const versionOf = (path: string): string | null =>
  /external-indexer-(\d+(?:\.\d+)+)-[^/]*\.rpm$/.exec(path)?.[1] ?? null;

const sum = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What LOOK prints. */
function lookOf({
  version,
  init,
  service,
  packageManager,
  configBackup,
  configMissing,
  conflicts,
}: IndexerHost): string {
  const files = CONFIG_FILES.flatMap((file, index) => {
    const now = configMissing && index > 0 ? '' : sum(file);
    const copy = configBackup === 'none' ? '' : sum(configBackup === 'kept' ? file : `${file} of before`);
    return [`now:${file}=${now}`, `copy:${file}=${copy}`];
  });
  const lines = ['package=external-indexer', `version=${version}`, `init=${init}`, `service=${service}`];
  return [...lines, `manager=${packageManager}`, ...files, `conflicts=${conflicts}`, 'end=1', ''].join('\n');
}
