// The command line proper. The same services as the window; stdout for results, stderr for people.
import os from 'node:os';
import { text } from 'node:stream/consumers';
import { Command, CommanderError, Option } from 'commander';
import type { Language } from '../../preload/contract.ts';
import { createServices } from '../app/services.ts';
import { failureOf } from '../ports/failure.ts';
import { createLogger, type LogLevel } from '../ports/log.ts';
import { dataFolder, prepareDataFolder } from '../shell/home.ts';
import { findLayout } from '../shell/layout.ts';
import type { Cli } from './context.ts';
import { exit, exitOfFailure } from './exit.ts';
import { journalCommands } from './journal.ts';
import { createOutput } from './output.ts';
import { bmcCommands, powerCommands } from './power.ts';
import { procedureCommands } from './procedures.ts';
import { runCommands } from './run.ts';
import { siteCommands } from './site.ts';

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

const cli: Cli = {
  command: (name) => program.command(name),
  secrets: { env: process.env, readStdin: () => text(process.stdin) },
  get author() {
    return globals().operator || process.env.RACKHAND_OPERATOR || os.userInfo().username;
  },
  usage(message) {
    throw new CommanderError(exit.usage, 'usage', message);
  },
  async run(work) {
    const { json = false, lang, home, log } = globals();
    const language = lang ?? (process.env.LANG?.startsWith('de') ? 'de' : 'en');
    const output = createOutput(json, language, {
      out: (chunk) => process.stdout.write(chunk),
      err: (chunk) => process.stderr.write(chunk),
    });
    try {
      const services = await createServices({
        kind: 'cli',
        version: layout.version,
        runtime: { node: process.versions.node },
        home: prepareDataFolder(home ?? dataFolder()),
        resources: layout.resources,
        log: createLogger({ level: log }),
        password: process.env.RACKHAND_PASSWORD || null,
      });
      try {
        const passphrase = process.env.RACKHAND_PASSPHRASE;
        if (passphrase) await services.openVault(passphrase);
        process.exitCode = await work(services, output, interrupted.signal);
      } finally {
        await services.close();
      }
    } catch (error) {
      if (error instanceof CommanderError) throw error;
      const failure = failureOf(error);
      if (json) output.result({ error: failure }, []);
      output.note(failure.message);
      if (failure.advice) output.note(failure.advice);
      process.exitCode = exitOfFailure(failure);
    }
  },
};

for (const hang of [powerCommands, bmcCommands, procedureCommands, siteCommands, runCommands, journalCommands])
  hang(cli);

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
