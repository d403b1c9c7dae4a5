import type { Command } from 'commander';
import type { Services } from '../app/services.ts';
import type { Output } from './output.ts';
import type { SecretSources } from './secrets.ts';

/** What every command file gets: the program to hang itself on, and a way to run with services and output in hand. */
export interface Cli {
  command(name: string): Command;
  /** Opens the data folder, runs, closes, and sets the exit code; failures become their own codes. */
  run(work: (services: Services, output: Output, signal: AbortSignal) => Promise<number>): Promise<void>;
  usage(message: string): never;
  readonly secrets: SecretSources;
  /** Name for the journal: `--operator`, RACKHAND_OPERATOR or the login name. */
  readonly author: string;
}
