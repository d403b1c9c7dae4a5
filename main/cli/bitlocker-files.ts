/** `rackhand bitlocker` without a device: files and drives by themselves. Nothing is stored, and no digit is printed. */
import type { Failure } from '../../preload/contract.ts';
import type * as Driver from '../app/keys/driver.ts';
import type { Gathered, GatheredKey } from '../app/keys/gather.ts';
import { failureOf } from '../ports/failure.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
import { lookAt } from './key-origin.ts';
import { noteAdvice } from './output.ts';
import { columns } from './table.ts';

const load = (): Promise<typeof Driver> => import('../app/keys/driver.ts');

/** What keys are in these files, and whether their digits can be right. */
export function keysOf(paths: readonly string[], windows: boolean, cli: Cli): Promise<void> {
  return cli.light(async (output, signal) => {
    const driver = await load();
    const looks: Gathered[] = [];
    const errors: { path: string; error: Failure }[] = [];
    for (const path of [...paths, ...(windows ? [null] : [])]) {
      try {
        looks.push(await lookAt(path, cli, (origin) => driver.gather(origin, signal)));
      } catch (error) {
        errors.push({ path: path ?? 'Windows', error: failureOf(error) });
      }
    }
    for (const look of looks) driver.wipe(look);
    const files = looks.flatMap(({ files, medium }) =>
      files.map(({ keys, ...file }) => ({ ...file, medium, keys: keys.map(shown) })),
    );
    output.result({ files, volumes: looks.flatMap(({ volumes }) => volumes), errors }, [
      ...columns(
        files.flatMap(({ name, keys, withoutDigits }) => [
          ...keys.map(({ id, letter, grade, badGroups }) => [
            letter ?? '–',
            id ?? 'no ID',
            words(grade, badGroups),
            name,
          ]),
          ...withoutDigits.map((id) => ['–', id, 'no digits: the volume was locked', name]),
        ]),
      ),
      ...files.flatMap(({ error }) => (error ? [error.message] : [])),
      ...errors.map(({ error }) => error.message),
    ]);
    const failures = [...errors, ...files].flatMap(({ error }) => error ?? []);
    noteAdvice(failures, output);
    const all = files.flatMap(({ keys }) => keys);
    if (files.length + errors.length === 0)
      output.note('No recovery key was found: neither a text with 48 digits nor a .BEK.');
    if (all.length === 0) return exit.failed;
    return all.every(({ badGroups }) => badGroups.length === 0) ? exit.done : exit.verification;
  });
}

/** The volumes of an image or a drive, and what protects them. */
export function volumesOf(image: string, cli: Cli): Promise<void> {
  return cli.light(async (output) => {
    const { readVolumes } = await load();
    await using drive = await readVolumes(image, new Date().toISOString());
    const { seen, failures } = drive;
    output.result({ path: image, volumes: seen, failures }, [
      ...seen.flatMap(({ id, letter, method, state, suspended, encryptedPercent, protectors, shown }) => [
        `${letter ?? 'volume'} ${id}: ${method ?? 'method not known'}, ${state} ${encryptedPercent ?? '?'} %`,
        ...(suspended ? ['  PROTECTION IS SUSPENDED: everybody can read this drive without a key'] : []),
        ...columns(
          protectors.map(({ id, kind, name, modifiedAt }) => [
            `  ${id}`,
            kind,
            name ?? '',
            modifiedAt ? `changed ${modifiedAt.slice(0, 10)}` : '',
            shown?.keyId === id ? `recovery screen ${shown.certain ? 'shows' : 'probably shows'} this ID` : '',
          ]),
        ),
      ]),
      ...failures.map(({ message }) => message),
    ]);
    noteAdvice(failures, output);
    return failures.length > 0 ? exit.verification : exit.done;
  });
}

/** Tries the keys that are given on the spot. */
export function proveGiven(
  image: string,
  given: { stdin: boolean; files: readonly string[] },
  cli: Cli,
): Promise<void> {
  return cli.light(async (output, signal) => {
    if (!given.stdin && given.files.length === 0)
      return cli.usage('Give a key: --key - with its digits on standard input, or --key-file.');
    const driver = await load();
    await using drive = await driver.readVolumes(image, new Date().toISOString());
    const looks: Gathered[] = [];
    try {
      for (const path of [...(given.stdin ? ['-'] : []), ...given.files])
        looks.push(await lookAt(path, cli, (origin) => driver.gather(origin, signal)));
      const results = [];
      for (const key of looks.flatMap(({ files }) => files).flatMap(({ keys }) => keys)) {
        const ref = key.id ?? 'no ID';
        const progress = (share: number) => cli.screen?.write(`\r${ref} ${Math.round(share * 100)} % `);
        const { grade, protectorId, failure, volumeId, others } = await drive.try({ ref, ...key }, key.secret, {
          signal,
          onProgress: output.json ? () => undefined : progress,
        });
        for (const { secret } of others) secret.fill(0);
        if (!output.json) cli.screen?.write('\r\u001b[K');
        const alsoOn = others.map(({ id }) => id).filter((id) => id !== protectorId);
        results.push({
          // Digits without an ID may have been tried on several volumes: only the one that they open gives them a name.
          keyId: key.id ?? (grade === 'rejected' ? null : protectorId),
          grade,
          volumeId,
          protectorId,
          badGroups: key.badGroups,
          alsoOn,
          failure,
        });
      }
      if (results.length === 0)
        return cli.usage('There is no recovery key in what was given: eight groups of six digits, or a .BEK file.');
      output.result({ path: image, results }, [
        ...columns(
          results.map(({ keyId, grade, failure, badGroups }) => [
            keyId ?? 'no ID',
            grade ?? '–',
            failure ? failure.message : (GRADES[grade ?? ''] ?? ''),
            badGroups.length > 0 ? `group ${badGroups.join(', ')} cannot be right` : '',
          ]),
        ),
        ...results.flatMap(({ alsoOn }) => alsoOn.map((id) => `the volume also has the key ${id}`)),
      ]);
      noteAdvice(
        results.flatMap(({ failure }) => failure ?? []),
        output,
      );
      return results.every(({ failure }) => failure === null) ? exit.done : exit.verification;
    } finally {
      for (const look of looks) driver.wipe(look);
    }
  });
}

/** How far a key goes, in words. */
const GRADES: Readonly<Record<string, string>> = {
  vmk: 'opens the volume master key',
  fvek: 'opens the encryption key',
  metadata: 'opens the encryption key, and the metadata is untouched',
  sector: 'proven down to the boot sector',
};

const shown = ({ id, kind, letter, badGroups, grade }: GatheredKey) => ({ id, kind, letter, badGroups, grade });
const words = (grade: string, badGroups: readonly number[]): string =>
  badGroups.length > 0 ? `malformed: group ${badGroups.join(', ')} cannot be right` : grade;
