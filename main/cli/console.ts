import { type Command, Option } from 'commander';
import type { ConsoleMark, ConsoleView } from '../../preload/contract.ts';
import { takeoverPlan } from '../actions/plans/console.ts';
import { placeOf } from '../app/console/console-service.ts';
import type { Services } from '../app/services.ts';
import type { Connection } from '../app/targets.ts';
import { LineSplitter } from '../console/lines.ts';
import { failureOf } from '../ports/failure.ts';
import { linePattern } from '../procedures/pattern.ts';
import { noteAction } from './action.ts';
import { wholeNumber } from './arguments.ts';
import type { Cli } from './context.ts';
import { ESCAPE_HELP, Escapes } from './escape.ts';
import { exit, exitOfAction, exitOfFailure } from './exit.ts';
import type { Output } from './output.ts';
import { connection, type TargetOptions, withTarget } from './target.ts';

interface ConsoleOptions extends TargetOptions {
  readOnly?: boolean;
  takeOver?: boolean;
  until?: string;
  for?: number;
}

/**
 * `rackhand console`: bytes of the machine on standard output as they are, standard input to the machine, everything else
 * on standard error. At a terminal the keys go through one by one and `~.` ends it; in a pipe standard input is sent to
 * its end, and the output goes on until `--until`, `--for` or a signal.
 */
export function consoleCommand(cli: Cli): Command {
  return withTarget(cli.command('console').description('the serial console of a machine, through its BMC (SOL)'))
    .option('--read-only', 'watch only: standard input is not read')
    .option('--take-over', 'end the session that holds the console, if one does')
    .addOption(new Option('--until <pattern>', 'end with success when a line matches this regular expression'))
    .option('--for <seconds>', 'end after this time; with --until that is a failure', wholeNumber(1, 604_800))
    .action((options: ConsoleOptions) =>
      cli.run(async (services, output, signal) => {
        const reached = await connectionOf(services, options, cli);
        return session(services, reached, options, output, signal, cli);
      }),
    );
}

function connectionOf(services: Services, options: ConsoleOptions, cli: Cli): Promise<Connection> {
  if (options.passwordStdin && !options.readOnly) {
    cli.usage('Standard input cannot be password and keyboard at once: use RACKHAND_PASSWORD, or add --read-only.');
  }
  return connection(services, options, cli);
}

async function session(
  services: Services,
  reached: Connection,
  options: ConsoleOptions,
  output: Output,
  interrupted: AbortSignal,
  cli: Cli,
): Promise<number> {
  const { consoles, events } = services;
  const place = placeOf(reached);
  const finds = options.until === undefined ? null : linePattern(options.until);
  const splitter = new LineSplitter();
  const stop = new AbortController();
  let shown: ConsoleView['state'] = 'closed';
  let attached = false;
  let code: number = exit.done;
  const end = (with_: number) => {
    if (stop.signal.aborted) return;
    code = with_;
    stop.abort();
  };
  const mine = (at: { siteId: string; deviceId: string }) =>
    at.siteId === place.siteId && at.deviceId === place.deviceId;

  // Told before it is opened, so that not one byte passes unseen.
  const silent = events.onEvent((name, payload) => {
    if (name === 'console.mark') noteMark(output, payload as ConsoleMark);
    if (name === 'console.changed' && mine(payload as ConsoleView)) {
      const view = payload as ConsoleView;
      if (view.state !== shown) noteState(output, view);
      shown = view.state;
      // What happens until it is open is for `open` below: a console that is held may be taken over.
      if (view.state === 'closed' && attached) end(view.failure ? exitOfFailure(view.failure) : code);
    }
    if (name !== 'console.output') return;
    const chunk = payload as { siteId: string; deviceId: string; data: string };
    if (!mine(chunk)) return;
    const bytes = Buffer.from(chunk.data, 'base64');
    process.stdout.write(bytes);
    if (!finds) return;
    const lines = splitter.feed(bytes, 0);
    if (splitter.current) lines.push(splitter.current);
    if (lines.some(({ text }) => finds(text) !== null)) end(exit.done);
  });
  const brokenPipe = () => end(exit.done);
  process.stdout.on('error', brokenPipe);
  interrupted.addEventListener('abort', () => end(finds ? exit.cancelled : exit.done));

  try {
    const opened = await open(services, reached, options, output, cli);
    if (opened !== null) return opened;
    attached = true;
    const keyboard = options.readOnly ? null : takeKeyboard(services, place, output, cli, stop.signal, end);
    if (options.for !== undefined)
      void services.clock.sleep(options.for * 1_000, stop.signal).then(
        () => end(finds ? exit.waiting : exit.done),
        () => undefined,
      );
    await aborted(stop.signal);
    keyboard?.();
    await consoles.close(place);
    return code;
  } finally {
    silent();
    process.stdout.off('error', brokenPipe);
  }
}

