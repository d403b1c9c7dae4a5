import { setUserPassword, testUserPassword } from '../../ipmi/commands/set-user-password.ts';
import { IpmiError } from '../../ipmi/errors.ts';
import { SettingError } from '../../ipmi/setup/setting-error.ts';
import type { Plan } from '../plan.ts';
import { sentElsewhere } from './elsewhere.ts';

/** Completion codes of the password test: another password, and stored with the other size. */
const OTHER_PASSWORD = 0x80;
const OTHER_SIZE = 0x81;

/**
 * Sets the password of a user id (IPMI 2.0 §22.30), stored with 20 bytes. The plan takes `password` over and wipes it; it is
 * in no intent, journal or message. SettingError when it does not fit. Proven by the BMC's own comparison where it offers one.
 */
export function passwordPlan(userId: number, password: Buffer): Plan {
  const size = 20;
  if (password.length === 0 || password.length > size) throw new SettingError(`a password has 1 to ${size} bytes`);
  return {
    ...forgottenPasswordPlan(userId),
    send: (bmc) => bmc.act(setUserPassword, { userId, operation: 'set', size, password }),
    async look(bmc) {
      try {
        await bmc.read(testUserPassword, { userId, size, password });
        return 'reached';
      } catch (error) {
        if (!(error instanceof IpmiError) || error.status === null) throw error;
        return error.status === OTHER_PASSWORD || error.status === OTHER_SIZE ? 'contradicted' : 'unprovable';
      }
    },
    wipe: () => void password.fill(0),
  };
}

/** The plan as far as a journal remembers it: without the password nothing can be sent, and nothing be proven. */
export function forgottenPasswordPlan(userId: number): Plan {
  return {
    action: 'user.setPassword',
    parameters: { userId, size: 20 },
    send: sentElsewhere('the password is not known any more', 'Order it again with the password'),
    look: async () => 'unprovable',
    settleMs: 5_000,
    // A wrong password counts as a failed login where the BMC counts those.
    looksAfterwardsOnly: true,
    caution: 'If this connection uses that user, try to log in with the new password, then once with the old one',
  };
}
