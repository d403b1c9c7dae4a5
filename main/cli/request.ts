import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { RequestCarrier, TripView } from '../../preload/contract.ts';
import type { Services } from '../app/services.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
import { givenFile, givenText } from './given-file.ts';
import { newFile } from './new-file.ts';
import type { Output } from './output.ts';
import { columns } from './table.ts';

/** `rackhand request …`: what goes out of the air gap, and the round trips it belongs to. */
export function requestCommands(cli: Cli): Command {
  const request = cli.command('request').description('requests across the air gap, and where each round trip stands');
  request
    .command('list')
    .description('all round trips, newest first')
    .action(() =>
      cli.run(async (services, output) => {
        const trips = services.trips.list();
        output.result(
          { trips },
          columns(
            trips.map(({ id, round, side, state, serial, host }) => [id, `round ${round}`, side, state, serial, host]),
          ),
        );
        return exit.done;
      }),
    );
  request
    .command('create')
    .description('rack side: a new round for a device, or the open one: clock, key, signed request')
    .requiredOption('--site <site>', 'site, by name or id')
    .requiredOption('--device <device>', 'device of the site')
    .option('--base <version>', 'base version that the appliance shows')
    .option('--product <version>', 'product version that it shows')
    .option('--time-server <host>', 'compare clocks with this time server; without it with this computer')
    .option('--for <recipient>', 'age1… of the connected side; without it the key lies open in the request')
    .option(
      '--out <path>',
      'write the request into this new file, or into this folder under a name that "media wipe" knows',
    )
    .option('--key-stdin', 'read the download key from the first line of standard input')
    .action((options: CreateOptions) =>
      cli.run(async (services, output) => {
        const { trips, finder, settings } = services;
        const place = finder.device(options.site, options.device);
        const open = trips.newest(place.site.id, place.device.id);
        let trip = open && open.state !== 'closed' && open.side === 'rack' ? open : trips.start(place, cli.author);
        if (trip.state === 'idle') trip = await trips.clock(trip.id, place, options.timeServer ?? null, cli.author);
        if (trip.state === 'idle') return stopped(trip, output, 'the clock is not right; correct it and call again');
        if (options.base !== undefined || options.product !== undefined)
          trip = trips.versions(trip.id, options.base ?? null, options.product ?? null, cli.author);
        if (trip.state === 'clock-checked') {
          if (!options.keyStdin)
            return stopped(trip, output, 'make the download key on the appliance, then give it with --key-stdin');
          const [key = ''] = (await cli.secrets.readStdin()).split(/\r?\n/, 1);
          if (key.trim() === '') return cli.usage('--key-stdin: the first line of standard input is empty.');
          trip = await trips.key(trip.id, key, cli.author);
        }
        if (options.for !== undefined) settings.set({ collector: options.for });
        const {
          request: view,
          typed,
          file,
        } = await trips.request(trip.id, settings.get().collector || null, cli.author);
        const out = options.out === undefined ? null : await written(file, options.out, cli);
        output.result({ trip: trips.get(trip.id), request: view, file: out }, [
          `${trip.id}: request ${view.id}, signed by ${view.signedBy}`,
          ...(out === null ? typed : [out]),
        ]);
        if (!view.keySealed)
          output.note('The download key lies open in it. Carry it like the key itself, and wipe it afterwards.');
        return exit.done;
      }),
    );
  request
    .command('receive')
    .description('connected side: takes a request in; its signer has to be trusted here')
    .argument('<file>', '- reads typed lines from standard input')
    .action((file: string) =>
      cli.run(async (services, output) => {
        const carrier: RequestCarrier =
          file === '-'
            ? {
                kind: 'typed',
                lines: (await cli.secrets.readStdin()).split(/\r?\n/).filter((line) => line.trim() !== ''),
              }
            : { kind: 'file', path: await givenFile(file, cli) };
        const trip = await services.trips.receive(carrier, cli.author);
        output.result({ trip }, tripLines(output, trip));
        return exit.done;
      }),
    );
  request
    .command('show')
    .description('one round trip: where it stands, what may come next and why not')
    .argument('<trip>')
    .action((id: string) =>
      cli.run(async (services, output) => {
        const trip = services.trips.get(id);
        output.result({ trip }, tripLines(output, trip));
        return exit.done;
      }),
    );
  const steps: Readonly<Record<string, [about: string, take: (services: Services, trip: string) => TripView]>> = {
    backup: [
      'rack side: the backup between base and product was made',
      ({ trips }, id) => trips.backup(id, cli.author),
    ],
    clients: [
      'rack side: everything is installed; clients get a day to follow',
      ({ trips }, id) => trips.clientWait(id, cli.author),
    ],
    close: ['rack side: ends the round and forgets its download key', ({ trips }, id) => trips.close(id, cli.author)],
  };
  for (const [name, [about, take]] of Object.entries(steps)) {
    request
      .command(name)
      .description(about)
      .argument('<trip>')
      .action((id: string) =>
        cli.run(async (services, output) => {
          const trip = take(services, id);
          output.result({ trip }, tripLines(output, trip));
          return exit.done;
        }),
      );
  }
  request
    .command('key')
    .description('fingerprint and public keys of this computer, to be compared and trusted on the other side')
    .option('--trust <file>', 'trust the public key in this file (minisign or OpenSSH); give it a --name')
    .option('--name <name>', 'whose key it is')
    .action((options: { trust?: string; name?: string }) =>
      cli.run(async (services, output) => {
        const { keyring, vault } = services;
        if (options.trust !== undefined) {
          if (options.name === undefined) return cli.usage('--trust needs --name: whose key is it?');
          keyring.trust(await givenText(options.trust, cli), options.name);
        }
        const keys = keyring.list();
        // To trust needs no secret; to show what others need of this computer does.
        const recipient = options.trust !== undefined && vault.state() !== 'open' ? null : keyring.recipient();
        output.result({ keys, recipient }, [
          ...keys.flatMap(({ name, own, fingerprint, minisign, openssh, revoked }) => [
            `${own ? 'this computer' : name}${revoked ? `, REVOKED: ${revoked.reason}` : ''}`,
            ...[fingerprint, minisign, openssh].map((line) => `  ${line}`),
          ]),
          ...(recipient === null ? [] : [`age recipient of this computer: ${recipient}`]),
        ]);
        return exit.done;
      }),
    );
  return request;
}

