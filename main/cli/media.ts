import type { Command } from 'commander';
import { problemLines } from './bundle.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
import { givenFile } from './given-file.ts';
import { columns } from './table.ts';

/** `rackhand media …`: the sticks and disks that carry bundles. */
export function mediaCommands(cli: Cli): Command {
  const media = cli.command('media').description('media that carry bundles: list, verify, eject, wipe');
  media
    .command('list')
    .description('drives that can be written to, and why the others cannot')
    .action(() =>
      cli.light(async (output) => {
        const { listMedia } = await import('../media/list.ts');
        const drives = await listMedia();
        output.result(
          { drives },
          columns(
            drives.map(({ path, mount, model, serial, label, fileSystem, freeBytes, unfit }) => [
              mount ?? path,
              model ?? '–',
              serial ?? '–',
              label ?? '',
              fileSystem ?? '–',
              freeBytes === null ? '' : `${Math.floor(freeBytes / 1e6)} MB free`,
              unfit ? output.text(unfit) : 'ready',
            ]),
          ),
        );
        return exit.done;
      }),
    );
  media
    .command('copy')
    .description('copies files onto a medium by the crash-safe protocol, and reads all of them back')
    .argument('<file...>')
    .requiredOption('--to <path>', 'mount point of the medium, or a plain folder')
    .option('--model <model>', 'model of the medium, as "list" shows it')
    .option('--serial <serial>', 'serial number of the medium')
    .action((files: string[], options: { to: string; model?: string; serial?: string }) =>
      cli.light(async (output, signal) => {
        for (const file of files) await givenFile(file, cli);
        const { copyFiles } = await import('../app/airgap/media.ts');
        const named = { path: options.to, model: options.model ?? null, serial: options.serial ?? null };
        const result = await copyFiles(files, named, {
          signal,
          onProgress: ({ file, phase, doneBytes, totalBytes }) => {
            if (!output.json)
              cli.screen?.write(
                `\r\u001b[K${phase} ${file} ${Math.floor((100 * doneBytes) / Math.max(1, totalBytes))} %`,
              );
          },
        });
        if (!output.json) cli.screen?.write('\r\u001b[K');
        output.result(result, [
          ...columns(
            result.files.map(({ name, sha256, how, problem }) => [
              name,
              sha256 ?? '–',
              how,
              problem?.message ?? 'good',
            ]),
          ),
          result.good ? 'good: the medium gives back what was written' : 'NOT GOOD: use another medium',
        ]);
        return result.good ? exit.done : exit.verification;
      }),
    );
  media
    .command('verify')
    .description('reads the bundle on a medium from the medium itself')
    .argument('<path>')
    .action((path: string) =>
      cli.run(async (services, output) => {
        const view = await services.trips.look(path);
        const good = view.problems.length === 0;
        output.result(
          { bundle: view },
          good ? [`good, read ${view.how ?? 'not at all'}`] : problemLines(view.problems),
        );
        return good ? exit.done : exit.verification;
      }),
    );
  media
    .command('eject')
    .description('takes a medium out of use; says "pull" only when it has left the list of drives')
    .argument('<path>')
    .action((path: string) =>
      cli.light(async (output) => {
        const { ejectAt } = await import('../app/airgap/media.ts');
        const { gone } = await ejectAt(path);
        output.result({ gone }, [
          gone ? 'It can be pulled now.' : 'Unmounted, but it is still there: do not pull it while its lamp blinks.',
        ]);
        return gone ? exit.done : exit.failed;
      }),
    );
  media
    .command('wipe')
    .description('overwrites and deletes the requests on a medium')
    .argument('<path>')
    .option('--trip <trip>', 'round trip that keeps the record')
    .action((path: string, options: { trip?: string }) =>
      cli.run(async (services, output) => {
        const { wiped } = await services.trips.wipe(path, options.trip ?? null, cli.author);
        output.result({ wiped }, wiped.length > 0 ? wiped : ['there is no request on it']);
        output.note('Flash may keep old copies where no file reaches: destroy the medium if that matters.');
        return exit.done;
      }),
    );
  return media;
}
