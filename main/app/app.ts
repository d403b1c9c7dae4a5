import { startBackground } from './background.ts';
import { endpointsFor } from './endpoints/index.ts';
import { createRouter, type Router } from './router.ts';
import { createServices, type ShellPorts } from './services.ts';
import { countUse } from './vault-use.ts';

export type { ShellPorts } from './services.ts';

/** The application as a window sees it: one router, and a way to put everything away. */
export interface App {
  router: Router;
  /** For what only a shell can notice. */
  lockVault(why: 'sleep' | 'screen-lock'): void;
  close(): Promise<void>;
}

/** Composes the services and the handler map for a shell with a window. */
export async function createApp(ports: ShellPorts): Promise<App> {
  const services = await createServices(ports);
  const background = startBackground(services, ports.log);
  const router = createRouter(endpointsFor(services, background, ports), ports.log, services.events);
  return {
    router: countUse(router, () => services.vaultService.used()),
    lockVault: (why) => void services.vaultService.lock(why),
    async close() {
      background.stop();
      await services.close();
    },
  };
}
