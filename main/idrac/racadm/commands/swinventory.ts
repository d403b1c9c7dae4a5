import { blocks } from '../blocks.ts';
import { type RacadmRead, UnexpectedAnswer } from '../command.ts';
import { Properties } from '../properties.ts';

/** One component; what the iDRAC tells in up to three blocks is put together. */
export interface SoftwareItem {
  /** `BIOS.Setup.1-1`. */
  fqdd: string;
  type: string | null;
  name: string | null;
  current: string | null;
  /** What it can be rolled back to. */
  rollback: string | null;
  /** Staged for the next restart of the host: a flash is pending. */
  available: string | null;
  installed: string | null;
}

export const swinventory: RacadmRead<SoftwareItem[]> = {
  name: 'swinventory',
  words: ['swinventory'],
  slow: true,
  parse: (text) => {
    const items = new Map<string, SoftwareItem>();
    for (const block of blocks(text)) {
      const all = new Properties(block);
      const fqdd = all.get('FQDD');
      if (fqdd === null) continue;
      const before = items.get(fqdd);
      const date = all.get('InstallationDate');
      items.set(fqdd, {
        fqdd,
        type: all.get('ComponentType') ?? before?.type ?? null,
        name: all.get('ElementName') ?? before?.name ?? null,
        current: all.get('Current Version') ?? before?.current ?? null,
        rollback: all.get('Rollback Version') ?? before?.rollback ?? null,
        available: all.get('Available Version') ?? before?.available ?? null,
        installed: (date === 'NA' ? null : date) ?? before?.installed ?? null,
      });
    }
    if (items.size === 0) throw new UnexpectedAnswer('no component is in it');
    return [...items.values()];
  },
};
