import path from 'node:path';
import type { Command } from 'commander';
import type { HandOverView } from '../../preload/contract.ts';
import { pairs } from './arguments.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
import { givenFile } from './given-file.ts';
import type { Output } from './output.ts';

/** `run export` and `run take-over`: a run goes on at another laptop. */
export function handoverCommands(run: Command, cli: Cli): void {
  run
    .command('export <run>')
    .description('hand a run over: close it here and write it, with its journal and evidence, into one file')
    .requiredOption('--out <file>', 'file to write; an existing one is not overwritten')
    .option('--to <name>', 'who is to take it over', '')
    .action((id: string, options: { out: string; to: string }) =>
      cli.run(async (services, output) => {
        const given = await services.handovers.give(id, options.to.trim(), path.resolve(options.out), cli.author);
        output.result(given, [
          `${id} → ${given.file}${given.to ? ` for ${given.to}` : ''}`,
          `SHA-256 of the file: ${given.sha256}`,
          `head of the journal: ${given.head}`,
          'The run is closed here. It goes on where the file is taken over, and only there.',
        ]);
        return exit.done;
      }),
    );
  run
    .command('take-over <file>')
    .description('go on with a run that another installation has handed over')
    .option('--site <site>', 'your site with its devices; without it the one of the same id')
    .option('--bind <theirs=ours>', 'device of the run to device here, where no serial number tells', pairs, {})
    .option('--add-devices', 'add what is missing here from the file, without passwords')
    .option('--check', 'only check the file and say what it is')
    .action(
      (
        given: string,
        options: { site?: string; bind: Record<string, string>; addDevices?: boolean; check?: boolean },
      ) =>
        cli.run(async (services, output) => {
          const file = await givenFile(given, cli);
          const site = options.site === undefined ? null : services.finder.site(options.site).id;
          const wishes = { site, bind: options.bind, add: options.addDevices };
          const view = options.check
            ? await services.handovers.inspect(file, wishes)
            : await services.handovers.take(file, wishes, cli.author);
          output.result(view, lines(output, view));
          if (!options.check) output.note(`go on with: rackhand run resume ${view.runId}`);
          return exit.done;
        }),
    );
}

function lines(output: Output, view: HandOverView): string[] {
  const { runId, title, from, to, at, status, progress, entries, signature, signer, devices, files, left } = view;
  const signed = {
    trusted: `signed by a key that is trusted here (${signer})`,
    unknown: `WARNING: signed by a key that nobody here has agreed to (${signer})`,
    none: 'WARNING: not signed. Compare the head with the person who gave it to you.',
  }[signature];
  return [
    `${runId}: ${output.text(title)}: ${status}, ${progress.done} of ${progress.total} steps`,
    `  from ${from}${to ? ` to ${to}` : ''}, ${at}; ${entries} entries, intact`,
    `  head ${view.head}`,
    `  ${signed}`,
    ...devices.map(
      (one) => `  ${one.role}: ${one.name} (${one.serial ?? 'no serial number'}) = ${one.deviceId ?? 'missing here'}`,
    ),
    `  ${files} files of evidence`,
    ...left.map(({ name, why }) => `  left behind: ${name} (${why})`),
  ];
}
