import { z } from 'zod';
import type { PowerVerb, Verdict } from '../../../preload/contract.ts';
import { powerPlan, powerVerbs } from '../../actions/plan.ts';
import { idracAddress, resolveBmc } from '../address.ts';
import type { Background } from '../background.ts';
import type { Endpoints } from '../router.ts';
import type { Services } from '../services.ts';
import { confirmed } from './confirmed.ts';
import { operatorOf } from './operator.ts';
import { id } from './shapes.ts';

type PowerCommand = Extract<keyof Endpoints, `power.${string}` | `rack.${string}`>;

export function powerEndpoints(services: Services, background: Background): Pick<Endpoints, PowerCommand> {
  const { finder, gate, chassis } = services;
  return {
    'rack.watch': {
      args: z.tuple([id.nullable()]),
      run(siteId) {
        background.rack.watch(siteId === null ? null : finder.site(siteId));
        return null;
      },
    },
    'rack.refresh': { args: z.tuple([id]), run: (siteId) => background.rack.refresh(finder.site(siteId)) },
    'power.check': {
      args: z.tuple([id, id]),
      async run(siteId, deviceId) {
        const { site, device } = finder.device(siteId, deviceId);
        const own = device.idrac ? idracAddress(device.idrac) : null;
        const bmc = device.bmc ? await resolveBmc(device.bmc.address) : own;
        const target = { device: { siteId: site.id, id: device.id }, serial: device.serial, bmc };
        const verdictsFor = (verb: PowerVerb): Verdict[] => gate.verdicts({ ...target, action: `power.${verb}` });
        return Object.fromEntries(powerVerbs.map((verb) => [verb, verdictsFor(verb)])) as Record<PowerVerb, Verdict[]>;
      },
    },
    'power.perform': {
      args: z.tuple([id, id, z.enum(['on', 'off', 'soft', 'cycle', 'reset', 'diag']), z.string().max(200)]),
      async run(siteId, deviceId, verb, confirmSerial) {
        const { site, device } = finder.device(siteId, deviceId);
        confirmed(device, confirmSerial);
        await using target = await chassis.open(site.id, device.id, `power.${verb}`);
        return await services.perform(powerPlan(verb), target, operatorOf(services));
      },
    },
  };
}
