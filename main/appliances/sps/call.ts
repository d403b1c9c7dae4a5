/** How every resource of the SPS REST interface is asked: paths in, decoded JSON out, errors as ApplianceError. */
import { z } from 'zod';
import type { Endpoint } from '../endpoint.ts';
import { ApplianceError } from '../error.ts';
import type { HttpReply } from '../http.ts';
import { plainText } from '../plain-text.ts';

/** One logged-in (or anonymous) conversation. `reply` is given back whatever its status says. */
export interface SpsCall {
  readonly where: Endpoint;
  get(path: string): Promise<HttpReply>;
  post(path: string, json: unknown): Promise<HttpReply>;
}

/** Text that a reply may hold, made fit to be shown. */
export const text = (limit: number) => z.string().transform((value) => plainText(value, limit));
/** A leaf that older versions lack: absent or strange means "not reported" (null), never "all is well". */
export const reported = <T>(shape: z.ZodType<T>) => shape.nullable().catch(null);

const errorReply = z.object({ error: z.object({ type: text(100), details: z.unknown().optional() }) });

/** The product's own error type and details, when a reply carries them. */
export function errorOf(reply: HttpReply): { type: string; details: unknown } | null {
  const parsed = errorReply.safeParse(json(reply.body));
  return parsed.success ? { type: parsed.data.error.type, details: parsed.data.error.details } : null;
}

/** The JSON of a body; undefined when it is none. */
export function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** @throws ApplianceError for every status but 2xx, and when the reply has not the documented shape */
export function decode<T>(where: Endpoint, path: string, reply: HttpReply, shape: z.ZodType<T>): T {
  if (reply.status < 200 || reply.status > 299) throw refusal(where, path, reply);
  const value = json(reply.body);
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  // While it boots, SPS shows a page in place of the interface.
  if (value === undefined) throw booting(where, path);
  throw new ApplianceError({
    code: 'malformed',
    device: where.device,
    finding: `${path} did not answer in the documented form`,
    advice: 'This firmware may differ from the documented one: read the value in its web interface.',
  });
}

function refusal(where: Endpoint, path: string, reply: HttpReply): ApplianceError {
  const { device } = where;
  const { status } = reply;
  if (status === 401) return sessionExpired(where);
  if (status === 403) {
    return new ApplianceError({
      code: 'forbidden',
      device,
      finding: `the user may not use ${path}`,
      advice: 'Give the user the "REST server" privilege, or take another user.',
    });
  }
  if (status === 404) {
    return new ApplianceError({
      code: 'not-supported',
      device,
      finding: `this firmware knows no ${path}`,
      advice: 'Read the value in the web interface of the device.',
    });
  }
  if (status >= 502 && status <= 504) return booting(where, path);
  const type = errorOf(reply)?.type;
  if (status >= 500 && type === undefined) {
    const finding = `${path} was answered with status ${status}`;
    const advice = 'Something failed inside the device: look at its web interface, and read the state back.';
    return new ApplianceError({ code: 'server-error', device, finding, advice });
  }
  return new ApplianceError({
    code: 'rejected',
    device,
    finding: `${path} was answered with status ${status}${type === undefined ? '' : ` (${type})`}`,
    advice: 'Look at the web interface of the device.',
  });
}

const booting = (where: Endpoint, path: string): ApplianceError =>
  new ApplianceError({
    code: 'starting',
    device: where.device,
    finding: `${path} is not served yet`,
    advice: 'The device is starting: wait and read again.',
  });

export const sessionExpired = (where: Endpoint): ApplianceError =>
  new ApplianceError({
    code: 'session-expired',
    device: where.device,
    finding: 'the session is not valid, or no longer',
    advice: 'Log in again. A session ends after 20 minutes, and at once when the clocks of both sides differ.',
  });
