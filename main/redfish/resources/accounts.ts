/** AccountService and ManagerAccount (DSP2046). */
import { z } from 'zod';
import { readMembers } from '../collection.ts';
import type { ChangeResult, Changes, Reads } from '../service.ts';
import { flag, link, number, trimmed } from '../shape.ts';
import { absent } from './absent.ts';
import { patch } from './patch.ts';

export interface Account {
  link: string;
  id: string | null;
  /** Null for an empty slot. */
  user: string | null;
  role: string | null;
  enabled: boolean | null;
  locked: boolean | null;
  /** Not reliably set by iDRACs (idrac.md §2.8). */
  passwordChangeRequired: boolean | null;
}
export interface AccountService {
  minPasswordLength: number | null;
  maxPasswordLength: number | null;
  accounts: Account[];
}

export const account = z
  .object({
    '@odata.id': z.string().min(1),
    Id: trimmed,
    UserName: trimmed,
    RoleId: trimmed,
    Enabled: flag,
    Locked: flag,
    PasswordChangeRequired: flag,
  })
  .transform(
    (raw): Account => ({
      link: raw['@odata.id'],
      id: raw.Id,
      user: raw.UserName,
      role: raw.RoleId,
      enabled: raw.Enabled,
      locked: raw.Locked,
      passwordChangeRequired: raw.PasswordChangeRequired,
    }),
  );
const service = z.object({ MinPasswordLength: number, MaxPasswordLength: number, Accounts: link });

/** @throws RedfishError */
export async function readAccounts(reads: Reads): Promise<AccountService> {
  const { accountService } = await reads.root();
  if (accountService === null) throw absent(reads.where, 'account service');
  const raw = await reads.read(accountService, service);
  if (raw.Accounts === null) throw absent(reads.where, 'accounts');
  return {
    minPasswordLength: raw.MinPasswordLength,
    maxPasswordLength: raw.MaxPasswordLength,
    accounts: await readMembers(reads, raw.Accounts, account, 64),
  };
}

/** A new password. Every session of that user ends with it, this one too if it is the same user's. */
export function setPassword(changes: Changes, account: Pick<Account, 'link'>, password: string): Promise<ChangeResult> {
  return patch(changes, account.link, { Password: password });
}
