import type { CopyProgress } from '../../../preload/contract.ts';
import type { Clock } from '../../ports/clock.ts';

export type Progress = Omit<CopyProgress, 'tripId' | 'path'>;
export type OnProgress = (progress: Progress) => void;

/** The rate is that of the last seconds: a stick that gets slower shows it. */
const WINDOW_MS = 10_000;

export interface Meter {
  /** So many bytes of this file are done. */
  at(file: string, phase: Progress['phase'], bytes: number): void;
  /** All of this file is done. */
  next(sizeBytes: number): void;
}

/** Progress of a job of several files, with its rate in bytes per second and the time that is left. */
export function meter(totalBytes: number, clock: Pick<Clock, 'monotonic'>, onProgress?: OnProgress): Meter {
  let before = 0;
  let samples: { ms: number; bytes: number }[] = [{ ms: clock.monotonic(), bytes: 0 }];
  return {
    at: (file, phase, bytes) => {
      const doneBytes = before + bytes;
      const ms = clock.monotonic();
      samples = [...samples.filter((sample, index) => index === samples.length - 1 || ms - sample.ms <= WINDOW_MS)];
      const first = samples[0];
      if (ms - (samples.at(-1)?.ms ?? 0) >= WINDOW_MS / 50) samples.push({ ms, bytes: doneBytes });
      const seconds = first ? (ms - first.ms) / 1000 : 0;
      const bytesPerS = first && seconds > 0 ? Math.round((doneBytes - first.bytes) / seconds) : null;
      const remainingS = bytesPerS ? Math.ceil((totalBytes - doneBytes) / bytesPerS) : null;
      onProgress?.({ file, phase, doneBytes, totalBytes, bytesPerS, remainingS });
    },
    next: (sizeBytes) => {
      before += sizeBytes;
    },
  };
}
