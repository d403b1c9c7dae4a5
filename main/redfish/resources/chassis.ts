/** Chassis (DSP2046): the box and what is screwed into it, as far as an inventory needs. */
import { z } from 'zod';
import { readMembers } from '../collection.ts';
import type { Reads } from '../service.ts';
import { identifier, oneOf, part, trimmed } from '../shape.ts';
import { absent } from './absent.ts';
import { type Health, health } from './system.ts';

export interface Chassis {
  name: string | null;
  type: string | null;
  manufacturer: string | null;
  model: string | null;
  serial: string | null;
  part: string | null;
  sku: string | null;
  assetTag: string | null;
  power: 'On' | 'Off' | 'PoweringOn' | 'PoweringOff' | 'other' | null;
  health: Health | null;
}

export const chassis = z
  .object({
    Name: trimmed,
    ChassisType: trimmed,
    Manufacturer: trimmed,
    Model: trimmed,
    SerialNumber: identifier,
    PartNumber: trimmed,
    SKU: identifier,
    AssetTag: trimmed,
    PowerState: oneOf('On', 'Off', 'PoweringOn', 'PoweringOff'),
    Status: part({ Health: health, HealthRollup: health }),
  })
  .transform(
    (raw): Chassis => ({
      name: raw.Name,
      type: raw.ChassisType,
      manufacturer: raw.Manufacturer,
      model: raw.Model,
      serial: raw.SerialNumber,
      part: raw.PartNumber,
      sku: raw.SKU,
      assetTag: raw.AssetTag,
      power: raw.PowerState,
      health: raw.Status.HealthRollup ?? raw.Status.Health,
    }),
  );

/** @throws RedfishError */
export async function readChassis(reads: Reads): Promise<Chassis[]> {
  const root = await reads.root();
  if (root.chassis === null) throw absent(reads.where, 'chassis');
  return readMembers(reads, root.chassis, chassis, 64);
}
