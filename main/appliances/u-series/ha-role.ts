import type { CallOptions, Endpoint } from '../endpoint.ts';
import { ApplianceError } from '../error.ts';
import { exchange } from '../http.ts';

export type HaRole = 'off' | 'active' | 'passive';
const PATH = '/UVMInterface/api/HighAvailability';
const ROLES: readonly HaRole[] = ['off', 'active', 'passive'];
/** It either answers or is not there. */
const REPLY_MS = 5_000;
const LIMIT = 65_536;

/**
 * The role in the pair, from an interface that no document of the vendor's at hand describes (appliances.md §2.1). Anonymous.
 * It may fill a form, and nothing may be decided by it.
 * @returns null for anything but a clearly named role. @throws ApplianceError when the device does not answer
 */
export async function usHaRole(where: Endpoint, pin: string | null, options: CallOptions): Promise<HaRole | null> {
  try {
    const reply = await exchange(
      where,
      pin,
      { method: 'GET', path: PATH },
      { replyMs: REPLY_MS, limit: LIMIT, ...options },
    );
    return reply.status === 200 ? haRoleIn(reply.body) : null;
  } catch (error) {
    if (error instanceof ApplianceError && (error.code === 'malformed' || error.code === 'too-large')) return null;
    throw error;
  }
}

/** The role a reply names, as a bare word or under the key `Role`. Pure. */
export function haRoleIn(body: Buffer): HaRole | null {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const named = Object.entries(value).filter(([key]) => key.toLowerCase() === 'role');
    value = named.length === 1 ? named[0]?.[1] : null;
  }
  return ROLES.find((role) => typeof value === 'string' && value.trim().toLowerCase() === role) ?? null;
}
