import { Reader } from '../bytes.ts';
import { type Privilege, privilegeName, privilegeNumber } from '../privilege.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

export interface ChannelAccessRequest {
  channel: number;
  /** The settings in force, or those that a restart brings back. */
  settings: 'present' | 'stored';
}

/** When the channel takes messages: never, only before the system boots, always, or shared with the BIOS (serial only). */
export type AccessMode = 'disabled' | 'pre-boot' | 'always' | 'shared';

export interface ChannelAccess {
  alerting: boolean;
  perMessageAuthentication: boolean;
  userLevelAuthentication: boolean;
  /** Null for reserved values. */
  mode: AccessMode | null;
  /** Highest level anybody can reach on this channel; null where the BMC does not say. */
  limit: Privilege | null;
}

const MODES: readonly AccessMode[] = ['disabled', 'pre-boot', 'always', 'shared'];
const PRESENT = 0x80;
const STORED = 0x40;

/** Get Channel Access (IPMI 2.0 section 22.23, Table 22-29). */
export const getChannelAccess: Read<ChannelAccessRequest, ChannelAccess> = {
  name: 'Get Channel Access',
  netFn: NETFN.app,
  cmd: 0x41,
  level: 'user',
  encodeRequest: (q) => Buffer.from([q.channel, q.settings === 'present' ? PRESENT : STORED]),
  decodeRequest(data) {
    const r = new Reader(data, 'Get Channel Access request');
    const channel = r.u8() & 0x0f;
    const which = r.u8() & 0xc0;
    if (which !== PRESENT && which !== STORED) r.fail(`access option ${which >> 6} is reserved`);
    return { channel, settings: which === PRESENT ? 'present' : 'stored' };
  },
  encodeResponse(a) {
    // The bits say "disabled"; a mode that is no mode goes out as a reserved value.
    const off =
      (a.alerting ? 0 : 0x20) | (a.perMessageAuthentication ? 0 : 0x10) | (a.userLevelAuthentication ? 0 : 0x08);
    return Buffer.from([off | (a.mode === null ? 7 : MODES.indexOf(a.mode)), a.limit ? privilegeNumber(a.limit) : 0]);
  },
  decodeResponse(data) {
    const r = new Reader(data, 'Get Channel Access response');
    const bits = r.u8();
    return {
      alerting: (bits & 0x20) === 0,
      perMessageAuthentication: (bits & 0x10) === 0,
      userLevelAuthentication: (bits & 0x08) === 0,
      mode: MODES[bits & 7] ?? null,
      limit: privilegeName(r.u8() & 0x0f),
    };
  },
};
