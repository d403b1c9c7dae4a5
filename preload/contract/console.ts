/** The serial console and its recordings. */
import type { Failure, Verdict } from './basics.ts';

export type ConsoleState = 'closed' | 'connecting' | 'open' | 'paused' | 'lost';
/** The serial console of a device as this process holds it. */
export interface ConsoleView {
  siteId: string;
  deviceId: string;
  state: ConsoleState;
  /** Why it is closed or lost. Code `ipmi.held`: another session has it, and a person may take it over. */
  failure: Failure | null;
  /** Bytes of this recording so far: the offset of the next one. */
  size: number;
  /** False: only watching, keys go nowhere. Every key is asked at the gate all the same. */
  keyboard: boolean;
  /** Rules that keep the keyboard locked now. */
  locks: Verdict[];
  openedAt: string | null;
  /** File of the recording in the data folder. */
  recording: string | null;
}
/** A stretch of output. Bytes are base64: they are what the machine sent, not text. */
export interface ConsoleChunk {
  siteId: string;
  deviceId: string;
  recording: string;
  offset: number;
  at: string;
  data: string;
}
/** What happened beside the bytes, at an offset of the recording. Output of the time of a `gap` may be missing. */
export interface ConsoleMark {
  recording: string;
  offset: number;
  at: string;
  kind: 'opened' | 'gap' | 'typed' | 'break' | 'locked' | 'closed';
  /** `gap`: when it began and why; `typed`: how many bytes by whom. */
  since: string | null;
  note: string | null;
}
export interface ConsoleRecording {
  recording: string;
  siteId: string;
  deviceId: string;
  deviceName: string;
  openedAt: string;
  size: number;
}
export interface ConsoleReplay {
  chunks: ConsoleChunk[];
  marks: ConsoleMark[];
  size: number;
}
