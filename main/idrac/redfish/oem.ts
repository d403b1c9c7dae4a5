/** Where Dell keeps its own resources: links in the manager first, the documented places of old firmware second. */
import { z } from 'zod';
import { offered, RedfishError } from '../../redfish/error.ts';
import type { Manager } from '../../redfish/resources/manager.ts';
import type { Reads } from '../../redfish/service.ts';
import { link, listOf, part } from '../../redfish/shape.ts';

const named = z.object({ '@odata.id': z.string() }).transform((value) => value['@odata.id']);
const shape = part({
  Dell: part({ Jobs: link, DellJobService: link, DellLCService: link, DellAttributes: listOf(named) }),
});

export interface DellLinks {
  jobs: string | null;
  jobService: string | null;
  lifecycleService: string | null;
  /** One per group of attributes: iDRAC, System, LifecycleController. */
  attributes: string[];
}

export function dellLinksOf(manager: Pick<Manager, 'oemLinks'>): DellLinks {
  const { Dell } = shape.parse(manager.oemLinks);
  return {
    jobs: Dell.Jobs,
    jobService: Dell.DellJobService,
    lifecycleService: Dell.DellLCService,
    attributes: Dell.DellAttributes,
  };
}

/** The first of these that the service has, asked in turn. Null when it has none. @throws RedfishError */
export async function firstOf<T>(links: readonly (string | null)[], read: (link: string) => Promise<T>) {
  for (const one of links) {
    if (one === null) continue;
    const value = await offered(read(one)).catch(unknownUri);
    if (value !== null) return { link: one, value };
  }
  return null;
}

/** iDRAC 7 and 8 answer 400 to a path that they do not know (idrac.md §2.1). */
function unknownUri(error: unknown): null {
  if (error instanceof RedfishError && error.status === 400 && error.code === 'rejected') return null;
  throw error;
}

/** The target of one OEM action of a service, null when it is not offered. */
export async function oemAction(reads: Reads, service: string | null, name: string): Promise<string | null> {
  if (service === null) return null;
  const target = z.object({ target: z.string() }).nullable().catch(null);
  const raw = await offered(reads.read(service, z.object({ Actions: part({ [name]: target }) })));
  return (raw?.Actions[name] as { target: string } | null | undefined)?.target ?? null;
}