/** Null when it is open; otherwise the exit code, and the reason has been said. */
async function open(
  services: Services,
  reached: Connection,
  options: ConsoleOptions,
  output: Output,
  cli: Cli,
): Promise<number | null> {
  const { consoles } = services;
  const place = placeOf(reached);
  const again = () => connectionOf(services, options, cli);
  const first = await consoles.opened(reached, cli.author);
  if (first.state !== 'closed') return null;
  if (first.failure?.code === 'ipmi.held' && options.takeOver) {
    await using target = await services.targets.over(await again());
    const result = await services.perform(takeoverPlan(), target, cli.author);
    noteAction(output, result);
    if (result.outcome !== 'done') return exitOfAction(result);
    const second = await consoles.opened(await again(), cli.author);
    if (second.state !== 'closed') return null;
  }
  const { failure } = consoles.view(place);
  if (!failure) return exit.done;
  output.note(failure.message);
  if (failure.advice) output.note(failure.advice);
  if (failure.code === 'ipmi.held') output.note('--take-over ends the session that holds it.');
  return exitOfFailure(failure);
}

/** Sends what is typed until `signal`; returns the way to let go of the terminal. */
function takeKeyboard(
  services: Services,
  place: { siteId: string; deviceId: string },
  output: Output,
  cli: Cli,
  signal: AbortSignal,
  end: (code: number) => void,
): () => void {
  const { consoles } = services;
  const { stdin } = process;
  const terminal = stdin.isTTY === true;
  const refuse = (error: unknown) => {
    const { message, advice } = failureOf(error);
    output.note(`[rackhand: ${message}${advice ? ` ${advice}` : ''}]`);
  };
  try {
    consoles.keyboard(place, true, cli.author);
  } catch (error) {
    refuse(error);
    output.note('[rackhand: watching only]');
  }
  const escapes = new Escapes();
  const act = (part: Buffer | 'end' | 'break' | 'help') => {
    try {
      if (part === 'end') end(exit.done);
      else if (part === 'help') for (const line of ESCAPE_HELP) output.note(line);
      else if (part === 'break') noteAction(output, consoles.sendBreak(place, cli.author));
      else consoles.type(place, part);
    } catch (error) {
      refuse(error);
    }
  };
  const hear = async () => {
    for await (const chunk of stdin) {
      if (signal.aborted) return;
      const bytes = chunk as Buffer;
      for (const part of terminal ? escapes.feed(bytes) : [bytes]) act(part);
      // A pipe can be faster than a serial line: what it brings next is read when this has been taken.
      if (!terminal) await consoles.flushed(place).catch(() => undefined);
    }
  };
  if (terminal) stdin.setRawMode(true);
  void hear().catch(() => undefined);
  return () => {
    if (terminal) stdin.setRawMode(false);
    stdin.destroy();
  };
}

function noteState(output: Output, { state, failure, recording }: ConsoleView): void {
  if (state === 'open') output.note(`[rackhand: connected, recording ${recording}; at a terminal ~. ends, ~? helps]`);
  if (state === 'lost')
    output.note(`[rackhand: connection lost, trying again${failure ? `: ${failure.message}` : ''}]`);
  if (state === 'paused') output.note('[rackhand: the machine does not take input at the moment]');
}

function noteMark(output: Output, { kind, since, note }: ConsoleMark): void {
  if (kind === 'gap') output.note(`[rackhand: no connection since ${since} (${note}): output may be missing]`);
  if (kind === 'locked') output.note(`[rackhand: typing is locked by ${note}]`);
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
