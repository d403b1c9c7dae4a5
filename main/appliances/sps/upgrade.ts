import { z } from 'zod';
import { ApplianceError } from '../error.ts';
import { decode, errorOf, type SpsCall } from './call.ts';

export const UPGRADE = '/api/firmware/upgrade';

/**
 * POST /api/firmware/upgrade: installs the firmware of a slot AND restarts the node (appliances.md §1.3). For single nodes:
 * what it does to the other one of a pair is not documented. The connection may end instead of a reply.
 * @param slotKey `key` of the slot, not its place in the list
 * @param message for the vendor's commit log, which may demand one
 * @throws ApplianceError `rejected` with the product's own type, such as FirmwareTestFailed; `server-error` for any other error
 * inside the device, which leaves open what it had begun
 */
export async function upgradeFirmware(call: SpsCall, slotKey: string, message: string): Promise<void> {
  const reply = await call.post(UPGRADE, { slot_id: slotKey, message });
  const type = errorOf(reply)?.type;
  if (reply.status >= 500 && type !== undefined && type !== 'FirmwareTestFailed') {
    throw new ApplianceError({
      ...{ code: 'server-error', device: call.where.device },
      finding: `${UPGRADE} was answered with status ${reply.status} (${type})`,
      advice: 'Something failed inside the device: watch its console, and read its version back.',
    });
  }
  decode(call.where, UPGRADE, reply, z.unknown());
}
