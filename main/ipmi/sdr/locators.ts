import { Reader } from '../bytes.ts';
import { decodeEntity, type Entity, encodeEntity } from './entities.ts';
import { decodeIdString, encodeIdString } from './text.ts';

export const FRU_LOCATOR = 0x11;
export const MC_LOCATOR = 0x12;

/** Where an inventory (FRU) is kept (IPMI 2.0 section 43.8, Table 43-7). */
export interface FruLocator {
  kind: 'fru-locator';
  recordId: number;
  /** Slave address of the controller that gives access; 20h is the BMC. */
  access: number;
  /** FRU id for Read FRU Data when `logical`, otherwise a slave address on a private bus. */
  device: number;
  logical: boolean;
  lun: number;
  bus: number;
  channel: number;
  deviceType: number;
  deviceModifier: number;
  entity: Entity;
  name: string | null;
}

/** A management controller (IPMI 2.0 section 43.9, Table 43-8). */
export interface McLocator {
  kind: 'mc-locator';
  recordId: number;
  address: number;
  channel: number;
  /** Bytes 8 and 9 as they are: initialization, then device support. */
  initialization: number;
  support: number;
  entity: Entity;
  name: string | null;
}

/** `body` starts behind the five header bytes. DecodeError when it is too short. */
export function decodeFruLocator(recordId: number, body: Buffer): FruLocator {
  const r = new Reader(body, `FRU locator record ${recordId}`);
  const access = r.u8();
  const device = r.u8();
  const place = r.u8();
  const channel = r.u8() >> 4;
  r.u8(); // reserved
  const deviceType = r.u8();
  const deviceModifier = r.u8();
  const entity = decodeEntity(r.u8(), r.u8());
  r.u8(); // OEM
  return {
    kind: 'fru-locator',
    recordId,
    access,
    device,
    logical: (place & 0x80) !== 0,
    lun: (place >> 3) & 3,
    bus: place & 7,
    channel,
    deviceType,
    deviceModifier,
    entity,
    name: decodeIdString(r.u8(), r.rest()),
  };
}

export function encodeFruLocator(l: FruLocator): Buffer {
  const place = (l.logical ? 0x80 : 0) | (l.lun << 3) | l.bus;
  const front = [l.access, l.device, place, l.channel << 4, 0, l.deviceType, l.deviceModifier];
  return Buffer.concat([Buffer.from([...front, ...encodeEntity(l.entity), 0]), encodeIdString(l.name ?? '')]);
}

/** `body` starts behind the five header bytes. DecodeError when it is too short. */
export function decodeMcLocator(recordId: number, body: Buffer): McLocator {
  const r = new Reader(body, `controller locator record ${recordId}`);
  const address = r.u8();
  const channel = r.u8() & 0x0f;
  const initialization = r.u8();
  const support = r.u8();
  r.take(3); // reserved
  const entity = decodeEntity(r.u8(), r.u8());
  r.u8(); // OEM
  const name = decodeIdString(r.u8(), r.rest());
  return { kind: 'mc-locator', recordId, address, channel, initialization, support, entity, name };
}

export function encodeMcLocator(l: McLocator): Buffer {
  const front = [l.address, l.channel, l.initialization, l.support, 0, 0, 0, ...encodeEntity(l.entity), 0];
  return Buffer.concat([Buffer.from(front), encodeIdString(l.name ?? '')]);
}
