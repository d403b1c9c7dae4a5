import type { Command } from 'commander';
import type { KeysView, KeyView, ProofProgress, ProofView, VolumeView } from '../../preload/contract.ts';
import type { KeyService } from '../app/keys/key-service.ts';
import type { Services } from '../app/services.ts';
import { keysOf, proveGiven, volumesOf } from './bitlocker-files.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
import { lasting, lookAt } from './key-origin.ts';
import { newFile } from './new-file.ts';
import { noteAdvice, type Output } from './output.ts';
import { type ServerOptions, withServer } from './server.ts';
import { columns } from './table.ts';

interface PlaceOptions extends Partial<ServerOptions> {
  windows?: boolean;
}
type Place = Parameters<KeyService['view']>[0];

/** `rackhand bitlocker …`: key files and volumes by themselves, or as the record of a device. */
export function bitlockerCommands(cli: Cli): Command {
  const bitlocker = cli.command('bitlocker').description('BitLocker recovery keys: find them, prove them, keep them');
  const placed = (command: Command) =>
    command
      .option('--site <site>', 'keep it with a device: its site, by name or id')
      .option('--device <device>', 'and the device');

  placed(bitlocker.command('keys'))
    .description('looks for keys in files, folders and sticks; with a device they go into the vault')
    .argument('[path...]', '- reads what manage-bde shows from standard input')
    .option('--windows', 'ask the Windows that this runs on')
    .action((paths: string[], options: PlaceOptions) => {
      if (paths.length === 0 && !options.windows) cli.usage('Name a file, a folder or a stick, - or --windows.');
      const named = placeNames(cli, options);
      if (!named) return keysOf(paths, options.windows ?? false, cli);
      return cli.run(async (services, output, signal) => {
        const place = services.finder.device(named.site, named.device);
        const looks = [];
        for (const path of [...paths.map(lasting), ...(options.windows ? [null] : [])]) {
          looks.push(await lookAt(path, cli, (origin) => services.keys.collect(place, origin, cli.author, signal)));
        }
        const files = looks.flatMap((look) => look.files);
        const keys = services.keys.view(place);
        const dead = new Set(keys.keys.flatMap((key) => (key.dead && key.id ? [key.id] : [])));
        output.result({ files, keys }, [
          ...columns(
            files.flatMap(({ name, keys, withoutDigits, error }) => [
              ...keys.map(({ id, badGroups, known }) => [
                name,
                id ?? 'no ID',
                keyWords(badGroups, known, id !== null && dead.has(id)),
              ]),
              ...withoutDigits.map((id) => [name, id, 'no digits: the volume was locked']),
              ...(error ? [[name, '', error.message]] : []),
            ]),
          ),
          ...registerLines(keys),
        ]);
        if (files.length === 0) output.note('No recovery key was found there.');
        const all = files.flatMap(({ keys }) => keys);
        if (all.length === 0) return exit.failed;
        return all.every(({ badGroups }) => badGroups.length === 0) ? exit.done : exit.verification;
      });
    });

  placed(bitlocker.command('volumes'))
    .description('the BitLocker volumes of a disk image or a drive, and their protectors')
    .argument('<image>')
    .action((image: string, options: PlaceOptions) => {
      const named = placeNames(cli, options);
      if (!named) return volumesOf(image, cli);
      return onDevice(cli, named, async (services, place, output) => {
        const keys = await services.keys.volumes(place, lasting(image), cli.author);
        output.result({ keys }, registerLines(keys));
        return exit.done;
      });
    });

  placed(bitlocker.command('prove'))
    .description('tries keys on the volumes of a disk image or a drive; nothing is written to it')
    .argument('<image>')
    .option('--key <source>', '- reads the 48 digits from standard input; they are never an argument')
    .option('--key-file <file>', 'key file, .BEK file or folder of them', (file, all: string[]) => [...all, file], [])
    .action((image: string, options: PlaceOptions & { key?: string; keyFile: string[] }) => {
      if (options.key !== undefined && options.key !== '-')
        cli.usage('--key takes only -: digits in an argument show in the process list. Give them on standard input.');
      const named = placeNames(cli, options);
      if (!named) return proveGiven(image, { stdin: options.key === '-', files: options.keyFile }, cli);
      if (options.key !== undefined || options.keyFile.length > 0)
        cli.usage('With a device its own keys are tried. Take others in first: rackhand bitlocker keys.');
      return onDevice(cli, named, async (services, place, output, signal) => {
        using _ = watched(cli, services, place, output, signal);
        return printProof(await services.keys.prove(place, lasting(image), null, cli.author), output);
      });
    });

  withServer(bitlocker.command('repair'))
    .description('tries the plausible repairs of a key that cannot be right')
    .argument('<image>')
    .argument('<key>', 'ID of the key, as "status" shows it')
    .action((image: string, key: string, options: ServerOptions) =>
      onDevice(cli, options, async (services, place, output, signal) => {
        using _ = watched(cli, services, place, output, signal);
        const { keys } = services.keys.view(place);
        const ref = refOf(keys, key.toLowerCase(), cli);
        return printProof(await services.keys.repair(place, lasting(image), ref, cli.author), output);
      }),
    );

  withServer(bitlocker.command('status'))
    .description('what is known of the keys of a device')
    .action((options: ServerOptions) =>
      onDevice(cli, options, async (services, place, output) => {
        const keys = services.keys.view(place);
        output.result({ keys }, registerLines(keys));
        return keys.ready ? exit.done : exit.waiting;
      }),
    );

  withServer(bitlocker.command('export'))
    .description('all living keys of a device as an age file; passphrase in RACKHAND_EXPORT_PASSPHRASE')
    .requiredOption('--out <file>', 'file to write; an existing one is not overwritten')
    .action((options: ServerOptions & { out: string }) =>
      onDevice(cli, options, async (services, place, output) => {
        const passphrase = cli.secrets.env.RACKHAND_EXPORT_PASSPHRASE;
        if (!passphrase) return cli.usage('Give the passphrase of the file in RACKHAND_EXPORT_PASSPHRASE.');
        // Before anything is unsealed: what cannot be written must not stand in the journal as exported.
        await using file = await newFile(options.out, cli);
        await file.fill(await services.keys.export(place, passphrase, cli.author).then(({ armored }) => armored));
        output.result({ file: options.out }, [`${options.out}: open it with "age -d"`]);
        return exit.done;
      }),
    );

  withServer(bitlocker.command('retire'))
    .description('marks all keys and volumes dead: the drives were made anew')
    .requiredOption('--reason <text>', 'why')
    .action((options: ServerOptions & { reason: string }) =>
      onDevice(cli, options, async (services, place, output) => {
        const keys = services.keys.retire(place, options.reason, cli.author);
        output.result({ keys }, registerLines(keys));
        return exit.done;
      }),
    );
  return bitlocker;
}

