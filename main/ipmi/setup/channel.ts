import type { Reads } from '../bmc.ts';
import { type ChannelAccess, getChannelAccess } from '../commands/get-channel-access.ts';
import { type ChannelInfo, getChannelInfo } from '../commands/get-channel-info.ts';
import { present } from '../errors.ts';

/** "The channel this request came over" (IPMI 2.0 Table 6-1). */
export const THIS_CHANNEL = 0x0e;
/** Where the BMC does not say which channel we are on: the first LAN channel of nearly all of them. */
const USUAL_LAN_CHANNEL = 1;

export interface Channel {
  number: number;
  info: ChannelInfo | null;
  /** In force now, and after a restart. */
  present: ChannelAccess | null;
  stored: ChannelAccess | null;
}

/** The channel over which we talk to this BMC. Its number is the one that LAN parameters and users are asked for. IpmiError. */
export async function readChannel(bmc: Reads): Promise<Channel> {
  const info = await present(bmc.read(getChannelInfo, THIS_CHANNEL));
  const number = info && info.channel !== THIS_CHANNEL ? info.channel : USUAL_LAN_CHANNEL;
  return {
    number,
    info,
    present: await present(bmc.read(getChannelAccess, { channel: number, settings: 'present' })),
    stored: await present(bmc.read(getChannelAccess, { channel: number, settings: 'stored' })),
  };
}
