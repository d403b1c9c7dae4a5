import { z } from 'zod';
import { secretId } from '../credentials.ts';
import type { Endpoints } from '../router.ts';
import type { Services } from '../services.ts';
import { id, none } from './shapes.ts';

type VaultCommand = Extract<keyof Endpoints, `vault.${string}`>;
const passphrase = z.string().min(1).max(1_000);
const endpoint = z.enum(['bmc', 'web', 'idrac', 'ssh']);

export function vaultEndpoints({ vault, vaultService, finder, events }: Services): Pick<Endpoints, VaultCommand> {
  return {
    'vault.state': {
      args: z.tuple([id.nullable()]),
      async run(siteId) {
        const stored = new Set(siteId === null ? [] : vault.ids(`${siteId}/`));
        const devices = siteId === null ? [] : finder.site(siteId).devices;
        const secrets = devices.flatMap((device) =>
          endpoint.options
            .filter((kind) => (device[kind] ?? null) !== null)
            .map((kind) => ({
              deviceId: device.id,
              endpoint: kind,
              stored: siteId !== null && stored.has(secretId(siteId, device.id, kind)),
            })),
        );
        const keyStore = await vaultService.keyStoreView();
        return { state: vault.state(), secrets, keyStore };
      },
    },
    'vault.open': {
      args: z.tuple([passphrase]),
      async run(phrase) {
        await vaultService.open(phrase);
        return null;
      },
    },
    'vault.lock': {
      args: none,
      async run() {
        await vaultService.lock('person');
        return null;
      },
    },
    'vault.enroll': {
      args: none,
      async run() {
        await vaultService.enroll();
        return null;
      },
    },
    'vault.unenroll': {
      args: none,
      run() {
        vaultService.unenroll();
        return null;
      },
    },
    'vault.openWithKeyStore': {
      args: none,
      async run() {
        await vaultService.openWithKeyStore();
        return null;
      },
    },
    'vault.store': {
      args: z.tuple([id, id, endpoint, z.string().min(1).max(1_000)]),
      run(siteId, deviceId, kind, secret) {
        const { site, device } = finder.device(siteId, deviceId);
        const bytes = Buffer.from(secret);
        try {
          vault.put(secretId(site.id, device.id, kind), bytes);
        } finally {
          bytes.fill(0);
        }
        events.emit('vault.changed', { state: vault.state(), why: 'change' });
        return null;
      },
    },
  };
}
