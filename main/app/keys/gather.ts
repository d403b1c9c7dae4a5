/** One look for keys, wherever it goes: what was found, in the words of the register. The taker wipes it. */
import path from 'node:path';
import type { CollectView, Failure, KeyGrade, KeyOrigin, KeySource } from '../../../preload/contract.ts';
import {
  type CollectedFile,
  type Collection,
  collect,
  collectText,
  wipeCollection,
} from '../../bitlocker/collect/collect.ts';
import type { ListedVolume } from '../../bitlocker/collect/listing.ts';
import { mediumOf } from '../../bitlocker/collect/sticks.ts';
import { askWindows, overSsh } from '../../bitlocker/collect/windows.ts';
import { keyOf } from '../../bitlocker/recovery-password.ts';
import type { RegisterKey, SeenVolume } from '../../bitlocker/register/register.ts';
import { secretCopy } from '../../ports/secret-bytes.ts';

export interface GatheredKey extends Pick<RegisterKey, 'id' | 'kind' | 'letter' | 'badGroups'> {
  grade: KeyGrade;
  secret: Buffer;
}
export interface Gathered {
  kind: KeySource['kind'];
  files: {
    name: string;
    sha256: string | null;
    keys: GatheredKey[];
    withoutDigits: string[];
    error: Failure | null;
  }[];
  /** Volumes that a listing names. */
  volumes: Omit<SeenVolume, 'readAt'>[];
  medium: CollectView['medium'];
  /** This computer is the appliance itself. */
  onAppliance: boolean;
}

/** Where to look. `bytes`: what came in over a pipe, in any encoding; they stay the caller's, to be wiped. */
export type Origin = KeyOrigin | { kind: 'bytes'; bytes: Buffer };

/** @throws BitlockerError, SshError; the signal's reason */
export async function gather(origin: Origin, signal?: AbortSignal): Promise<Gathered> {
  switch (origin.kind) {
    case 'path': {
      const medium = await mediumOf(origin.path);
      const found = await collect(origin.path, { signal });
      const kind = medium?.removable ? 'stick' : 'folder';
      return gathered(found, { kind, medium, place: (name) => placeOf(origin.path, name) });
    }
    case 'text': {
      const bytes = Buffer.from(origin.text);
      try {
        const file = collectText(bytes, 'pasted text');
        return gathered({ files: [file] }, { kind: 'paste', medium: null, place: (name) => name });
      } finally {
        bytes.fill(0);
      }
    }
    case 'bytes': {
      const file = collectText(origin.bytes, 'standard input');
      return gathered({ files: [file] }, { kind: 'paste', medium: null, place: (name) => name });
    }
    case 'windows':
      return fromWindows(await askWindows(signal), 'this computer', true);
    case 'ssh':
      return fromWindows(await overSsh(origin, signal), origin.address, false);
  }
}

/** A file that was named itself is not named twice. */
const placeOf = (where: string, name: string): string => (path.basename(where) === name ? where : `${where}: ${name}`);

/** Overwrites every key in it. */
export function wipe({ files }: Gathered): void {
  for (const { keys } of files) for (const { secret } of keys) secret.fill(0);
}

function fromWindows(bytes: Buffer, name: string, onAppliance: boolean): Gathered {
  try {
    const file = collectText(bytes, name);
    return { ...gathered({ files: [file] }, { kind: 'windows', medium: null, place: () => name }), onAppliance };
  } finally {
    bytes.fill(0);
  }
}

interface Where {
  kind: KeySource['kind'];
  medium: CollectView['medium'];
  place(name: string): string;
}

function gathered(found: Pick<Collection, 'files'>, { kind, medium, place }: Where): Gathered {
  try {
    const files = found.files.map((file) => ({
      name: place(file.name),
      sha256: file.sha256,
      keys: keysOf(file, kind),
      withoutDigits: file.idsWithoutDigits.map(({ id }) => id),
      error: file.error,
    }));
    const volumes = found.files.flatMap((file) => file.volumes.flatMap((volume) => listed(volume, place(file.name))));
    return { kind, files, volumes, medium, onAppliance: false };
  } finally {
    wipeCollection(found);
  }
}

function keysOf({ keys, external, volumes }: CollectedFile, kind: Where['kind']): GatheredKey[] {
  // What Windows prints of a volume it has open is what opens it. In a file it may be of another year.
  const stated = kind === 'windows' || (kind === 'paste' && volumes.length > 0);
  const passwords = keys.map(({ id, letter, digits, badGroups }): GatheredKey => {
    const key = keyOf(digits);
    const grade = key === null ? 'malformed' : stated ? 'live' : 'well-formed';
    const bad = key === null && badGroups.length === 0 ? ALL_GROUPS : badGroups;
    return { id, letter, badGroups: bad, kind: 'recovery-password', grade, secret: key ?? secretCopy(digits) };
  });
  if (!external) return passwords;
  const secret = secretCopy(external.key);
  const key = { id: external.id, letter: null, badGroups: [], kind: 'external-key', grade: 'well-formed' } as const;
  return [...passwords, { ...key, badGroups: [], secret }];
}

/** A digit too few or too many, nobody knows where. */
const ALL_GROUPS = [1, 2, 3, 4, 5, 6, 7, 8];

function listed(
  { letter, protectors, suspended, method, ...seen }: ListedVolume,
  place: string,
): Omit<SeenVolume, 'readAt'>[] {
  const [first] = protectors;
  if (letter === null && !first) return [];
  const { state, encryptedPercent } = seen;
  return [
    {
      id: `letter:${letter ?? first?.id}`,
      ...{ letter, method, state, encryptedPercent, place },
      description: null,
      suspended: suspended ?? false,
      protectors: protectors.map(({ id, kind }) => ({ id, kind, name: null, modifiedAt: null, backedUp: false })),
      shown: null,
    },
  ];
}
