import { Reader, u16le } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { EMPTY, type Read } from './command.ts';

/** Who the BMC is. Numbers as on the wire; `firmware` is "major.minor" with the minor part decoded from BCD. */
export interface DeviceId {
  deviceId: number;
  deviceRevision: number;
  /** False while the BMC updates its firmware or starts. */
  available: boolean;
  firmware: string;
  ipmiVersion: string;
  /** IANA enterprise number: 674 Dell, 10876 Supermicro. */
  manufacturerId: number;
  productId: number;
}

/** Get Device ID (IPMI 2.0 section 20.1, Table 20-2). */
export const getDeviceId: Read<void, DeviceId> = {
  name: 'Get Device ID',
  netFn: NETFN.app,
  cmd: 0x01,
  level: 'user',
  encodeRequest: () => EMPTY,
  decodeRequest: () => undefined,
  encodeResponse(id) {
    const [major = 0, minor = 0] = id.firmware.split('.').map(Number);
    const [v = 2, w = 0] = id.ipmiVersion.split('.').map(Number);
    const bcd = (Math.floor(minor / 10) << 4) | (minor % 10);
    const front = [
      id.deviceId,
      id.deviceRevision & 0x0f,
      (id.available ? 0 : 0x80) | (major & 0x7f),
      bcd,
      (w << 4) | v,
      0xbf,
    ];
    const maker = u16le(id.manufacturerId & 0xffff);
    return Buffer.concat([Buffer.from(front), maker, Buffer.from([id.manufacturerId >> 16]), u16le(id.productId)]);
  },
  decodeResponse(data) {
    const r = new Reader(data, 'Get Device ID response');
    const deviceId = r.u8();
    const deviceRevision = r.u8() & 0x0f;
    const fw1 = r.u8();
    const fw2 = r.u8();
    const version = r.u8();
    r.u8(); // additional device support
    const manufacturerId = r.u16le() | ((r.u8() & 0x0f) << 16);
    const productId = r.u16le();
    const firmware = `${fw1 & 0x7f}.${fw2.toString(16).padStart(2, '0')}`;
    const ipmiVersion = `${version & 0x0f}.${version >> 4}`;
    return {
      deviceId,
      deviceRevision,
      available: (fw1 & 0x80) === 0,
      firmware,
      ipmiVersion,
      manufacturerId,
      productId,
    };
  },
};
