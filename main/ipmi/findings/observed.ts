import type { AuthCapabilities } from '../commands/get-channel-auth-capabilities.ts';
import type { DeviceId } from '../commands/get-device-id.ts';
import type { SelTime } from '../sel/time.ts';
import type { Channel } from '../setup/channel.ts';
import type { CipherSuite } from '../setup/cipher-suites.ts';
import type { LanConfiguration } from '../setup/lan.ts';
import type { Users } from '../setup/users.ts';
import type { SolConfiguration } from '../sol/configuration.ts';

/** What was read, or why it was not. */
export type Seen<T> = { value: T } | { notRead: string };

/** A BMC's set-up as far as it could be read: what the findings are made from. Holds no secret. */
export interface Observed {
  device: Seen<DeviceId>;
  capabilities: Seen<AuthCapabilities>;
  cipherSuites: Seen<CipherSuite[]>;
  lan: Seen<LanConfiguration>;
  channel: Seen<Channel>;
  users: Seen<Users>;
  sol: Seen<SolConfiguration>;
  clock: Seen<{ time: SelTime; aheadSeconds: number }>;
  /** The login that the operator uses anyway; `factory`: it is one that everybody can look up. */
  login: { user: string; factory: boolean; passwordBytes: number };
  /** The first 16 bytes alone are the password of that login. */
  storedWith16: Seen<boolean>;
}