interface CreateOptions {
  site: string;
  device: string;
  base?: string;
  product?: string;
  timeServer?: string;
  for?: string;
  out?: string;
  keyStdin?: boolean;
}

/** Writes the request where nothing is yet. Returns the path of the file. */
async function written(
  { filename, text }: { filename: string; text: string },
  to: string,
  cli: Pick<Cli, 'usage'>,
): Promise<string> {
  const folder = (await stat(to).catch(() => null))?.isDirectory() ?? false;
  const out = folder ? path.join(to, filename) : to;
  await using file = await newFile(out, cli);
  await file.fill(text);
  return out;
}

function stopped(trip: TripView, output: Output, why: string): number {
  output.result({ trip }, tripLines(output, trip));
  output.note(`${trip.id}: ${why}.`);
  return exit.waiting;
}

const clockLine = (clock: TripView['clock']): string =>
  clock?.skewS == null
    ? 'clock: not read'
    : `clock: ${clock.skewS.toFixed(1)} s, ${clock.ok ? 'good enough' : 'WRONG'}`;

/** A round trip as a person reads it. */
export function tripLines(output: Output, trip: TripView): string[] {
  const { id, round, side, state, serial, clock, packages, bundle, next } = trip;
  return [
    `${id}: round ${round} of ${serial}, ${side} side, ${state}`,
    ...(side === 'rack' ? [clockLine(clock)] : []),
    ...columns(
      packages.map(({ order, name, version, kind, sha256, copies, installed }) => [
        `${order}.`,
        name,
        version ?? '',
        kind,
        sha256?.slice(0, 16) ?? 'not here',
        `${copies.length} copies`,
        installed ? `installed: ${installed.result}` : '',
      ]),
    ),
    ...(bundle
      ? [
          `bundle ${bundle.id}, sequence ${bundle.sequence}, on ${bundle.media.length === 1 ? 'one medium' : `${bundle.media.length} media`}`,
        ]
      : []),
    ...next.map(({ to, allowed, why }) => `next: ${to}${allowed ? '' : `, not yet: ${why ? output.text(why) : ''}`}`),
  ];
}
