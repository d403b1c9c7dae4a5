import type { Command } from 'commander';
import type { BundleView } from '../../preload/contract.ts';
import type { Services } from '../app/services.ts';
import { instant, pairs } from './arguments.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
import { givenFile, givenText } from './given-file.ts';
import type { Output } from './output.ts';
import { tripLines } from './request.ts';
import { columns } from './table.ts';

/** `rackhand bundle …`: packages sealed on a medium. */
export function bundleCommands(cli: Cli): Command {
  const bundle = cli.command('bundle').description('packages on a medium, sealed with a signed manifest');
  const look = (name: string, about: string, code: (view: BundleView) => number) =>
    bundle
      .command(name)
      .description(about)
      .argument('<path>', 'medium, or the folder of the bundle')
      .action((path: string) =>
        cli.run(async (services, output) => {
          const view = await services.trips.look(path);
          output.result({ bundle: view }, bundleLines(view));
          return code(view);
        }),
      );
  look('show', 'what is in it and what is wrong with it', () => exit.done);
  look('verify', 'as show; the exit code says whether it is good', ({ problems }) =>
    problems.length === 0 ? exit.done : exit.verification,
  );
  bundle
    .command('take')
    .description('connected side: records the list, takes downloaded files into the store, copies them twice')
    .argument('<trip>')
    .option('--list <file>', "the vendor's list as text, one package in a line; recorded before anything else")
    .option('--file <name=path>', 'a downloaded file for a package of the list (repeatable)', pairs, {})
    .option('--second <folder>', 'second place for everything')
    .option('--window <time>', 'confirmed maintenance window, ISO 8601; with --reference', instant)
    .option('--reference <text>', 'number of the change or ticket')
    .action((id: string, options: TakeOptions) =>
      cli.run(async (services, output, signal) => {
        const { trips } = services;
        const { state } = trips.get(id);
        stoppable(trips, id, signal);
        if ((options.window === undefined) !== (options.reference === undefined))
          return cli.usage('--window and --reference go together: when, and under which change or ticket.');
        const list = options.list === undefined ? null : await givenText(options.list, cli);
        for (const file of Object.values(options.file)) await givenFile(file, cli);
        if (state === 'key-exported') trips.submitted(id, cli.author);
        if (list !== null) trips.offer(id, await trips.readList(list), cli.author);
        for (const [name, file] of Object.entries(options.file)) {
          signal.throwIfAborted();
          await trips.take(id, name, file, cli.author);
        }
        signal.throwIfAborted();
        if (options.second !== undefined) await trips.second(id, options.second, cli.author);
        if (options.window !== undefined) trips.window(id, options.window, options.reference ?? '', cli.author);
        return printTrip(services.trips.get(id), output);
      }),
    );
  bundle
    .command('seal')
    .description('seals the packages of a round onto a medium and reads all of it back')
    .argument('<trip>')
    .requiredOption('--to <path>', 'mount point of the medium, or a plain folder')
    .option('--model <model>', 'model of the medium, as "media list" shows it')
    .option('--serial <serial>', 'serial number of the medium')
    .option('--reserve', 'this is the second medium')
    .action((id: string, options: { to: string; model?: string; serial?: string; reserve?: boolean }) =>
      cli.run(async (services, output, signal) => {
        stoppable(services.trips, id, signal);
        const medium = { path: options.to, model: options.model ?? null, serial: options.serial ?? null };
        const role = options.reserve ? 'reserve' : 'primary';
        return printTrip(await services.trips.seal(id, medium, role, cli.author, cli.author), output);
      }),
    );
  bundle
    .command('import')
    .description('rack side: verifies a bundle against its round and takes the packages in')
    .argument('<trip>')
    .argument('<path>', 'medium, or the folder of the bundle')
    .action((id: string, path: string) =>
      cli.run(async (services, output, signal) => {
        stoppable(services.trips, id, signal);
        return printTrip(await services.trips.import(id, path, cli.author), output);
      }),
    );
  bundle
    .command('installed')
    .description('rack side: a package was installed by hand, or it failed')
    .argument('<trip>')
    .argument('<name>')
    .option('--failed', 'the appliance refused it or gave an error')
    .action((id: string, name: string, options: { failed?: boolean }) =>
      cli.run(async (services, output) =>
        printTrip(services.trips.installed(id, name, options.failed ? 'failed' : 'done', cli.author), output),
      ),
    );
  return bundle;
}

interface TakeOptions {
  list?: string;
  file: Record<string, string>;
  second?: string;
  window?: string;
  reference?: string;
}

/** Ctrl+C ends what is under way for a round; what was taken or written whole stays. */
const stoppable = (trips: Services['trips'], id: string, signal: AbortSignal): void =>
  signal.addEventListener('abort', () => trips.cancel(id), { once: true });

function printTrip(trip: Parameters<typeof tripLines>[1], output: Output): number {
  output.result({ trip }, tripLines(output, trip));
  return exit.done;
}

function bundleLines({
  id,
  sequence,
  serial,
  signedBy,
  sealedAt,
  packages,
  custody,
  problems,
  how,
}: BundleView): string[] {
  return [
    `${id || 'no bundle'}: sequence ${sequence ?? '–'}, for ${serial ?? '–'}, sealed ${sealedAt ?? '–'}`,
    signedBy === null ? 'signed by: nobody that is trusted' : `signed by ${signedBy}`,
    ...columns(
      packages.map(({ order, name, version, kind, sizeBytes }) => [
        `${order}.`,
        name,
        version ?? '',
        kind,
        `${sizeBytes} bytes`,
      ]),
    ),
    ...custody.map(({ n, person, from, to, at }) => `custody ${n}: ${person}, ${from} → ${to}, ${at}`),
    `read: ${how === 'cached' ? 'from the cache, which says nothing about the medium' : (how ?? 'not at all')}`,
    ...(problems.length === 0 ? ['good: nothing is wrong with it'] : problemLines(problems)),
  ];
}

/** Problems as a person reads them: where there is no bundle at all, that is all there is to say. */
export function problemLines(problems: BundleView['problems']): string[] {
  const none = problems.filter(({ code }) => code === 'no-bundle');
  return (none.length > 0 ? none : problems).map(
    ({ code, file, detail }) => `${code}${file === null ? '' : ` ${file}`}: ${detail}`,
  );
}
