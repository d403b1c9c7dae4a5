import { execFile } from 'node:child_process';

export interface ProcessAnswer {
  stdout: Buffer;
  stderr: Buffer;
  /** Exit status, for programs that say by it what they found. */
  status?: number;
}

/** Programs of this computer, started without a shell. Tests bring their own. */
export interface ProcessPort {
  /**
   * Runs to the end, whatever the exit status. @param limit bytes of output that are taken of each stream
   * @throws the system's error with `code: 'ENOENT'` when there is no such program, others when it was killed or too loud
   */
  run(file: string, args: readonly string[], limit: number, signal: AbortSignal): Promise<ProcessAnswer>;
}

export const processes: ProcessPort = {
  run: (file, args, limit, signal) =>
    new Promise((resolve, reject) => {
      const options = { encoding: 'buffer', maxBuffer: limit, signal, windowsHide: true } as const;
      const chunks: Buffer[] = [];
      const child = execFile(file, [...args], options, (error, stdout, stderr) => {
        // What is printed may hold a secret: only the answer's own buffers are left, for the caller to wipe.
        for (const chunk of chunks) chunk.fill(0);
        // An exit status is a number and no failure of ours; the caller judges by the words.
        if (error && typeof error.code !== 'number') reject(error);
        else resolve({ stdout, stderr, status: typeof error?.code === 'number' ? error.code : 0 });
      });
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
    }),
};
