import { isIP } from 'node:net';
import { z } from 'zod';
import type { Endpoints } from '../router.ts';
import type { Services } from '../services.ts';
import { none } from './shapes.ts';

type HeartbeatCommand = Extract<keyof Endpoints, `heartbeats.${string}`>;
const address = z.string().refine((text) => isIP(text) !== 0, 'expected an IP address of this computer');

/** Listening for heartbeats of Imprivata appliances. */
export function heartbeatEndpoints({ heartbeats }: Services): Pick<Endpoints, HeartbeatCommand> {
  return {
    'heartbeats.state': { args: none, run: () => heartbeats.state() },
    'heartbeats.listen': {
      args: z.tuple([address, z.number().int().min(0).max(65_535), z.number().int().min(1).max(720)]),
      run: (where, port, minutes) => heartbeats.listen(where, port, minutes),
    },
    'heartbeats.stop': { args: none, run: () => heartbeats.stop() },
  };
}
