import { z } from 'zod';
import { decode, type SpsCall } from './call.ts';

export const UPGRADE = '/api/firmware/upgrade';

/**
 * POST /api/firmware/upgrade: installs the firmware of a slot AND restarts the node (appliances.md §1.3). For single nodes:
 * what it does to the other one of a pair is not documented. The connection may end instead of a reply.
 * @param slotKey `key` of the slot, not its place in the list
 * @param message for the vendor's commit log, which may demand one
 * @throws ApplianceError `rejected` with the product's own type, such as FirmwareTestFailed
 */
export async function upgradeFirmware(call: SpsCall, slotKey: string, message: string): Promise<void> {
  const reply = await call.post(UPGRADE, { slot_id: slotKey, message });
  decode(call.where, UPGRADE, reply, z.unknown());
}
