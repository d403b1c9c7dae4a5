import { z } from 'zod';
import type { BmcOrder, Verdict } from '../../../preload/contract.ts';
import { resolveBmc } from '../address.ts';
import { LEVEL } from '../bmc/bmc-service.ts';
import type { Endpoints } from '../router.ts';
import type { Services } from '../services.ts';
import { confirmed } from './confirmed.ts';
import { operatorOf } from './operator.ts';
import { id } from './shapes.ts';

type BmcCommand = Extract<keyof Endpoints, `bmc.${string}`>;

const order: z.ZodType<BmcOrder> = z.discriminatedUnion('action', [
  z.strictObject({ action: z.enum(['bmc.reset.cold', 'bmc.reset.warm']) }),
  z.strictObject({
    action: z.literal('boot.set'),
    device: z.enum(['none', 'pxe', 'disk', 'cd', 'floppy', 'bios-setup', 'diagnostic', 'safe-mode']),
    persistent: z.boolean(),
    firmware: z.enum(['legacy', 'uefi']),
  }),
  z.strictObject({ action: z.literal('sel.clear') }),
  z.strictObject({
    action: z.literal('lan.set'),
    parameter: z.enum(['source', 'address', 'mask', 'gateway', 'vlan']),
    value: z.string().max(100),
  }),
  z.strictObject({
    action: z.literal('user.setPassword'),
    userId: z.number().int().min(1).max(63),
    password: z.string().max(100),
  }),
]);
const device = z.tuple([id, id]);

export function bmcEndpoints(services: Services): Pick<Endpoints, BmcCommand> {
  const { bmc, finder, gate } = services;
  const of = (siteId: string, deviceId: string) => finder.device(siteId, deviceId);
  return {
    'bmc.sensors': {
      args: device,
      run(siteId, deviceId) {
        const { site, device } = of(siteId, deviceId);
        return bmc.sensors(site, device);
      },
    },
    'bmc.events': {
      args: device,
      run(siteId, deviceId) {
        const { site, device } = of(siteId, deviceId);
        return bmc.events(site, device);
      },
    },
    'bmc.inventory': {
      args: device,
      run(siteId, deviceId) {
        const { site, device } = of(siteId, deviceId);
        return bmc.inventory(site, device);
      },
    },
    'bmc.setup': {
      args: device,
      run(siteId, deviceId) {
        const { site, device } = of(siteId, deviceId);
        return bmc.setup(site, device);
      },
    },
    'bmc.findings': {
      args: device,
      run(siteId, deviceId) {
        const { site, device } = of(siteId, deviceId);
        return bmc.findings(site, device);
      },
    },
    'bmc.check': {
      args: device,
      async run(siteId, deviceId) {
        const { site, device } = of(siteId, deviceId);
        const address = device.bmc ? await resolveBmc(device.bmc.address) : null;
        const target = { device: { siteId: site.id, id: device.id }, serial: device.serial, bmc: address };
        const actions = Object.keys(LEVEL) as BmcOrder['action'][];
        return Object.fromEntries(actions.map((action) => [action, gate.verdicts({ ...target, action })])) as Record<
          BmcOrder['action'],
          Verdict[]
        >;
      },
    },
    'bmc.perform': {
      args: z.tuple([id, id, order, z.string().max(200)]),
      run(siteId, deviceId, what, confirmSerial) {
        const { site, device } = of(siteId, deviceId);
        confirmed(device, confirmSerial);
        return bmc.perform(site, device, what, operatorOf(services));
      },
    },
  };
}
