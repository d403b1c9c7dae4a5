/** Manager (DSP2046): the BMC itself. */
import { z } from 'zod';
import { memberLinks } from '../collection.ts';
import type { ChangeResult, Changes, Reads } from '../service.ts';
import { action, anything, link, type OfferedAction, oneOf, part, trimmed } from '../shape.ts';
import { absent } from './absent.ts';
import { type Health, health, orderReset } from './system.ts';

export interface Manager {
  link: string;
  model: string | null;
  firmware: string | null;
  type: string | null;
  uuid: string | null;
  /** ISO 8601 with the manager's own offset. */
  clock: string | null;
  health: Health | null;
  state: 'Enabled' | 'Disabled' | 'Starting' | 'Updating' | 'other' | null;
  reset: OfferedAction | null;
  networkProtocol: string | null;
  ethernet: string | null;
  logs: string | null;
  /** Parts of `Links` and `Oem` that belong to the vendor, undecoded. */
  oemLinks: unknown;
  oem: unknown;
}

export const manager = z.object({
  Model: trimmed,
  FirmwareVersion: trimmed,
  ManagerType: trimmed,
  UUID: trimmed,
  DateTime: trimmed,
  Status: part({ Health: health, State: oneOf('Enabled', 'Disabled', 'Starting', 'Updating') }),
  Actions: part({ '#Manager.Reset': action('ResetType') }),
  NetworkProtocol: link,
  EthernetInterfaces: link,
  LogServices: link,
  Links: part({ Oem: anything }),
  Oem: anything,
});

/** @throws RedfishError */
export async function readManagers(reads: Reads): Promise<Manager[]> {
  const { managers } = await reads.root();
  if (managers === null) throw absent(reads.where, 'manager');
  const found: Manager[] = [];
  for (const one of await memberLinks(reads, managers, 32)) found.push(await readManager(reads, one));
  return found;
}

/** @param link of one manager, as the service gave it. @throws RedfishError */
export async function readManager(reads: Reads, link: string): Promise<Manager> {
  const raw = await reads.read(link, manager);
  return {
    link,
    model: raw.Model,
    firmware: raw.FirmwareVersion,
    type: raw.ManagerType,
    uuid: raw.UUID,
    clock: raw.DateTime,
    health: raw.Status.Health,
    state: raw.Status.State,
    reset: raw.Actions['#Manager.Reset'],
    networkProtocol: raw.NetworkProtocol,
    ethernet: raw.EthernetInterfaces,
    logs: raw.LogServices,
    oemLinks: raw.Links.Oem ?? null,
    oem: raw.Oem ?? null,
  };
}

/**
 * Restarts the BMC: minutes without answer on every port, all sessions gone. The host goes on running.
 * Takes `GracefulRestart` where the service lists it, `ForceRestart` otherwise.
 */
export function resetManager(changes: Changes, manager: Manager): Promise<ChangeResult> {
  const { reset } = manager;
  const graceful = reset === null || reset.allowable.length === 0 || reset.allowable.includes('GracefulRestart');
  return orderReset(changes, reset, graceful ? 'GracefulRestart' : 'ForceRestart', 'manager reset');
}
