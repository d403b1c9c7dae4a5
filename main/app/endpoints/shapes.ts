import { z } from 'zod';
import type { Device, Settings } from '../../../preload/contract.ts';
import { deviceSchema } from '../../sites/schema.ts';

/** Shapes that several commands share. Lengths are generous, but bounded: arguments come from a page. */
export const id = z.string().min(1).max(200);
export const line = z.string().max(1_000);
export const prose = z.string().max(20_000);
/** A page that somebody copied; what is longer than is taken is refused with words. */
export const page = z.string().max(1_000_000);
export const document = z.string().max(4_000_000);
export const device: z.ZodType<Device> = deviceSchema;
export const facts = z.record(z.string().max(200), z.union([z.string().max(20_000), z.number(), z.boolean()]));
export const settings: z.ZodType<Partial<Settings>> = z.strictObject({
  language: z.enum(['en', 'de']).optional(),
  theme: z.enum(['system', 'light', 'dark', 'contrast']).optional(),
  operator: z.string().max(200).optional(),
  collector: z.string().max(200).optional(),
  vaultLockMinutes: z.number().int().min(1).max(240).optional(),
  timeServer: z.string().max(260).optional(),
}) as z.ZodType<Partial<Settings>>;
export const none = z.tuple([]);
