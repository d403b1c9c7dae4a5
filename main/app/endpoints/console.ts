import { z } from 'zod';
import { takeoverPlan } from '../../actions/plans/console.ts';
import type { Endpoints } from '../router.ts';
import type { Services } from '../services.ts';
import { confirmed } from './confirmed.ts';
import { operatorOf } from './operator.ts';
import { id } from './shapes.ts';

type ConsoleCommand = Extract<keyof Endpoints, `console.${string}`>;

/** What is typed at once, base64: a paste is cut into portions by the screen. */
const keys = z.base64().max(8_192);

export function consoleEndpoints(services: Services): Pick<Endpoints, ConsoleCommand> {
  const { consoles, finder, targets } = services;
  /** The place by ids, whatever names the caller used. */
  const placeOf = (siteName: string, deviceName: string) => {
    const { site, device } = finder.device(siteName, deviceName);
    return { siteId: site.id, deviceId: device.id };
  };
  const open = async (siteId: string, deviceId: string) =>
    consoles.open(await targets.connection(siteId, deviceId), operatorOf(services));
  return {
    'console.view': { args: z.tuple([id, id]), run: (siteId, deviceId) => consoles.view(placeOf(siteId, deviceId)) },
    'console.open': { args: z.tuple([id, id]), run: open },
    'console.takeOver': {
      args: z.tuple([id, id, z.string().max(200)]),
      async run(siteId, deviceId, confirmSerial) {
        confirmed(finder.device(siteId, deviceId).device, confirmSerial);
        await using target = await targets.device(siteId, deviceId);
        const result = await services.perform(takeoverPlan(), target, operatorOf(services));
        if (result.outcome === 'done') await open(siteId, deviceId);
        return result;
      },
    },
    'console.close': {
      args: z.tuple([id, id]),
      run: (siteId, deviceId) => consoles.close(placeOf(siteId, deviceId)),
    },
    'console.keyboard': {
      args: z.tuple([id, id, z.boolean()]),
      run: (siteId, deviceId, on) => consoles.keyboard(placeOf(siteId, deviceId), on, operatorOf(services)),
    },
    'console.type': {
      args: z.tuple([id, id, keys]),
      run(siteId, deviceId, data) {
        consoles.type(placeOf(siteId, deviceId), Buffer.from(data, 'base64'));
        return null;
      },
    },
    'console.break': {
      args: z.tuple([id, id]),
      run: (siteId, deviceId) => consoles.sendBreak(placeOf(siteId, deviceId), operatorOf(services)),
    },
    'console.replay': {
      args: z.tuple([id, id, id.nullable(), z.number().int().nonnegative()]),
      run: (siteId, deviceId, recording, offset) => consoles.replay(placeOf(siteId, deviceId), recording, offset),
    },
    'console.recordings': { args: z.tuple([id]), run: (siteId) => consoles.list(finder.site(siteId).id) },
    'console.save': {
      args: z.tuple([id, z.boolean()]),
      run: (recording, timestamps) => consoles.save(recording, timestamps),
    },
  };
}
