import type { IdracFirmware, PackageView } from '../../../preload/contract.ts';

/** Dell's component IDs. */
const IDRAC = 25227;
const BIOS = 159;

export const isIdrac = ({ components }: Pick<PackageView, 'components'>): boolean => components.includes(IDRAC);

/** The iDRAC first, for it installs the others; then the BIOS, then the rest. */
export function inOrder(packages: readonly PackageView[]): PackageView[] {
  const rank = ({ components }: PackageView) => (components.includes(IDRAC) ? 0 : components.includes(BIOS) ? 1 : 2);
  return [...packages].sort((a, b) => rank(a) - rank(b));
}

/** Whether a package may go on to the server from here: it says what it is, and nothing refuses or asks for more. */
export const mayGoOn = (found: PackageView): boolean =>
  found.kind === 'dup' && found.version !== null && found.fit.every(({ severity }) => severity === 'note');

/** Name and version, once each: many packages carry the version in their name. */
export const titleOf = (name: string, version: string): string =>
  name.includes(version) ? name : `${name}, ${version}`;

/** One path a line, as typed or pasted: quotes as a file manager copies them and repetitions are dropped. */
export function pathsOf(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim().replace(/^"(.*)"$|^'(.*)'$/, '$1$2'));
  return [...new Set(lines.filter((line) => line !== ''))];
}

/** The components a package is for, as they are installed now. */
export const concerned = (installed: readonly IdracFirmware[], components: readonly number[]): IdracFirmware[] =>
  installed.filter(({ componentId }) => componentId !== null && components.includes(componentId));
