import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';

export function journalCommands(cli: Cli): Command {
  const journal = cli.command('journal').description('the hash-chained record of everything');
  journal
    .command('verify')
    .description('recompute every hash')
    .action(() =>
      cli.run(async (services, output) => {
        const verdict = services.journal.verify();
        const { broken } = verdict;
        output.result(verdict, [
          broken
            ? `BROKEN at ${broken.stream} entry ${broken.seq}: ${broken.reason}`
            : `${verdict.entries} entries in ${verdict.streams} streams: intact`,
        ]);
        return verdict.ok ? exit.done : exit.verification;
      }),
    );
  journal
    .command('export <run>')
    .description('one run (or "desk") as NDJSON that can be verified without Rackhand')
    .requiredOption('--out <file>', 'file to write; an existing one is not overwritten')
    .action((run: string, options: { out: string }) =>
      cli.run(async (services, output) => {
        const ndjson = services.journal.export(run);
        await writeFile(options.out, ndjson, { flag: 'wx', mode: 0o600 });
        output.result({ run, file: options.out, bytes: Buffer.byteLength(ndjson) }, [`${run} → ${options.out}`]);
        return exit.done;
      }),
    );
  return journal;
}
