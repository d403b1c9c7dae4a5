import { blocks } from '../blocks.ts';
import { type RacadmRead, UnexpectedAnswer } from '../command.ts';

export interface RacadmSelEntry {
  record: number;
  /** The iDRAC's own time and format; before the clock was set it says `System Boot`. */
  time: string | null;
  source: string | null;
  severity: string | null;
  description: string | null;
}

/** Here names end in a colon, and times hold colons: split at the first one. */
export const getsel: RacadmRead<RacadmSelEntry[]> = {
  name: 'getsel',
  words: ['getsel'],
  slow: true,
  parse: (text) => {
    const entries: RacadmSelEntry[] = [];
    for (const block of blocks(text)) {
      const value = (name: string) => new RegExp(`^\\s*${name}:[ \\t]*(\\S.*)$`, 'mi').exec(block)?.[1]?.trim() ?? null;
      const record = value('Record');
      if (record === null || !/^\d{1,9}$/.test(record)) continue;
      entries.push({
        record: Number(record),
        time: value('Date/Time'),
        source: value('Source'),
        severity: value('Severity'),
        description: value('Description'),
      });
    }
    if (entries.length === 0 && !/\b(?:empty|no (?:SEL )?(?:entries|records))\b/i.test(text)) {
      throw new UnexpectedAnswer('no event record is in it');
    }
    return entries;
  },
};
