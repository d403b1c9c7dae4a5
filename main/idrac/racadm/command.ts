/** What a racadm command is: its words, and what its answer means. Pure, and shared by all transports. */
import type { Word } from './words.ts';

/** An answer that is not what the command answers. The class that talks to a device makes a RacadmError of it. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

/** A command that changes nothing; may be repeated. */
export interface RacadmRead<R> {
  /** For messages. */
  readonly name: string;
  readonly words: readonly Word[];
  /** Takes minutes on some firmware: time-out 300 s instead of 120 s. */
  readonly slow?: boolean;
  /** From the cleaned answer, which is no refusal and not empty. @throws UnexpectedAnswer */
  parse(text: string): R;
}

/** A command that changes something; on the wire at most once. */
export interface RacadmChange {
  readonly name: string;
  readonly words: readonly Word[];
  /** The answer that says the iDRAC took it. Anything else but a refusal leaves it open what happened. */
  readonly accepted: RegExp;
  /** The connection may well end with it, because the iDRAC restarts or moves. For messages. */
  readonly cutsOff?: boolean;
}
