import { z } from 'zod';
import { plainText } from '../plain-text.ts';
import { decode, errorOf, reported, type SpsCall, text } from './call.ts';

export const FIRMWARE_TEST = '/api/firmware/test';
const SUMMARY = 4000;

export interface SpsFirmwareTest {
  verdict: 'pass' | 'fail';
  /** The product's own words, for the technician. */
  summary: string;
}

export const testReply = z.object({ body: z.object({ test_summary: reported(text(SUMMARY)) }) });

/**
 * POST /api/firmware/test: whether the firmware in a slot can be installed. Changes nothing on the device
 * (appliances.md §1.3).
 * @param slotKey `key` of the slot, not its place in the list
 * @throws ApplianceError also when the slot is empty (`not-supported`); a failed test is no error but a verdict
 */
export async function testFirmware(call: SpsCall, slotKey: string): Promise<SpsFirmwareTest> {
  const reply = await call.post(FIRMWARE_TEST, { slot_id: slotKey });
  const error = errorOf(reply);
  if (error?.type === 'FirmwareTestFailed') return { verdict: 'fail', summary: words(error.details) };
  const { test_summary } = decode(call.where, FIRMWARE_TEST, reply, testReply).body;
  return { verdict: 'pass', summary: test_summary ?? '' };
}

/** Error details have no documented form: text is shown as it is, anything else as JSON. */
function words(details: unknown): string {
  const summary = z.object({ test_summary: z.string() }).safeParse(details);
  if (summary.success) return plainText(summary.data.test_summary, SUMMARY);
  return plainText(typeof details === 'string' ? details : (JSON.stringify(details) ?? ''), SUMMARY);
}
