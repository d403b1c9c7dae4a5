import { z } from 'zod';
import { secretId } from '../credentials.ts';
import type { Endpoints } from '../router.ts';
import type { Services } from '../services.ts';
import { id, none } from './shapes.ts';

type VaultCommand = Extract<keyof Endpoints, `vault.${string}`>;
const passphrase = z.string().min(1).max(1_000);
const endpoint = z.enum(['bmc', 'web', 'idrac']);

export function vaultEndpoints({ vault, finder, openVault }: Services): Pick<Endpoints, VaultCommand> {
  return {
    'vault.state': {
      args: z.tuple([id]),
      run(siteId) {
        const stored = new Set(vault.ids(`${siteId}/`));
        const secrets = finder.site(siteId).devices.flatMap((device) =>
          endpoint.options
            .filter((kind) => device[kind] !== null)
            .map((kind) => ({
              deviceId: device.id,
              endpoint: kind,
              stored: stored.has(secretId(siteId, device.id, kind)),
            })),
        );
        return { state: vault.state(), secrets };
      },
    },
    'vault.open': {
      args: z.tuple([passphrase]),
      async run(phrase) {
        await openVault(phrase);
        return null;
      },
    },
    'vault.lock': {
      args: none,
      run() {
        vault.lock();
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
        return null;
      },
    },
  };
}
