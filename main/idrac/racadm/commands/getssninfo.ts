import { type RacadmRead, UnexpectedAnswer } from '../command.ts';

export interface RacadmSession {
  id: number;
  /** `SSH`, `GUI`, `Virtual Console` … */
  type: string;
  user: string | null;
  address: string | null;
  /** The iDRAC's own time and format. */
  since: string | null;
}

/** Columns shift with their contents; between them stand two blanks or more, a single one is part of a type. */
export const getssninfo: RacadmRead<RacadmSession[]> = {
  name: 'getssninfo',
  words: ['getssninfo'],
  parse: (text) => {
    if (!/\bSSNID\b/.test(text)) throw new UnexpectedAnswer('it is no list of sessions');
    const sessions: RacadmSession[] = [];
    for (const line of text.split('\n')) {
      const [, id, type, rest = ''] = /^\s*(\d{1,9})\s+(\S+(?: \S+)*)\s{2,}(.*)$/.exec(line) ?? [];
      if (id === undefined || type === undefined) continue;
      // A long address leaves one blank only before the date, so the two are taken from their own form.
      const [, user = null, address = null, since = null] =
        /^(\S+)?\s*(\d+\.\d+\.\d+\.\d+|[0-9a-fA-F]*:[0-9a-fA-F:.%]*)\s+(\S.*)$/.exec(rest.trim()) ?? [];
      sessions.push({ id: Number(id), type, user, address, since });
    }
    return sessions;
  },
};
