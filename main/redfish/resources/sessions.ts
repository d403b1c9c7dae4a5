/** Session collection and Session (DSP2046): who is logged in. */
import { z } from 'zod';
import { readMembers } from '../collection.ts';
import { RedfishError } from '../error.ts';
import type { Reads } from '../service.ts';
import { listOf, trimmed } from '../shape.ts';

export interface RedfishSession {
  link: string | null;
  user: string | null;
  /** IP address it was opened from. */
  from: string | null;
  /** ISO 8601 as the service writes it. */
  since: string | null;
  /** `WebUI`, `Redfish`, `ManagerConsole` … */
  type: string | null;
}

export const session = z
  .object({
    '@odata.id': z.string().nullable().catch(null),
    UserName: trimmed,
    ClientOriginIPAddress: trimmed,
    CreatedTime: trimmed,
    SessionType: trimmed,
  })
  .transform(
    (raw): RedfishSession => ({
      link: raw['@odata.id'],
      user: raw.UserName,
      from: raw.ClientOriginIPAddress,
      since: raw.CreatedTime,
      type: raw.SessionType,
    }),
  );

/** Everybody who is logged in. @throws RedfishError */
export async function readSessions(reads: Reads): Promise<RedfishSession[]> {
  const { sessions } = await reads.root();
  if (sessions === null) {
    const { device } = reads.where;
    const advice = 'Look at the sessions in the web interface.';
    throw new RedfishError({ code: 'not-supported', device, finding: 'the service tells no sessions', advice });
  }
  return readMembers(reads, sessions, session, MOST);
}

const MOST = 16;
const members = z.object({ Members: listOf(z.object({ '@odata.id': z.string() })) });

/** `user from address` of each session, asked over a connection that could not log in. `get` gives JSON or null. */
export async function takenBy(get: (link: string) => Promise<unknown>, sessions: string | null): Promise<string[]> {
  if (sessions === null) return [];
  const list = members.safeParse(await get(sessions));
  const found: string[] = [];
  for (const member of list.success ? list.data.Members.slice(0, MOST) : []) {
    const one = session.safeParse(await get(member['@odata.id']));
    if (one.success && one.data.user !== null) found.push(`${one.data.user} from ${one.data.from ?? 'unknown'}`);
  }
  return found;
}
