import { Reader, u32le } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

/** What a controller that keeps its records itself says about them. */
export interface DeviceSdrInfo {
  /** Records, or sensors on this LUN, as was asked. */
  count: number;
  /** Sensors may come and go; `changed` then counts or dates the last change. */
  dynamic: boolean;
  /** Sensor population change indicator; 0 for a static population. */
  changed: number;
  /** LUNs that have sensors. */
  luns: number[];
}

const LUNS = [0, 1, 2, 3];

/** Get Device SDR Info (IPMI 2.0 section 35.2, Table 35-2). Request: count `sdrs` or `sensors`. */
export const getDeviceSdrInfo: Read<'sdrs' | 'sensors', DeviceSdrInfo> = {
  name: 'Get Device SDR Info',
  netFn: NETFN.sensor,
  cmd: 0x20,
  level: 'user',
  encodeRequest: (of) => Buffer.from([of === 'sdrs' ? 1 : 0]),
  decodeRequest: (data) => (((data[0] ?? 0) & 1) === 1 ? 'sdrs' : 'sensors'),
  encodeResponse(i) {
    const flags = LUNS.reduce((byte, lun) => byte | (i.luns.includes(lun) ? 1 << lun : 0), i.dynamic ? 0x80 : 0);
    return Buffer.concat([Buffer.from([i.count, flags]), i.dynamic ? u32le(i.changed) : Buffer.alloc(0)]);
  },
  decodeResponse(data) {
    const r = new Reader(data, 'Get Device SDR Info response');
    const count = r.u8();
    const flags = r.u8();
    const dynamic = (flags & 0x80) !== 0;
    const luns = LUNS.filter((lun) => (flags & (1 << lun)) !== 0);
    return { count, dynamic, changed: dynamic && r.left >= 4 ? r.u32le() : 0, luns };
  },
};
