/** The vendor's files against the manifest and the list of packages. */
import { createHash } from 'node:crypto';
import { MANIFEST, PACKAGES } from './layout.ts';
import type { BundleFolder } from './ports.ts';
import type { Problems } from './problems.ts';
import { hashFile } from './read.ts';
import type { Tags, VerifyOptions } from './verify.ts';

type Options = Pick<VerifyOptions, 'signal' | 'onBytes'> & { problems: Problems };
interface Part {
  path: string;
  sizeBytes: number;
  sha256: string;
}

/** Every file is read whole, one after the other: that is also what unmasks a medium that holds less than it says. */
export async function checkPayload(
  folder: BundleFolder,
  files: ReadonlyMap<string, number>,
  { info, packages, payload }: Tags,
  options: Options,
): Promise<void> {
  const { problems } = options;
  // A file that two packages claim is read once; that they both claim it is told with the other contradictions.
  const seen = new Set<string>();
  const listed = new Set(packages?.packages.flatMap(({ parts }) => parts.map(({ path }) => path)));
  for (const [name, sha256] of payload ?? []) {
    if (packages && !listed.has(name)) problems.add('mixed-bundle', name, `${PACKAGES} does not know it.`);
    if (!name.startsWith('data/')) problems.add('mixed-bundle', name, `${MANIFEST} names a file outside of data/.`);
    // Without a package there is no size that somebody signed; the listing bounds what is read.
    else if (!listed.has(name))
      await checkPart(folder, { path: name, sizeBytes: files.get(name) ?? 0, sha256 }, files, options);
  }
  for (const { parts, sha256, originalName } of packages?.packages ?? []) {
    const whole = parts.length > 1 ? createHash('sha256') : undefined;
    let complete = true;
    for (const part of parts) {
      if (payload && payload.get(part.path) !== part.sha256)
        problems.add('mixed-bundle', part.path, `${MANIFEST} and ${PACKAGES} do not agree about it.`);
      if (seen.has(part.path)) {
        complete = false;
        continue;
      }
      seen.add(part.path);
      if (!(await checkPart(folder, part, files, { ...options, also: whole }))) complete = false;
    }
    if (complete && whole && whole.digest('hex') !== sha256)
      problems.add('changed-file', parts[0]?.path ?? null, `The parts of ${originalName} do not make the whole again.`);
  }
  if (!info || !payload) return;
  const sizes = [...payload.keys()].map((name) => files.get(name) ?? 0);
  const octets = sizes.reduce((sum, size) => sum + size, 0);
  if (octets !== info.octets || sizes.length !== info.streams)
    problems.add(
      'wrong-size',
      null,
      `There should be ${info.octets} bytes in ${info.streams} files, and there are ${octets} in ${sizes.length}.`,
    );
}

/** Whether the part is there and good. */
async function checkPart(
  folder: BundleFolder,
  { path, sizeBytes, sha256 }: Part,
  files: ReadonlyMap<string, number>,
  options: Options & Pick<Parameters<typeof hashFile>[3], 'also'>,
): Promise<boolean> {
  const { problems } = options;
  const size = files.get(path);
  if (size === undefined) {
    problems.add('missing-file', path, 'It is not there.');
    return false;
  }
  if (size !== sizeBytes) {
    problems.add('wrong-size', path, `It should have ${sizeBytes} bytes and has ${size}.`);
    return false;
  }
  const found = await hashFile(folder, path, sizeBytes, options);
  if (found !== null && found !== sha256) problems.add('changed-file', path, 'It was changed after it was sealed.');
  return found === sha256;
}
