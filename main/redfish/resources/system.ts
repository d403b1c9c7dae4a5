/** ComputerSystem (DSP2046): identity, power, boot override. */
import { z } from 'zod';
import { memberLinks } from '../collection.ts';
import type { ChangeResult, Changes, Reads } from '../service.ts';
import {
  action,
  anything,
  identifier,
  link,
  number,
  type OfferedAction,
  oneOf,
  part,
  texts,
  trimmed,
} from '../shape.ts';
import { absent, notOffered } from './absent.ts';
import { patch } from './patch.ts';

export type PowerState = 'On' | 'Off' | 'PoweringOn' | 'PoweringOff' | 'Paused' | 'other';
export type Health = 'OK' | 'Warning' | 'Critical' | 'other';
/** Resource.ResetType as far as used here. What a service takes is in `System.reset.allowable`. */
export type ResetType =
  | 'On'
  | 'ForceOff'
  | 'ForceRestart'
  | 'GracefulRestart'
  | 'GracefulShutdown'
  | 'PushPowerButton'
  | 'PowerCycle'
  | 'Nmi';

export interface System {
  link: string;
  manufacturer: string | null;
  model: string | null;
  serial: string | null;
  /** Dell: the service tag. */
  sku: string | null;
  uuid: string | null;
  hostName: string | null;
  biosVersion: string | null;
  /** Null is "not reported", never off. */
  power: PowerState | null;
  health: Health | null;
  memoryGiB: number | null;
  processors: { count: number | null; model: string | null };
  boot: Boot;
  /** Null when power cannot be switched here. */
  reset: OfferedAction | null;
  /** Where pending settings are written, when the service wants them apart (iDRAC 10). */
  settings: string | null;
  logs: string | null;
  oem: unknown;
}

export interface Boot {
  target: string | null;
  enabled: 'Disabled' | 'Once' | 'Continuous' | 'other' | null;
  mode: 'UEFI' | 'Legacy' | 'other' | null;
  /** Empty when the service does not say. */
  allowable: string[];
}

export const health = oneOf('OK', 'Warning', 'Critical');
const boot = part({
  BootSourceOverrideTarget: trimmed,
  BootSourceOverrideEnabled: oneOf('Disabled', 'Once', 'Continuous'),
  BootSourceOverrideMode: oneOf('UEFI', 'Legacy'),
  'BootSourceOverrideTarget@Redfish.AllowableValues': texts,
});
export const system = z.object({
  Manufacturer: trimmed,
  Model: trimmed,
  SerialNumber: identifier,
  SKU: identifier,
  UUID: trimmed,
  HostName: trimmed,
  BiosVersion: trimmed,
  PowerState: oneOf('On', 'Off', 'PoweringOn', 'PoweringOff', 'Paused'),
  Status: part({ Health: health, HealthRollup: health }),
  MemorySummary: part({ TotalSystemMemoryGiB: number }),
  ProcessorSummary: part({ Count: number, Model: trimmed }),
  Boot: boot,
  Actions: part({ '#ComputerSystem.Reset': action('ResetType') }),
  '@Redfish.Settings': part({ SettingsObject: link }),
  LogServices: link,
  Oem: anything,
});

/** All systems of the service: one for a server, one per node or blade for an enclosure. @throws RedfishError */
export async function readSystems(reads: Reads): Promise<System[]> {
  const { systems } = await reads.root();
  if (systems === null) throw absent(reads.where, 'computer system');
  const found: System[] = [];
  for (const one of await memberLinks(reads, systems, 32)) found.push(await readSystem(reads, one));
  return found;
}

/** @param link of one system, as the service gave it. @throws RedfishError */
export async function readSystem(reads: Reads, link: string): Promise<System> {
  return decoded(link, await reads.read(link, system));
}

function decoded(link: string, raw: z.infer<typeof system>): System {
  return {
    link,
    manufacturer: raw.Manufacturer,
    model: raw.Model,
    serial: raw.SerialNumber,
    sku: raw.SKU,
    uuid: raw.UUID,
    hostName: raw.HostName,
    biosVersion: raw.BiosVersion,
    power: raw.PowerState,
    health: raw.Status.HealthRollup ?? raw.Status.Health,
    memoryGiB: raw.MemorySummary.TotalSystemMemoryGiB,
    processors: { count: raw.ProcessorSummary.Count, model: raw.ProcessorSummary.Model },
    boot: {
      target: raw.Boot.BootSourceOverrideTarget,
      enabled: raw.Boot.BootSourceOverrideEnabled,
      mode: raw.Boot.BootSourceOverrideMode,
      allowable: raw.Boot['BootSourceOverrideTarget@Redfish.AllowableValues'],
    },
    reset: raw.Actions['#ComputerSystem.Reset'],
    settings: raw['@Redfish.Settings'].SettingsObject,
    logs: raw.LogServices,
    oem: raw.Oem ?? null,
  };
}

/** Power by order. A type that the service does not list is not sent. */
export function resetSystem(changes: Changes, system: System, type: ResetType): Promise<ChangeResult> {
  return orderReset(changes, system.reset, type, 'power');
}

/** The Reset action of a system or manager. No If-Match: iDRAC 10 refuses every action that carries one. */
export function orderReset(
  changes: Changes,
  offer: OfferedAction | null,
  type: string,
  what: string,
): Promise<ChangeResult> {
  if (offer === null) return Promise.resolve({ kind: 'not-sent', error: absent(changes.where, `${what} action`) });
  if (offer.allowable.length > 0 && !offer.allowable.includes(type)) {
    return Promise.resolve({ kind: 'not-sent', error: notOffered(changes.where, type, offer.allowable) });
  }
  return changes.act({ method: 'POST', link: offer.target, json: { ResetType: type } });
}

/** Boot from `target` at the next start only, e.g. `Pxe`, `Cd`, `BiosSetup`. Changes no running system. */
export async function setBootOnce(changes: Changes, system: System, target: string): Promise<ChangeResult> {
  const { allowable } = system.boot;
  if (allowable.length > 0 && !allowable.includes(target)) {
    return { kind: 'not-sent', error: notOffered(changes.where, target, allowable) };
  }
  const json = { Boot: { BootSourceOverrideTarget: target, BootSourceOverrideEnabled: 'Once' } };
  return patch(changes, system.settings ?? system.link, json);
}
