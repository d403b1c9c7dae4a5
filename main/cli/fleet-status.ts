import type { Command } from 'commander';
import { type Member, type PowerReading, readPower } from '../fleet/power.ts';
import { systemClock } from '../ports/clock.ts';
import type { Cli } from './context.ts';
import { exit, exitOfFailure } from './exit.ts';
import { LiveTable } from './live-table.ts';
import type { Output } from './output.ts';
import type { TargetOptions } from './target.ts';

export interface StatusOptions extends TargetOptions {
  ndjson?: boolean;
}

export function withStream(command: Command): Command {
  return command.option('--ndjson', 'one JSON document a line, as the answers come');
}

/** Where a command of a fleet runs. */
export interface Surroundings {
  cli: Cli;
  output: Output;
  signal: AbortSignal;
}

/**
 * Reads all members and shows them as they come: a table that fills itself on a terminal, lines otherwise; NDJSON line by
 * line, JSON at the end. Returns the exit code: done when all were read, else what the failures have in common.
 */
export async function showPower(
  members: readonly Member[],
  options: StatusOptions,
  { cli, output, signal }: Surroundings,
): Promise<number> {
  const label = ({ name, device }: { name: string; device: string | null }) => device ?? name;
  const ndjson = options.ndjson ?? false;
  const plain = !ndjson && !output.json;
  const table = plain && cli.screen ? new LiveTable(cli.screen, members.map(label), systemClock) : null;
  const readings = new Map<string, PowerReading>();
  for await (const reading of readPower(members, { signal })) {
    readings.set(reading.name, reading);
    if (table) table.set(label(reading), reading.status ? 'read' : 'failed', words(reading));
    else if (ndjson) output.line(JSON.stringify(recordOf(reading)));
    else if (plain) output.line(`${label(reading)}: ${words(reading)}`);
  }
  table?.end();
  const found = members.flatMap(({ name }) => readings.get(name) ?? []);
  const unread = members.filter(({ name }) => !readings.has(name)).map(label);
  if (output.json && !ndjson) output.result({ results: found.map(recordOf), notRead: unread }, []);
  output.note(summary(found, unread));
  return exitOf(found, unread);
}

const words = ({ status, failure }: PowerReading) =>
  status ? `power is ${status.power}` : `not read [${failure?.code ?? ''}]: ${failure?.message ?? ''}`;

function recordOf({ name, device, status, failure, roundTrips, ms }: PowerReading) {
  const { power = null, restorePolicy = null } = status ?? {};
  return { bmc: name, device, power, restorePolicy, roundTrips, ms: Number(ms.toFixed(1)), error: failure };
}

/** One line: how many were read and what they said, and why the others were not. */
export function summary(found: readonly PowerReading[], unread: readonly string[]): string {
  const tally = (values: readonly string[]) =>
    [...Map.groupBy(values, (value) => value)].map(([value, all]) => `${all.length} ${value}`).join(', ');
  const read = found.flatMap(({ status }) => status?.power ?? []);
  const failed = found.flatMap(({ failure }) => failure?.code ?? []);
  const parts = [`${read.length} of ${found.length + unread.length} read${read.length > 0 ? `: ${tally(read)}` : ''}`];
  if (failed.length > 0) parts.push(`not read: ${tally(failed)}`);
  if (unread.length > 0) parts.push(`cancelled before ${unread.length} had answered`);
  return parts.join('; ');
}

/** Several kinds of failure have no code in common but "failed". */
export function exitOf(found: readonly PowerReading[], unread: readonly string[]): number {
  if (unread.length > 0) return exit.cancelled;
  const codes = new Set(found.flatMap(({ failure }) => (failure ? exitOfFailure(failure) : [])));
  const [only = exit.done] = codes;
  return codes.size > 1 ? exit.failed : only;
}
