/**
 * What one look at an external indexer host says. The look is a shell script that prints `key=value` lines, because a host of
 * that age has nothing else that is sure to be there. Bytes in, values out.
 */
import { plainText } from '../plain-text.ts';

export interface IndexerState {
  /** Name of the package that brought the indexer; null when rpm knows none. */
  packageName: string | null;
  version: string | null;
  service: 'running' | 'stopped' | null;
  init: 'systemd' | 'sysv' | null;
  packageManager: 'yum' | 'dnf' | 'none' | null;
  /** Copies of both configuration files: none, of other content than the files have now, or equal to them. */
  configBackup: 'none' | 'stale' | 'kept' | null;
  workerSha256: string | null;
  certsSha256: string | null;
  /** Configuration files the package has laid aside (.rpmnew, .rpmsave). */
  conflicts: number | null;
}

export const CONFIG_FOLDER = '/opt/external-indexer/etc/indexer';
export const CONFIG_FILES = ['indexerworker.cfg', 'indexer-certs.cfg'] as const;
/** Below the folder of the files, so that they stay on the host: the second one may hold keys. */
export const BACKUP_FOLDER = `${CONFIG_FOLDER}/rackhand-backup`;

/** Prints the state. Changes nothing. */
export const LOOK = `export LC_ALL=C
name=$(rpm -qf --qf '%{NAME}\\n' /opt/external-indexer ${CONFIG_FOLDER}/${CONFIG_FILES[0]} 2>/dev/null | grep -v ' ' | head -n 1)
[ -n "$name" ] || name=$(rpm -qa --qf '%{NAME}\\n' '*external-indexer*' 2>/dev/null | head -n 1)
echo "package=$name"
[ -z "$name" ] || rpm -q --qf 'version=%{VERSION}\\n' "$name"
if [ -d /run/systemd/system ]; then
  echo init=systemd
  state=$(systemctl is-active external-indexer.service 2>/dev/null)
  case "$state" in active) echo service=running ;; inactive|failed) echo service=stopped ;; esac
elif command -v service >/dev/null 2>&1; then
  echo init=sysv
  service external-indexer status >/dev/null 2>&1
  case $? in 0) echo service=running ;; 1|2|3) echo service=stopped ;; esac
fi
if command -v yum >/dev/null 2>&1; then echo manager=yum; elif command -v dnf >/dev/null 2>&1; then echo manager=dnf; else echo manager=none; fi
sum() { sha256sum "$1" 2>/dev/null | cut -d ' ' -f 1; }
for file in ${CONFIG_FILES.join(' ')}; do
  echo "now:$file=$(sum ${CONFIG_FOLDER}/$file)"
  echo "copy:$file=$(sum ${BACKUP_FOLDER}/$file)"
done
echo "conflicts=$(find /opt/external-indexer -name '*.rpmnew' -o -name '*.rpmsave' 2>/dev/null | wc -l | tr -d ' ')"
echo end=1`;

/** Not what the script prints: another shell, or cut off. */
export class StrangeAnswer extends Error {
  override readonly name = 'StrangeAnswer';
}

/** The output of LOOK. What is missing or strange is null, never "all is well". @throws StrangeAnswer without its last line */
export function readState(output: string): IndexerState {
  const lines = output.split('\n', 1000).map((line) => line.trim());
  if (!lines.includes('end=1')) throw new StrangeAnswer('the answer is not complete');
  const values = new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  const word = <T extends string>(key: string, ...known: T[]) => known.find((one) => one === values.get(key)) ?? null;
  const hash = (key: string) => /^[0-9a-f]{64}$/.exec(values.get(key) ?? '')?.[0] ?? null;
  const name = values.get('package') ?? '';
  const conflicts = values.get('conflicts') ?? '';
  return {
    packageName: /^[\w.+-]{1,200}$/.test(name) ? name : null,
    version: /^\d[\w.+~^-]{0,63}$/.test(values.get('version') ?? '')
      ? plainText(values.get('version') ?? '', 64)
      : null,
    service: word('service', 'running', 'stopped'),
    init: word('init', 'systemd', 'sysv'),
    packageManager: word('manager', 'yum', 'dnf', 'none'),
    configBackup: backupOf(CONFIG_FILES.map((file) => ({ now: hash(`now:${file}`), copy: hash(`copy:${file}`) }))),
    workerSha256: hash(`copy:${CONFIG_FILES[0]}`),
    certsSha256: hash(`copy:${CONFIG_FILES[1]}`),
    conflicts: /^\d{1,6}$/.test(conflicts) ? Number(conflicts) : null,
  };
}

function backupOf(files: { now: string | null; copy: string | null }[]): IndexerState['configBackup'] {
  if (files.some(({ copy }) => copy === null)) return 'none';
  if (files.some(({ now }) => now === null)) return null;
  return files.every(({ now, copy }) => now === copy) ? 'kept' : 'stale';
}
