// The command line proper. The same services as the window; stdout for results, stderr for people.
import os from 'node:os';
import { text } from 'node:stream/consumers';
import { Command, CommanderError, Option } from 'commander';
import type { Failure, Language } from '../../preload/contract.ts';
import { failureOf } from '../ports/failure.ts';
import type { LogLevel } from '../ports/log.ts';
import { dataFolder, prepareDataFolder } from '../shell/home.ts';
import { findLayout } from '../shell/layout.ts';
import type { Cli } from './context.ts';
import { exit, exitOfFailure } from './exit.ts';
import { createOutput, type Output } from './output.ts';
import { secretFrom } from './secrets.ts';

const layout = findLayout(import.meta.dirname);
const program = new Command('rackhand')
  .description("the field technician's second pair of hands at the rack")
  .version(layout.version)
  .option('--json', 'print one JSON document on standard output')
  .option('--home <folder>', 'data folder (or RACKHAND_HOME)')
  .option('--operator <name>', 'your name in the journal (or RACKHAND_OPERATOR)')
  .addOption(new Option('--lang <language>', 'language of procedure texts').choices(['en', 'de']))
  .addOption(
    new Option('--log <level>', 'log on standard error').choices(['info', 'warn', 'error', 'silent']).default('error'),
  )
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });

interface GlobalOptions {
  json?: boolean;
  home?: string;
  operator?: string;
  lang?: Language;
  log: LogLevel;
}
const globals = () => program.opts<GlobalOptions>();

/** Ctrl+C ends waiting and leaves the run where it is; a second one ends the process. */
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

const STOPPED: Failure = { code: 'cancelled', message: 'Stopped on request.' };

const cli: Cli = {
  command: (name) => program.command(name),
  secrets: { env: process.env, readStdin: () => text(process.stdin), readStdinBytes: () => secretFrom(process.stdin) },
  get author() {
    return globals().operator || process.env.RACKHAND_OPERATOR || os.userInfo().username;
  },
  usage(message) {
    throw new CommanderError(exit.usage, 'usage', message);
  },
  run: (work) =>
    cli.light(async (output, signal) => {
      // Loaded when needed: the procedures' engine, the practice rack and the schemas are most of this program.
      const [{ createServices }, { createLogger }] = await Promise.all([
        import('../app/services.ts'),
        import('../ports/log.ts'),
      ]);
      const { home, log } = globals();
      const services = await createServices({
        kind: 'cli',
        version: layout.version,
        runtime: { node: process.versions.node },
        home: prepareDataFolder(home ?? dataFolder()),
        resources: layout.resources,
        library: layout.library,
        log: createLogger({ level: log }),
        password: process.env.RACKHAND_PASSWORD || null,
      });
      try {
        const passphrase = process.env.RACKHAND_PASSPHRASE;
        if (passphrase) await services.openVault(passphrase);
        return await work(services, output, signal);
      } finally {
        await services.close();
      }
    }),
  async light(work) {
    const output = outputOf(globals());
    try {
      process.exitCode = await work(output, interrupted.signal);
    } catch (error) {
      if (error instanceof CommanderError) throw error;
      const failure = error === interrupted.signal.reason ? STOPPED : failureOf(error);
      if (output.json) output.result({ error: failure }, []);
      output.note(failure.message);
      if (failure.advice) output.note(failure.advice);
      process.exitCode = exitOfFailure(failure);
    }
  },
  screen: process.stdout.isTTY
    ? {
        get columns() {
          return process.stdout.columns;
        },
        get rows() {
          return process.stdout.rows;
        },
        write: (chunk) => void process.stdout.write(chunk),
      }
    : null,
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : null,
};

function outputOf({ json = false, lang }: GlobalOptions): Output {
  const language = lang ?? (process.env.LANG?.startsWith('de') ? 'de' : 'en');
  return createOutput(json, language, {
    out: (chunk) => process.stdout.write(chunk),
    err: (chunk) => process.stderr.write(chunk),
  });
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question, { signal });
  } finally {
    lines.close();
  }
}

/** The files that hang commands on the program, by the first words of those commands. */
const groups: Readonly<Record<string, () => Promise<(cli: Cli) => unknown>>> = {
  request: async () => (await import('./request.ts')).requestCommands,
  bundle: async () => (await import('./bundle.ts')).bundleCommands,
  media: async () => (await import('./media.ts')).mediaCommands,
  power: async () => (await import('./power.ts')).powerCommands,
  discover: async () => (await import('./discover.ts')).discoverCommand,
  heartbeats: async () => (await import('./heartbeats.ts')).heartbeatsCommand,
  bmc: async () => (await import('./bmc.ts')).bmcCommands,
  console: async () => (await import('./console.ts')).consoleCommand,
  bitlocker: async () => (await import('./bitlocker.ts')).bitlockerCommands,
  idrac: async () => (await import('./idrac.ts')).idracCommands,
  racadm: async () => (await import('./racadm.ts')).racadmCommand,
  firmware: async () => (await import('./firmware.ts')).firmwareCommands,
  plan: async () => (await import('./plan.ts')).planCommand,
  procedures: async () => (await import('./procedures.ts')).procedureCommands,
  site: async () => (await import('./site.ts')).siteCommands,
  run: async () => (await import('./run.ts')).runCommands,
  journal: async () => (await import('./journal.ts')).journalCommands,
};

/** Only what this command line can be about is loaded (a word too many does no harm); all of it for the help of the whole. */
const named = Object.keys(groups).filter((name) => process.argv.includes(name, 2));
for (const name of named.length > 0 ? named : Object.keys(groups)) (await groups[name]?.())?.(cli);

/** Sub-commands made by the files above must throw as well, instead of leaving with commander's own code 1. */
const throwEverywhere = (command: Command): void => {
  command.exitOverride();
  for (const child of command.commands) throwEverywhere(child);
};
throwEverywhere(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  const asked =
    error.code === 'commander.help' || error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
  if (error.code === 'usage') process.stderr.write(`${error.message}\n`);
  process.exitCode = asked ? exit.done : exit.usage;
}
