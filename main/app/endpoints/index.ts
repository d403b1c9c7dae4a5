import type { Background } from '../background.ts';
import type { Endpoints } from '../router.ts';
import type { Services, ShellPorts } from '../services.ts';
import { airgapEndpoints } from './airgap.ts';
import { bmcEndpoints } from './bmc.ts';
import { consoleEndpoints } from './console.ts';
import { generalEndpoints } from './general.ts';
import { heartbeatEndpoints } from './heartbeats.ts';
import { idracEndpoints } from './idrac.ts';
import { journalEndpoints } from './journal.ts';
import { keysEndpoints } from './keys.ts';
import { plannerEndpoints } from './planner.ts';
import { powerEndpoints } from './power.ts';
import { practiceEndpoints } from './practice.ts';
import { runEndpoints } from './runs.ts';
import { siteEndpoints } from './sites.ts';
import { vaultEndpoints } from './vault.ts';

/** Every command of the contract; leaving one out does not compile. */
export function endpointsFor(services: Services, background: Background, ports: ShellPorts): Endpoints {
  return {
    ...generalEndpoints(services, ports),
    ...siteEndpoints(services, background),
    ...vaultEndpoints(services),
    ...powerEndpoints(services, background),
    ...bmcEndpoints(services),
    ...consoleEndpoints(services),
    ...idracEndpoints(services),
    ...keysEndpoints(services),
    ...airgapEndpoints(services),
    ...plannerEndpoints(services),
    ...runEndpoints(services, background),
    ...journalEndpoints(services),
    ...heartbeatEndpoints(services),
    ...practiceEndpoints(services, background),
  };
}
