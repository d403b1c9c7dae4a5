import { z } from 'zod';
import type { IdracOrder, Verdict } from '../../../preload/contract.ts';
import { idracAddress } from '../address.ts';
import type { Endpoints } from '../router.ts';
import type { Services } from '../services.ts';
import { confirmed } from './confirmed.ts';
import { operatorOf } from './operator.ts';
import { id } from './shapes.ts';

type IdracCommand = Extract<keyof Endpoints, `idrac.${string}` | `firmware.${string}`>;

const address = z.string().max(100);
const file = z.string().min(1).max(4_096);
const order: z.ZodType<IdracOrder> = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('firmware.update'), file }),
  z.strictObject({ action: z.literal('idrac.reset') }),
  z.strictObject({ action: z.literal('idrac.job.delete'), job: z.string().max(100) }),
  z.strictObject({ action: z.literal('idrac.nic.static'), address, mask: address, gateway: address }),
  z.strictObject({ action: z.literal('idrac.nic.dhcp') }),
  z.strictObject({ action: z.literal('idrac.nic.enable') }),
  z.strictObject({
    action: z.literal('idrac.user.setPassword'),
    userId: z.number().int().min(2).max(16),
    password: z.string().min(1).max(100),
  }),
  z.strictObject({ action: z.literal('idrac.ipmiOverLan'), enabled: z.boolean() }),
]);
const ACTIONS: Readonly<Record<IdracOrder['action'], true>> = {
  'firmware.update': true,
  'idrac.reset': true,
  'idrac.job.delete': true,
  'idrac.nic.static': true,
  'idrac.nic.dhcp': true,
  'idrac.nic.enable': true,
  'idrac.user.setPassword': true,
  'idrac.ipmiOverLan': true,
};

export function idracEndpoints(services: Services): Pick<Endpoints, IdracCommand> {
  const { idracs, finder, gate } = services;
  return {
    'idrac.view': {
      args: z.tuple([id, id]),
      run(siteId, deviceId) {
        const { site, device } = finder.device(siteId, deviceId);
        return idracs.view(site, device);
      },
    },
    'idrac.check': {
      args: z.tuple([id, id]),
      run(siteId, deviceId) {
        const { site, device } = finder.device(siteId, deviceId);
        const target = {
          device: { siteId: site.id, id: device.id },
          serial: device.serial,
          bmc: device.idrac ? idracAddress(device.idrac) : null,
        };
        const actions = Object.keys(ACTIONS) as IdracOrder['action'][];
        return Object.fromEntries(actions.map((action) => [action, gate.verdicts({ ...target, action })])) as Record<
          IdracOrder['action'],
          Verdict[]
        >;
      },
    },
    'idrac.perform': {
      args: z.tuple([id, id, order, z.string().max(200)]),
      run(siteId, deviceId, what, confirmSerial) {
        const { site, device } = finder.device(siteId, deviceId);
        confirmed(device, confirmSerial);
        return idracs.perform(site, device, what, operatorOf(services));
      },
    },
    'firmware.inspect': {
      args: z.tuple([z.array(file).max(50), z.strictObject({ siteId: id, deviceId: id }).nullable()]),
      run: (files, target) => idracs.inspect(files, target ? finder.device(target.siteId, target.deviceId) : null),
    },
  };
}
