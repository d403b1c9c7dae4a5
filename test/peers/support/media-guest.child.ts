/** Our driver inside the guest, as a child of nobody: a line of JSON in, a line of JSON out. */
import { execFile } from 'node:child_process';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { copyToMedium } from '../../../main/media/copy/copy.ts';
import { readBack } from '../../../main/media/copy/read-back.ts';
import type { MediumFile } from '../../../main/media/copy/stage.ts';
import { errnoOf, MediaError } from '../../../main/media/errors.ts';
import { type FilePort, files, type OpenFile } from '../../../main/media/files.ts';
import { type MediumPorts, mediumPorts, type Named, openMedium } from '../../../main/media/identity.ts';
import { listMedia } from '../../../main/media/list.ts';

export interface CopyCall {
  op: 'copy';
  named: Named;
  files: MediumFile[];
  /** At this call on the file system the copy waits, while the call is under way; then nothing more of it happens. */
  cutAt?: number;
  /** Goes on after the cut, as a process does whose stick is pulled. */
  goOn?: boolean;
  /** Bytes that the file system claims to have free. */
  claimsFree?: number;
}
export type GuestCall =
  | CopyCall
  | { op: 'sh'; command: string }
  | { op: 'list' }
  | { op: 'read-back'; named: Named; files: MediumFile[] }
  | { op: 'go' };

/** How far a copy came: files reported as copied, calls made, and how it ended. */
export interface CopyAnswer {
  reported: string[];
  already: string[];
  calls: number;
  log: string[];
  code: string | null;
  message: string;
}
export type Answer =
  | { kind: 'ready' }
  | { kind: 'cut' }
  | { kind: 'done'; id: number; value: unknown }
  | { kind: 'failed'; id: number; code: string; message: string };

const say = (answer: Answer) => writeSync(1, `${JSON.stringify(answer)}\n`);
let go = () => undefined as void;

async function answer(call: GuestCall): Promise<unknown> {
  switch (call.op) {
    case 'sh':
      return sh(call.command);
    case 'list':
      return listMedia();
    case 'read-back':
      return readBack(call.files, await openMedium(call.named, { ...mediumPorts, media: askedOnce() }));
    case 'copy':
      return copy(call);
    case 'go':
      return go();
  }
}

function sh(command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('/bin/sh', ['-c', command], { maxBuffer: 1 << 20 }, (error, stdout, stderr) =>
      error ? reject(new Error(`${command}: ${error.message} ${stderr}`)) : resolve(stdout),
    );
  });
}

/** Each program is asked once: starting one takes this machine longer than a copy. What is mounted is still looked up anew. */
function askedOnce(): MediumPorts['media'] {
  const answers = new Map<string, ReturnType<MediumPorts['media']['run']>>();
  const { media } = mediumPorts;
  return {
    ...media,
    run: (file, args, ...rest) => {
      const key = [file, ...args].join(' ');
      const answer = answers.get(key) ?? media.run(file, args, ...rest);
      answers.set(key, answer);
      return answer;
    },
  };
}

/** File by file, so that it is known of which of them the copy was reported. */
async function copy(call: CopyCall): Promise<CopyAnswer> {
  const watched = watch(call);
  const result: CopyAnswer = { reported: [], already: [], calls: 0, log: watched.log, code: null, message: '' };
  try {
    const medium = await openMedium(call.named, { ...mediumPorts, media: askedOnce(), files: watched.port });
    for (const file of call.files) {
      const { copied, already } = await copyToMedium([file], medium);
      result.reported.push(...copied);
      result.already.push(...already);
    }
  } catch (error) {
    result.code = error instanceof MediaError ? error.code : errnoOf(error) || 'stopped';
    result.message = (error as Error).message;
  }
  return { ...result, calls: watched.log.length };
}

function watch({ cutAt, goOn, claimsFree }: CopyCall): { port: FilePort; log: string[] } {
  const log: string[] = [];
  const call = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    const n = log.push(name);
    if (cutAt === undefined || n < cutAt || (goOn && n > cutAt)) return act();
    if (n === cutAt) {
      const going = new Promise<void>((resolve) => {
        go = resolve;
      });
      const under = goOn ? null : act().catch(() => undefined);
      say({ kind: 'cut' });
      await going;
      if (goOn) return act();
      await under;
    }
    throw new Error('stopped');
  };
  const handleOf = (handle: OpenFile): OpenFile => {
    const own = {
      read: (...args: [Buffer, number, number, number]) => call('read', () => handle.read(...args)),
      write: (...args: [Buffer, number, number, number]) => call('write', () => handle.write(...args)),
      sync: () => call('fsync', () => handle.sync()),
      datasync: () => call('fdatasync', () => handle.datasync()),
      truncate: (size: number) => call('truncate', () => handle.truncate(size)),
      // Not counted: it has to happen, or the medium could not be unmounted.
      close: () => handle.close(),
    };
    return own as unknown as OpenFile;
  };
  const port: FilePort = {
    open: (path, flags, mode) => call('open', async () => handleOf(await files.open(path, flags, mode))),
    lstat: (path) => call('lstat', () => files.lstat(path)),
    rename: (from, to) => call('rename', () => files.rename(from, to)),
    unlink: (path) => call('unlink', () => files.unlink(path)),
    mkdir: (path) => call('mkdir', () => files.mkdir(path)),
    readdir: (path) => call('readdir', () => files.readdir(path)),
    statfs: (path) =>
      call('statfs', async () => (claimsFree === undefined ? files.statfs(path) : { bavail: claimsFree, bsize: 1 })),
  };
  return { port, log };
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, ...call }: GuestCall & { id: number } = JSON.parse(line);
  answer(call as GuestCall).then(
    (value) => say({ kind: 'done', id, value: value ?? null }),
    (error: unknown) =>
      say({
        ...{ kind: 'failed', id, message: (error as Error).message },
        code: error instanceof MediaError ? error.code : errnoOf(error),
      }),
  );
});
say({ kind: 'ready' });
