import type { Reads } from '../bmc.ts';
import { getUserAccess, type UserAccess } from '../commands/get-user-access.ts';
import { getUserName } from '../commands/get-user-name.ts';
import { present } from '../errors.ts';
import type { Privilege } from '../privilege.ts';

export interface User {
  /** 1 to 63. */
  id: number;
  /** Empty for the user without a name, and for slots that are not used. */
  name: string;
  fixedName: boolean;
  /** Null where the BMC does not say. */
  enabled: boolean | null;
  /** May log in over IPMI on the channel asked for. */
  messaging: boolean;
  callbackOnly: boolean;
  /** Null: no access. */
  privilege: Privilege | null;
}

export interface Users {
  slots: number;
  enabled: number;
  users: User[];
}

/** Most user ids the specification allows. */
const MAX_USERS = 63;

/**
 * All user slots of a channel, two reads for each; null where the BMC does not tell about users. Slots that it does not
 * tell about are left out. Give the `Bmc` itself rather than `together`: that many reads need more than one time-out.
 */
export async function readUsers(bmc: Reads, channel: number): Promise<Users | null> {
  const first = await present(bmc.read(getUserAccess, { channel, userId: 1 }));
  if (first === null) return null;
  const users: User[] = [];
  for (let id = 1; id <= Math.min(first.maxUsers, MAX_USERS); id++) {
    const access = id === 1 ? first : await present(bmc.read(getUserAccess, { channel, userId: id }));
    if (access) users.push(userOf(id, access, (await present(bmc.read(getUserName, id))) ?? ''));
  }
  return { slots: first.maxUsers, enabled: first.enabledUsers, users };
}

function userOf(id: number, access: UserAccess, name: string): User {
  const { enabled, messaging, callbackOnly, privilege, fixedNames } = access;
  return { id, name, fixedName: id <= fixedNames, enabled, messaging, callbackOnly, privilege };
}

/** Whether somebody can log in as this user: enabled or not told, admitted to the channel, with some level. */
export function canLogIn(user: User): boolean {
  return user.enabled !== false && user.messaging && user.privilege !== null;
}
