import { z } from 'zod';
import type { RunView } from '../../../preload/contract.ts';
import type { Background } from '../background.ts';
import type { Endpoints } from '../router.ts';
import type { Services } from '../services.ts';
import { operatorOf } from './operator.ts';
import { facts, id, line, none } from './shapes.ts';

type RunCommand = Extract<keyof Endpoints, `runs.${string}`>;

export function runEndpoints(services: Services, background: Background): Pick<Endpoints, RunCommand> {
  const { runs } = services;
  const author = () => operatorOf(services);
  /** A person has acted on the run here, so this process drives it from now on (unless another one does). */
  const driven = (runId: string): RunView => {
    if (runs.view(runId).status === 'open') background.keep(runId);
    return runs.view(runId);
  };
  return {
    'runs.list': { args: none, run: () => runs.list() },
    'runs.get': { args: z.tuple([id]), run: (runId) => runs.view(runId) },
    'runs.start': {
      args: z.tuple([id, id, z.record(id, id)]),
      run: async (procedure, siteId, bindings) => driven(await runs.start(procedure, siteId, bindings, author())),
    },
    'runs.answer': {
      args: z.tuple([id, id, facts]),
      async run(runId, path, values) {
        await runs.answer(runId, path, values, author());
        return driven(runId);
      },
    },
    'runs.go': {
      args: z.tuple([id, id]),
      run(runId, path) {
        runs.go(runId, path, author());
        return driven(runId);
      },
    },
    'runs.acknowledge': {
      args: z.tuple([id, id]),
      run(runId, rule) {
        runs.acknowledge(runId, rule, author());
        return driven(runId);
      },
    },
    'runs.override': {
      args: z.tuple([id, id, z.strictObject({ reason: line, secondPerson: line, supportCase: line })]),
      run(runId, rule, why) {
        runs.override(runId, rule, why, author());
        return driven(runId);
      },
    },
    'runs.record': {
      args: z.tuple([id, facts]),
      run(runId, values) {
        runs.record(runId, values, author());
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
      run(runId) {
        runs.resume(runId, author());
        return driven(runId);
      },
    },
  };
}
