/** Lifecycle Controller: is it ready, and what has it logged. idrac.md §2.6. */
import { z } from 'zod';
import { type LogEntry, readLog } from '../../redfish/resources/log.ts';
import type { Manager } from '../../redfish/resources/manager.ts';
import type { Changes, Reads } from '../../redfish/service.ts';
import { trimmed } from '../../redfish/shape.ts';
import { dellLinksOf, oemAction } from './oem.ts';

export interface Readiness {
  ready: boolean;
  /** As the iDRAC says it: `Ready`, `InRecovery`, `OutOfPOST` … */
  overall: string | null;
  lifecycle: string | null;
  realTime: string | null;
  server: string | null;
}

const status = z.object({ Status: trimmed, LCStatus: trimmed, RTStatus: trimmed, ServerStatus: trimmed });
const ACTION = '#DellLCService.GetRemoteServicesAPIStatus';

/**
 * Whether jobs can be given now. A POST that changes nothing. Null when this iDRAC cannot tell (7 and 8), or did not.
 * @throws RedfishError
 */
export async function readReadiness(service: Changes, manager: Manager): Promise<Readiness | null> {
  const target = await oemAction(service, dellLinksOf(manager).lifecycleService, ACTION);
  if (target === null) return null;
  const result = await service.act({ method: 'POST', link: target, json: {} });
  if (result.kind === 'not-sent' || result.kind === 'rejected') throw result.error;
  if (result.kind === 'lost') return null;
  const parsed = status.safeParse(result.reply.json);
  if (!parsed.success) return null;
  const { Status, LCStatus, RTStatus, ServerStatus } = parsed.data;
  return {
    ready: Status === 'Ready',
    overall: Status,
    lifecycle: LCStatus,
    realTime: RTStatus,
    server: ServerStatus,
  };
}

/** The Lifecycle log, newest first. @throws RedfishError */
export function readLifecycleLog(reads: Reads, manager: Manager, limit = 100): Promise<LogEntry[]> {
  return readLog(reads, manager.logs, /^lclog$/i, limit);
}
