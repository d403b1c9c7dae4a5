import { z } from 'zod';
import type { KeyOrigin } from '../../../preload/contract.ts';
import type { Endpoints } from '../router.ts';
import type { Services } from '../services.ts';
import { operatorOf } from './operator.ts';
import { id, line, none } from './shapes.ts';

type KeysCommand = Extract<keyof Endpoints, `keys.${string}`>;

const path = z.string().min(1).max(4_096);
const ref = z.string().min(1).max(100);
const origin: z.ZodType<KeyOrigin> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('path'), path }),
  z.strictObject({ kind: z.literal('text'), text: z.string().min(1).max(1_000_000) }),
  z.strictObject({ kind: z.literal('windows') }),
  z.strictObject({
    kind: z.literal('ssh'),
    address: z.string().min(1).max(300),
    user: z.string().min(1).max(200),
    password: z.string().min(1).max(1_000),
    hostKey: z.string().max(200).nullable(),
  }),
]);

export function keysEndpoints(services: Services): Pick<Endpoints, KeysCommand> {
  const { keys, finder } = services;
  const author = () => operatorOf(services);
  return {
    'keys.view': { args: z.tuple([id, id]), run: (site, device) => keys.view(finder.device(site, device)) },
    'keys.sticks': { args: none, run: () => keys.sticks() },
    'keys.collect': {
      args: z.tuple([id, id, origin]),
      run: (site, device, from) => keys.collect(finder.device(site, device), from, author()),
    },
    'keys.volumes': {
      args: z.tuple([id, id, path]),
      run: (site, device, drive) => keys.volumes(finder.device(site, device), drive, author()),
    },
    'keys.prove': {
      args: z.tuple([id, id, path, z.array(ref).max(500).nullable()]),
      run: (site, device, drive, refs) => keys.prove(finder.device(site, device), drive, refs, author()),
    },
    'keys.repair': {
      args: z.tuple([id, id, path, ref]),
      run: (site, device, drive, which) => keys.repair(finder.device(site, device), drive, which, author()),
    },
    'keys.cancel': {
      args: z.tuple([id, id]),
      run(site, device) {
        keys.cancel(finder.device(site, device));
        return null;
      },
    },
    'keys.reveal': {
      args: z.tuple([id, id, ref]),
      run: (site, device, which) => keys.reveal(finder.device(site, device), which, author()),
    },
    'keys.copy': {
      args: z.tuple([id, id, ref]),
      run: (site, device, which) => keys.copy(finder.device(site, device), which, author()),
    },
    'keys.export': {
      args: z.tuple([id, id, z.string().min(1).max(1_000)]),
      run: (site, device, passphrase) => keys.export(finder.device(site, device), passphrase, author()),
    },
    'keys.retire': {
      args: z.tuple([id, id, line.min(1)]),
      run: (site, device, reason) => keys.retire(finder.device(site, device), reason, author()),
    },
    'keys.forget': {
      args: z.tuple([id, id, ref]),
      run: (site, device, which) => keys.forget(finder.device(site, device), which, author()),
    },
  };
}
