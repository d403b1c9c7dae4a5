import { z } from 'zod';
import type { Endpoints } from '../router.ts';
import type { Services } from '../services.ts';
import { id, none } from './shapes.ts';

type JournalCommand = Extract<keyof Endpoints, `journal.${string}`>;

export function journalEndpoints({ journal }: Services): Pick<Endpoints, JournalCommand> {
  return {
    'journal.list': {
      args: z.tuple([id, z.number().int().nonnegative()]),
      run: (stream, afterSeq) => journal.read(stream, afterSeq),
    },
    'journal.verify': { args: none, run: () => journal.verify() },
    'journal.export': {
      args: z.tuple([id]),
      run: (stream) => ({ filename: `rackhand-${stream}.ndjson`, ndjson: journal.export(stream) }),
    },
  };
}
