import { z } from 'zod';
import type { Endpoints } from '../router.ts';
import type { Services, ShellPorts } from '../services.ts';
import { id, none, settings } from './shapes.ts';

type General = Pick<
  Endpoints,
  | 'app.info'
  | 'app.active'
  | 'app.camera'
  | 'settings.get'
  | 'settings.set'
  | 'procedures.list'
  | 'procedures.index'
  | 'procedures.get'
>;

export function generalEndpoints(services: Services, ports: ShellPorts): General {
  return {
    'app.info': {
      args: none,
      run: () => ({
        name: 'Rackhand',
        version: ports.version,
        shell: ports.kind,
        runtime: ports.runtime,
        home: ports.home,
      }),
    },
    // Counted on its way here (vault-use.ts).
    'app.active': { args: none, run: () => null },
    'app.camera': {
      args: z.tuple([z.boolean()]),
      run: (open) => {
        ports.camera?.(open);
        return null;
      },
    },
    'settings.get': { args: none, run: () => services.settings.get() },
    'settings.set': { args: z.tuple([settings]), run: (change) => services.settings.set(change) },
    'procedures.list': { args: none, run: () => services.procedures.list() },
    'procedures.index': { args: none, run: () => services.procedures.index() },
    'procedures.get': { args: z.tuple([id]), run: (procedure) => services.procedures.get(procedure) },
  };
}
