/** Building blocks for decoding Redfish JSON (DSP0266 §6.5): strict in what is used, blind to the rest. */
import { z } from 'zod';
import { plainText } from '../appliances/plain-text.ts';

const TEXT_LIMIT = 300;
const BLANK = /^(to be filled by o\.?e\.?m\.?|default string|not (specified|available)|none|n\/?a|unknown|[0.\s-]+)$/i;

/** Text of the device, made fit to be shown; absent, null or strange is null, "not reported". */
export const text = z
  .string()
  .transform((value) => plainText(value, TEXT_LIMIT))
  .nullable()
  .catch(null);
/** As `text`, with the blanks at both ends and the empty string gone: what serial numbers and versions are. */
export const trimmed = text.transform((value) => value?.trim() || null);
/** As `trimmed`, without what boards hold that nobody has filled in: such a serial number would fit every one of them. */
export const identifier = trimmed.transform((value) => (value !== null && BLANK.test(value) ? null : value));
export const number = z.number().finite().nullable().catch(null);
export const flag = z.boolean().nullable().catch(null);

/** One of the values known here; `other` for what a newer schema may add, null when it is not reported. */
export const oneOf = <const T extends string>(...values: readonly T[]) =>
  z
    .string()
    .transform((value): T | 'other' => values.find((known) => known === value) ?? 'other')
    .nullable()
    .catch(null);

/** An array; members that have not the shape are left out. */
export const listOf = <T>(shape: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((items) =>
      items.flatMap((item) => {
        const parsed = shape.safeParse(item);
        return parsed.success ? [parsed.data] : [];
      }),
    );
export const texts = listOf(z.string().transform((value) => plainText(value, TEXT_LIMIT)));

/** `{"@odata.id": "/redfish/…"}` as its string, null when absent (DSP0266 §8.2). */
export const link = z
  .object({ '@odata.id': z.string().min(1).max(1000) })
  .transform((value) => value['@odata.id'])
  .nullable()
  .catch(null);

/** An object that may be absent: then every part of it is "not reported". */
export const part = <T extends z.ZodRawShape>(shape: T) => z.preprocess(orEmpty, z.object(shape));
const orEmpty = (value: unknown) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {});

/** One entry of `Actions`: where to POST, and the values the service says it takes. Null when it is not offered. */
export const action = <K extends string>(parameter: K) =>
  z
    .object({ target: z.string().min(1).max(1000), [`${parameter}@Redfish.AllowableValues`]: texts })
    .transform((value) => ({
      target: value.target as string,
      allowable: value[`${parameter}@Redfish.AllowableValues`] as string[],
    }))
    .nullable()
    .catch(null);
export interface OfferedAction {
  target: string;
  /** Empty when the service does not say. */
  allowable: string[];
}

/** What is passed on undecoded, absent or not. */
export const anything = z.unknown().optional();
