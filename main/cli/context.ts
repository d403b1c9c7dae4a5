import type { Command } from 'commander';
import type { Services } from '../app/services.ts';
import type { Output } from './output.ts';
import type { SecretSources } from './secrets.ts';

/** What every command file gets: the program to hang itself on, and a way to run with services and output in hand. */
export interface Cli {
  command(name: string): Command;
  /** Opens the data folder, runs, closes, and sets the exit code; failures become their own codes. */
  run(work: (services: Services, output: Output, signal: AbortSignal) => Promise<number>): Promise<void>;
  /** As `run`, for what needs neither sites nor vault nor journal: nothing is opened, and little is loaded. */
  light(work: (output: Output, signal: AbortSignal) => Promise<number>): Promise<void>;
  usage(message: string): never;
  readonly secrets: SecretSources;
  /** Name for the journal: `--operator`, RACKHAND_OPERATOR or the login name. */
  readonly author: string;
  /** Standard output, when a person sits in front of it. */
  readonly screen: Screen | null;
  /** Asks the person at the terminal; null when nobody is there to answer. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<string>) | null;
}

/** A terminal that understands ECMA-48 cursor movements. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
}
