// What an answers file may take from the practice rack: values that are other ones on every rack, so that one file serves all.
import path from 'node:path';
import type { FactValue, RunView } from '../../preload/contract.ts';
import { sha256Of } from '../app/appliances/downloads.ts';
import type { Services } from '../app/services.ts';

type Values = Record<string, FactValue>;
type Rack = Pick<Services, 'practice' | 'keys' | 'finder' | 'home'>;
type Run = Pick<RunView, 'siteId' | 'bindings'>;

/**
 * The values with what they name of the practice rack in its place: `rack:package/FILE` is the path of an Update Package,
 * written into the data folder, `rack:sha256/FILE` its checksum, `rack:key-id` the ID of a living recovery key of the run's
 * device, `rack:dns` the address of its DNS server; `rack: keys` for a fact carries stick and disk of the U-Series off, takes
 * the keys in and proves them. For a rehearsal alone: on a real site nobody but a person knows the vendor's checksum. @throws Error there, and for a name that says nothing
 */
export async function takenFromRack(given: Values, services: Rack, run: Run, author: string): Promise<Values> {
  const { rack, ...values } = given;
  const wanted = Object.entries(values).filter(([, value]) => typeof value === 'string' && value.startsWith('rack:'));
  if (rack === undefined && wanted.length === 0) return given;
  const device = run.bindings[0]?.deviceId ?? '';
  const place = services.finder.device(run.siteId, device);
  if (!place.site.practice) throw new Error('The answers take values from a practice rack, and this site is none.');
  if (rack !== undefined && rack !== 'keys') throw new Error(`The practice rack has no "${rack}".`);
  if (rack !== undefined) await takeKeys(services, place, author);
  const packages = wanted.some(([, value]) => /^rack:(package|sha256)\//.test(String(value)))
    ? await services.practice.packages(path.join(services.home, 'practice-packages'))
    : [];
  const others = { 'rack:key-id': async () => keyId(services, place), 'rack:dns': () => services.practice.dns() };
  for (const [fact, value] of wanted) values[fact] = await taken(String(value), packages, others);
  return values;
}

type Place = ReturnType<Services['finder']['device']>;

type Others = Readonly<Record<string, () => Promise<string | null | undefined>>>;

async function taken(name: string, packages: string[], others: Others): Promise<string> {
  const [, kind, file] = /^rack:(package|sha256)\/(.+)$/.exec(name) ?? [];
  const found = kind === undefined ? undefined : packages.find((one) => path.basename(one) === file);
  const value = Object.hasOwn(others, name) ? await others[name]?.() : found;
  if (value === undefined || value === null)
    throw new Error(`The practice rack has no "${name.slice('rack:'.length)}".`);
  return kind === 'sha256' ? sha256Of(value) : value;
}

const keyId = ({ keys }: Rack, place: Place) =>
  keys.view(place).keys.find(({ id, dead }) => id !== null && dead === null)?.id ?? undefined;

async function takeKeys({ practice, keys, home }: Rack, place: Place, author: string): Promise<void> {
  const { stick, disk } = await practice.settledKeys(path.join(home, 'practice-keys'));
  if (stick !== null) await keys.collect(place, { kind: 'path', path: stick }, author);
  await keys.prove(place, disk, null, author);
}
