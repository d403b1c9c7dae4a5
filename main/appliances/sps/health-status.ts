import { z } from 'zod';
import { decode, reported, type SpsCall, text } from './call.ts';

export const HEALTH_STATUS = '/api/health_status';

/** Null is "not reported" everywhere; older firmware reports less. Never to be read as "all is well". */
export interface SpsHealth {
  /** Both firmwares, boot and core, unchanged. */
  integrity: 'ok' | 'corrupted' | null;
  /** Files changed by hand, on all firmwares together. */
  tainted: number | null;
  raid: 'ok' | 'degraded' | null;
  sessions: number | null;
  /** Percent. */
  cpu: number | null;
  disk: number | null;
  memory: number | null;
  swap: number | null;
}

const count = reported(z.number().int().nonnegative());
const percent = reported(z.number().min(0).max(100));
const word = reported(text(64));
const part = <S extends z.ZodRawShape>(shape: S) => reported(z.object(shape));

export const healthReply = z.object({
  health_status: z.object({
    cpu: percent,
    disk: percent,
    memory: percent,
    swap: percent,
    sessions_total: count,
    firmware: part({
      tainted_files: part({ boot: count, core: count, ha_other: count.optional() }),
      integrity: part({ boot: word, core: word }),
    }),
    raid: part({
      disks: reported(z.record(z.string(), z.object({ status: word }).catch({ status: null }))),
      status: part({ status: word }),
    }),
  }),
});
type Health = z.infer<typeof healthReply>['health_status'];

/** GET /api/health_status (appliances.md §1.6). @throws ApplianceError */
export async function readHealth(call: SpsCall): Promise<SpsHealth> {
  const health = decode(call.where, HEALTH_STATUS, await call.get(HEALTH_STATUS), healthReply).health_status;
  return judge(health);
}

/** Pure: what the numbers mean for an upgrade. */
export function judge(health: Health): SpsHealth {
  const { cpu, disk, memory, swap, sessions_total, firmware, raid } = health;
  const files = firmware?.tainted_files ?? null;
  const integrity = verdict([firmware?.integrity?.boot ?? null, firmware?.integrity?.core ?? null]);
  const array = verdict([raid?.status?.status ?? null, ...Object.values(raid?.disks ?? {}).map((disk) => disk.status)]);
  return {
    integrity: integrity === 'bad' ? 'corrupted' : integrity,
    tainted: files?.boot == null || files.core == null ? null : files.boot + files.core + (files.ha_other ?? 0),
    raid: array === 'bad' ? 'degraded' : array,
    sessions: sessions_total,
    cpu,
    disk,
    memory,
    swap,
  };
}

/** One bad word outweighs what is missing; what is missing outweighs what is good. */
function verdict(words: (string | null)[]): 'ok' | 'bad' | null {
  if (words.some((value) => value !== null && value !== 'OK')) return 'bad';
  return words.includes(null) ? null : 'ok';
}
