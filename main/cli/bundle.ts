import type { Command } from 'commander';
import type { BundleView } from '../../preload/contract.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
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
    .option('--file <name=path>', 'a downloaded file for a package of the list (repeatable)', pair, {})
    .option('--second <folder>', 'second place for everything')
    .option('--window <time>', 'confirmed maintenance window, ISO 8601; with --reference')
    .option('--reference <text>', 'number of the change or ticket')
    .action((id: string, options: TakeOptions) =>
      cli.run(async (services, output) => {
        const { trips } = services;
        if (trips.get(id).state === 'key-exported') trips.submitted(id, cli.author);
        if (options.list !== undefined) {
          const { readFile } = await import('node:fs/promises');
          trips.offer(id, await trips.readList(await readFile(options.list, 'utf8')), cli.author);
        }
        for (const [name, file] of Object.entries(options.file)) await trips.take(id, name, file, cli.author);
        if (options.second !== undefined) await trips.second(id, options.second, cli.author);
        if (options.window !== undefined) {
          const at = new Date(options.window);
          if (Number.isNaN(at.getTime())) return cli.usage('--window takes a time such as 2026-12-01T20:00Z.');
          trips.window(id, at.toISOString(), options.reference ?? '', cli.author);
        }
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
      cli.run(async (services, output) => {
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
      cli.run(async (services, output) => printTrip(await services.trips.import(id, path, cli.author), output)),
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

const pair = (value: string, all: Record<string, string>): Record<string, string> => {
  const at = value.indexOf('=');
  return at < 1 ? all : { ...all, [value.slice(0, at)]: value.slice(at + 1) };
};

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
    ...(problems.length === 0
      ? ['good: nothing is wrong with it']
      : problems.map(({ code, file, detail }) => `${code}${file === null ? '' : ` ${file}`}: ${detail}`)),
  ];
}
