/**
 * The hook for a malware scanner. ClamAV says `OK` and exits with 0 for files that it has not looked at (beyond its limits:
 * 100 MB as installed, 2 GiB whatever is set), so its word counts only where it can have read everything. media.md §5
 */
import type { ScanResult } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import { errnoOf } from '../ports/files.ts';
import type { ProcessPort } from '../ports/processes.ts';

/** A scanner that the operator has set: `{file}` in its arguments stands for the file. No shell is involved. */
export interface OwnScanner {
  name: string;
  command: readonly string[];
  /** Exit statuses that mean clean and found; every other one is an error. 0 and 1 if not given. */
  clean?: readonly number[];
  found?: readonly number[];
}
export interface ScanPorts {
  processes: ProcessPort;
  clock: Clock;
}

const OUTPUT = 1 << 20;
/** What ClamAV is told to look at most; 2 GiB − 1 is the most that it can. */
const CLAMAV_MOST = 2000 * 2 ** 20;
/** What its service looks at as it is installed; other settings of it are not ours to know. */
const SERVICE_MOST = 25 * 2 ** 20;
const LIMITS = ['--max-filesize=2000M', '--max-scansize=2000M', '--alert-exceeds-max=yes', '--alert-encrypted=yes'];

type Verdict = Pick<ScanResult, 'verdict' | 'detail'>;

/**
 * Never throws for what a scanner does: that it could not scan is a result. `own` counts instead of ClamAV where given.
 * @param size of the file in bytes
 */
export async function scanFile(
  { processes, clock }: ScanPorts,
  file: string,
  size: number,
  own: OwnScanner | null,
  signal: AbortSignal = new AbortController().signal,
): Promise<ScanResult> {
  const run = async (program: string, args: readonly string[]) => {
    const { stdout, stderr, status } = await processes.run(program, args, OUTPUT, signal);
    return { text: `${stdout.toString('utf8')}\n${stderr.toString('utf8')}`, status: status ?? 0 };
  };
  const result = (engine: string | null, { verdict, detail }: Verdict): ScanResult => {
    const at = new Date(clock.now()).toISOString();
    const known = verdict === 'clean' || verdict === 'found';
    return known ? { verdict, engine: engine ?? 'unknown', at, detail } : { verdict, engine, at, detail };
  };
  const attempt = async (engine: () => Promise<string>, look: () => Promise<Verdict>): Promise<ScanResult | null> => {
    let name: string | null = null;
    try {
      name = await engine();
      return result(name, await look());
    } catch (error) {
      signal.throwIfAborted();
      if (errnoOf(error) === 'ENOENT') return null;
      return result(name, { verdict: 'error', detail: `The scanner failed (${errnoOf(error) ?? 'no reason given'}).` });
    }
  };
  if (own) {
    const [program = '', ...args] = own.command.map((word) => word.replaceAll('{file}', file));
    const there = await attempt(
      async () => own.name,
      async () => ofStatus(own, await run(program, args)),
    );
    return there ?? result(own.name, { verdict: 'error', detail: `There is no program ${own.command[0] ?? ''}.` });
  }
  const version = (program: string) => async () => line((await run(program, ['--version'])).text) || program;
  const here = await attempt(version('clamscan'), async () =>
    ofClamav(await run('clamscan', [...LIMITS, '--no-summary', file]), size, CLAMAV_MOST),
  );
  if (here) return here;
  const service = await attempt(version('clamdscan'), async () =>
    ofClamav(await run('clamdscan', ['--fdpass', '--no-summary', file]), size, SERVICE_MOST),
  );
  return service ?? result(null, { verdict: 'not-scanned', detail: 'No scanner is installed or set.' });
}

/** What ClamAV's words and status (0 clean, 1 found, 2 trouble) are worth for a file of `size` bytes. */
export function ofClamav({ text, status }: { text: string; status: number }, size: number, most: number): Verdict {
  const names = [...text.matchAll(/: (\S+) FOUND\s*$/gm)].map((match) => match[1] ?? '');
  const limits = names.filter((name) => /^Heuristics\.(Limits\.Exceeded|Encrypted)\b/.test(name));
  const real = names.filter((name) => !limits.includes(name));
  if (real.length > 0) return { verdict: 'found', detail: real.join(', ').slice(0, 300) };
  if (limits.length > 0) return { verdict: 'not-scanned', detail: limits.join(', ').slice(0, 300) };
  if (status === 0 && /: OK\s*$/m.test(text)) {
    if (size <= most) return { verdict: 'clean', detail: 'OK' };
    return { verdict: 'not-scanned', detail: `ClamAV does not read files beyond ${most} bytes, this one has ${size}.` };
  }
  if (/: (Empty file|Excluded|Symbolic link)\s*$/m.test(text)) return { verdict: 'not-scanned', detail: line(text) };
  return { verdict: 'error', detail: line(text) || `exit status ${status}` };
}

/** What another scanner's status means. */
export function ofStatus({ clean = [0], found = [1] }: OwnScanner, answer: { text: string; status: number }): Verdict {
  const detail = line(answer.text) || `exit status ${answer.status}`;
  if (found.includes(answer.status)) return { verdict: 'found', detail };
  return { verdict: clean.includes(answer.status) ? 'clean' : 'error', detail };
}

/** The first line that says something, as it may be shown. */
function line(text: string): string {
  const first = text.split(/\r?\n/).find((candidate) => candidate.trim() !== '') ?? '';
  return first.replace(/\p{C}/gu, '').trim().slice(0, 300);
}
