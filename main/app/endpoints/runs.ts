import { z } from 'zod';
import type { RunView } from '../../../preload/contract.ts';
import type { Background } from '../background.ts';
import { calendarOf } from '../due/calendar.ts';
import type { Endpoints } from '../router.ts';
import type { Services } from '../services.ts';
import { operatorOf } from './operator.ts';
import { document, facts, id, line, none, page } from './shapes.ts';

/** A path on this computer, as a person types or chooses it. */
const folder = z.string().min(1).max(4_000);

type RunCommand = Extract<keyof Endpoints, `runs.${string}`>;

export function runEndpoints(services: Services, background: Background): Pick<Endpoints, RunCommand> {
  const { runs, pictures, due, handovers } = services;
  const author = () => operatorOf(services);
  /** Whoever acts on a run here wants this process to drive it, unless another one does: then the act is refused. */
  const drivenHere = (runId: string): void => {
    const { status, driver } = runs.view(runId);
    if (status !== 'open') return;
    if (driver !== 'here') runs.take(runId, author());
    background.keep(runId);
  };
  const act = async (runId: string, what: () => void | Promise<void>): Promise<RunView> => {
    drivenHere(runId);
    await what();
    return runs.view(runId);
  };
  return {
    'runs.list': { args: none, run: () => runs.list() },
    'runs.get': { args: z.tuple([id]), run: (runId) => runs.view(runId) },
    'runs.start': {
      args: z.tuple([id, id, z.record(id, z.union([id, z.array(id)]))]),
      async run(procedure, siteId, bindings) {
        const runId = await runs.start(procedure, siteId, bindings, author());
        return act(runId, () => {});
      },
    },
    'runs.answer': {
      args: z.tuple([id, id, facts, page.optional()]),
      run: (runId, path, values, pasted) => act(runId, () => runs.answer(runId, path, values, author(), pasted)),
    },
    'runs.readPaste': {
      args: z.tuple([id, id, page]),
      run: (runId, path, text) => runs.readPaste(runId, path, text),
    },
    'runs.go': {
      args: z.tuple([id, id]),
      run: (runId, path) => act(runId, () => runs.go(runId, path, author())),
    },
    'runs.acknowledge': {
      args: z.tuple([id, id, id.optional()]),
      run: (runId, rule, scope) => act(runId, () => runs.acknowledge(runId, rule, author(), scope)),
    },
    'runs.override': {
      args: z.tuple([id, id, z.strictObject({ reason: line, secondPerson: line, supportCase: line }), id.optional()]),
      run: (runId, rule, why, scope) => act(runId, () => runs.override(runId, rule, why, author(), scope)),
    },
    'runs.record': {
      args: z.tuple([id, facts, id.optional()]),
      run(runId, values, scope) {
        runs.record(runId, values, author(), scope);
        return runs.view(runId);
      },
    },
    'runs.abort': {
      args: z.tuple([id, line]),
      run(runId, reason) {
        runs.abort(runId, reason, author());
        return runs.view(runId);
      },
    },
    'runs.resume': {
      args: z.tuple([id]),
      run: (runId) => act(runId, () => {}),
    },
    'runs.keepPicture': {
      args: z.tuple([id, document.base64()]),
      run: (runId, picture) => runs.keepPicture(runId, Buffer.from(picture, 'base64'), author()),
    },
    'runs.pictures': { args: z.tuple([id]), run: (runId) => pictures.list(runId) },
    'runs.picture': {
      args: z.tuple([id, id]),
      run: async (runId, name) => (await pictures.read(runId, name)).toString('base64'),
    },
    'runs.due': { args: none, run: () => due.list() },
    'runs.calendar': {
      args: none,
      run: () => ({
        filename: 'rackhand-due.ics',
        ics: calendarOf(due.list(), services.clock.now(), services.settings.get().language),
      }),
    },
    'runs.handOver': {
      args: z.tuple([id, line, folder.nullable()]),
      run: (runId, to, into) => handovers.giveInto(runId, to.trim(), into, author()),
    },
    'runs.foundHandOvers': {
      args: none,
      async run() {
        const drives = await (await services.airgap()).listMedia().catch(() => []);
        return handovers.found(drives.flatMap(({ mount }) => mount ?? []));
      },
    },
    'runs.readHandOver': {
      args: z.tuple([folder, id.nullable()]),
      run: (file, site) => handovers.inspect(file, { site }),
    },
    'runs.takeOver': {
      args: z.tuple([folder, id.nullable(), z.record(id, id), z.boolean()]),
      async run(file, site, bind, add) {
        const { runId } = await handovers.take(file, { site, bind, add }, author());
        return act(runId, () => {});
      },
    },
  };
}
