import path from 'node:path';
import { z } from 'zod';
import type { PracticeSize, PracticeState } from '../../../preload/contract.ts';
import { practiceFault } from '../../practice/control.ts';
import type { Background } from '../background.ts';
import { RACK_SIZES } from '../practice-service.ts';
import type { Endpoints } from '../router.ts';
import type { Services } from '../services.ts';
import { none } from './shapes.ts';

type PracticeCommand = Extract<keyof Endpoints, `practice.${string}`>;

export function practiceEndpoints(services: Services, background: Background): Pick<Endpoints, PracticeCommand> {
  const { practice, events, sites, finder } = services;
  const announced = (state: PracticeState): PracticeState => {
    events.emit('practice.changed', state);
    events.emit('sites.changed', sites.list());
    // The rack has new ports: whoever looks at it must look there.
    if (state.siteId !== null && background.rack.siteId === state.siteId)
      background.rack.watch(finder.site(state.siteId));
    return state;
  };
  return {
    'practice.state': { args: none, run: () => practice.state() },
    'practice.start': {
      args: z.tuple([z.number().min(1).max(3_600), z.enum(['small', 'complete'] satisfies PracticeSize[])]),
      run: async (scale, size) => announced(await practice.start(scale, null, RACK_SIZES[size])),
    },
    'practice.stop': { args: none, run: async () => announced(await practice.stop()) },
    'practice.packages': {
      args: none,
      run: () => practice.packages(path.join(services.home, 'practice-packages')),
    },
    'practice.indexerPackage': {
      args: none,
      run: () => practice.indexerPackage(path.join(services.home, 'practice-packages')),
    },
    'practice.keys': { args: none, run: () => practice.keys(path.join(services.home, 'practice-keys')) },
    'practice.fault': {
      args: z.tuple([practiceFault]),
      async run(name) {
        await practice.fault(name);
        return null;
      },
    },
  };
}
