/** UpdateService (DSP2046): which ways in there are for firmware, and what is installed. idrac.md §2.5, §2.7. */
import { z } from 'zod';
import { readMembers } from '../collection.ts';
import type { Reads } from '../service.ts';
import { action, flag, link, number, part, texts, trimmed } from '../shape.ts';
import { absent } from './absent.ts';

export interface UpdateService {
  link: string;
  /** `UpdateService.v1_8_1`, from `@odata.type`; for reports only. */
  schema: string | null;
  enabled: boolean | null;
  /** DSP0266 §12.4.2: file and parameters in one POST. Null: not offered. */
  multipart: string | null;
  /** One file by POST; on iDRACs it is installed by SimpleUpdate afterwards. */
  push: string | null;
  simpleUpdate: { target: string; protocols: string[] } | null;
  inventory: string | null;
  /** Largest image that is taken; null when not told. */
  maxImageBytes: number | null;
}

const PROTOCOL = 'TransferProtocol';
export const updateService = z.object({
  '@odata.type': trimmed,
  ServiceEnabled: flag,
  MultipartHttpPushUri: trimmed,
  HttpPushUri: trimmed,
  FirmwareInventory: link,
  MaxImageSizeBytes: number,
  Actions: part({ '#UpdateService.SimpleUpdate': action(PROTOCOL) }),
  'TransferProtocol@Redfish.AllowableValues': texts,
});

/** @throws RedfishError */
export async function readUpdateService(reads: Reads): Promise<UpdateService> {
  const root = await reads.root();
  if (root.updateService === null) throw absent(reads.where, 'update service');
  const raw = await reads.read(root.updateService, updateService);
  const simple = raw.Actions['#UpdateService.SimpleUpdate'];
  return {
    link: root.updateService,
    schema: raw['@odata.type']?.replace(/^#|\.[^.]*$/g, '') ?? null,
    enabled: raw.ServiceEnabled,
    multipart: raw.MultipartHttpPushUri,
    push: raw.HttpPushUri,
    simpleUpdate: simple && { target: simple.target, protocols: simple.allowable },
    inventory: raw.FirmwareInventory,
    maxImageBytes: raw.MaxImageSizeBytes,
  };
}

export interface FirmwareItem {
  link: string | null;
  id: string | null;
  name: string | null;
  version: string | null;
  /** What the firmware is for, in the vendor's numbers; Dell's component ID. */
  softwareId: string | null;
  updateable: boolean | null;
  lowestVersion: string | null;
}

export const firmwareItem = z
  .object({
    '@odata.id': trimmed,
    Id: trimmed,
    Name: trimmed,
    Version: trimmed,
    SoftwareId: trimmed,
    Updateable: flag,
    LowestSupportedVersion: trimmed,
  })
  .transform(
    (raw): FirmwareItem => ({
      link: raw['@odata.id'],
      id: raw.Id,
      name: raw.Name,
      version: raw.Version,
      softwareId: raw.SoftwareId,
      updateable: raw.Updateable,
      lowestVersion: raw.LowestSupportedVersion,
    }),
  );

/** Everything the service calls firmware: installed, to roll back to, uploaded. @throws RedfishError */
export async function readFirmware(reads: Reads): Promise<FirmwareItem[]> {
  const { inventory } = await readUpdateService(reads);
  if (inventory === null) throw absent(reads.where, 'firmware inventory');
  return readMembers(reads, inventory, firmwareItem, 400);
}
