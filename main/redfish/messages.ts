/** `@Message.ExtendedInfo` of replies, tasks and errors. DSP0266 §8.6, idrac.md §2.10. */
import { z } from 'zod';
import { listOf, oneOf, text } from './shape.ts';

export interface RedfishMessage {
  /** As sent, e.g. `IDRAC.2.8.LC068` or `Base.1.18.PreconditionFailed`. */
  id: string | null;
  /** The last part of it, which stays the same over registry versions: `LC068`. */
  key: string | null;
  text: string | null;
  /** What the device advises. */
  resolution: string | null;
  severity: 'OK' | 'Warning' | 'Critical' | 'other' | null;
}

const MOST = 20;
const severity = oneOf('OK', 'Warning', 'Critical');
// MessageArgs are not taken: they repeat values that were sent, a password among them.
const message = z
  .object({ MessageId: text, Message: text, Resolution: text, Severity: severity, MessageSeverity: severity })
  .transform(
    (raw): RedfishMessage => ({
      id: raw.MessageId,
      key: messageKey(raw.MessageId),
      text: raw.Message,
      resolution: raw.Resolution,
      severity: raw.MessageSeverity ?? raw.Severity,
    }),
  );
export const messageList = listOf(message).transform((list) => list.slice(0, MOST));

const INFO = '@Message.ExtendedInfo';
const body = z.object({
  [INFO]: messageList,
  error: z
    .object({ [INFO]: messageList, code: text, message: text })
    .nullable()
    .catch(null),
});

/** `IDRAC.2.8.LC068` → `LC068`; `SYS018` stays. */
export function messageKey(id: string | null): string | null {
  return id?.split('.').at(-1) || null;
}

/** Every message of a reply's JSON; [] when it holds none. */
export function messagesOf(json: unknown): RedfishMessage[] {
  const parsed = body.safeParse(json);
  if (!parsed.success) return [];
  const { error } = parsed.data;
  const inside = (error?.[INFO] ?? []) as RedfishMessage[];
  const outside = parsed.data[INFO] as RedfishMessage[];
  if (inside.length + outside.length > 0 || !error) return [...inside, ...outside];
  const { code, message: said } = error as { code: string | null; message: string | null };
  if (code === null && said === null) return [];
  return [{ id: code, key: messageKey(code), text: said, resolution: null, severity: null }];
}