function placeNames(cli: Cli, { site, device }: PlaceOptions): ServerOptions | null {
  if (site === undefined && device === undefined) return null;
  if (site === undefined || device === undefined) return cli.usage('--site and --device belong together.');
  return { site, device };
}

const onDevice = (
  cli: Cli,
  { site, device }: ServerOptions,
  work: (services: Services, place: Place, output: Output, signal: AbortSignal) => Promise<number>,
): Promise<void> =>
  cli.run((services, output, signal) => work(services, services.finder.device(site, device), output, signal));

/** Ctrl+C stops the trial, and a terminal shows how far it is. */
function watched(cli: Cli, services: Services, place: Place, output: Output, signal: AbortSignal): Disposable {
  const cancel = () => services.keys.cancel(place);
  signal.addEventListener('abort', cancel);
  const screen = output.json ? null : cli.screen;
  const stop = services.events.onEvent((name, payload) => {
    if (name !== 'keys.progress') return;
    const { ref, candidate, candidates, share } = payload as ProofProgress;
    screen?.write(`\r${ref} ${candidate + 1} of ${candidates}: ${Math.round(share * 100)} %\u001b[K`);
  });
  return {
    [Symbol.dispose]() {
      signal.removeEventListener('abort', cancel);
      stop();
      screen?.write('\r\u001b[K');
    },
  };
}

/** The key that an ID, or its beginning, names. */
function refOf(keys: readonly KeyView[], wanted: string, cli: Cli): string {
  if (keys.some(({ ref }) => ref === wanted)) return wanted;
  const fitting = keys.filter(({ ref, dead }) => dead === null && ref.startsWith(wanted));
  if (fitting.length > 1) cli.usage(`Several keys begin like that: ${fitting.map(({ ref }) => ref).join(', ')}.`);
  return fitting[0]?.ref ?? wanted;
}

function printProof(proof: ProofView, output: Output): number {
  output.result(proof, [
    ...columns(
      proof.tried.map(({ ref, grade, failure }) => [ref.toUpperCase(), grade, failure ? failure.message : '']),
    ),
    ...registerLines(proof.keys),
  ]);
  noteAdvice(
    proof.tried.flatMap(({ failure }) => failure ?? []),
    output,
  );
  if (proof.tried.length === 0) output.note('There is no living key to try. Take some in: rackhand bitlocker keys.');
  const good = proof.tried.length > 0 && proof.tried.every(({ failure }) => failure === null);
  return good ? exit.done : exit.verification;
}

const keyWords = (badGroups: readonly number[], known: boolean, dead: boolean): string =>
  badGroups.length > 0
    ? `malformed: group ${badGroups.join(', ')} cannot be right`
    : `well formed, ${known && dead ? 'and dead: of a volume that was made anew' : known ? 'was known' : 'taken in'}`;

function registerLines({ volumes, keys, ready }: KeysView): string[] {
  const living = keys.filter(({ dead }) => dead === null);
  return [
    ...(volumes === null ? ['volumes: not read'] : columns(volumes.map(volumeRow))),
    ...columns(living.map(keyRow)),
    ...(keys.length > living.length ? [counted(keys.length - living.length)] : []),
    ready ? 'ready: every volume has a proven key off the appliance' : 'not ready',
  ];
}

const counted = (dead: number): string => `${dead} dead ${dead === 1 ? 'key' : 'keys'}`;

const volumeRow = ({ id, letter, method, state, suspended, dead, ready }: VolumeView): string[] => [
  letter ?? '–',
  id,
  method ?? 'not read',
  dead ? 'dead' : suspended ? 'SUSPENDED: readable without any key' : state,
  dead ? '' : ready ? 'key proven' : 'no proven key off the appliance',
];
const keyRow = ({ id, letter, grade, stale, badGroups, sources }: KeyView): string[] => [
  letter ?? '–',
  id ?? 'no ID',
  stale ? 'belongs to no volume here' : grade,
  badGroups.length > 0 ? `group ${badGroups.join(', ')}` : '',
  sources.map(({ kind, place }) => `${kind} ${place}`).join(', '),
];
