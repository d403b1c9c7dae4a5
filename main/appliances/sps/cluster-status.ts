import { z } from 'zod';
import { decode, reported, type SpsCall, text } from './call.ts';

export const CLUSTER_STATUS = '/api/cluster/status';

/** The configuration cluster (Central Management). Never the HA pair, of which REST documents nothing. */
export interface SpsCluster {
  nodes: number;
  /** What the nodes complain about; null when one of them does not report. */
  issues: number | null;
  /** No node waits for the configuration; null when one of them does not report. */
  synced: boolean | null;
}

const node = z.object({
  sync_status: reported(text(64)).optional(),
  configuration_sync: reported(
    z.object({ issues: reported(z.union([z.array(z.unknown()), z.looseObject({})])) }),
  ).optional(),
});
const item = z.object({ body: node });
export const clusterReply = z.object({
  items: z.array(z.union([item, node.transform((body) => ({ body }))])).max(500),
});

/** GET /api/cluster/status (appliances.md §1.6). @throws ApplianceError `not-supported` where the node is in no cluster */
export async function readCluster(call: SpsCall): Promise<SpsCluster> {
  const { items } = decode(call.where, CLUSTER_STATUS, await call.get(CLUSTER_STATUS), clusterReply);
  const issues = items.map(({ body }) => {
    const found = body.configuration_sync?.issues ?? null;
    return found === null ? null : Object.keys(found).length;
  });
  const states = items.map(({ body }) => body.sync_status ?? null);
  return {
    nodes: items.length,
    issues: issues.includes(null) ? null : issues.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    synced: states.includes(null) ? null : !states.includes('pending'),
  };
}
