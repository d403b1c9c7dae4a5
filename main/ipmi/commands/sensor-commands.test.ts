import { expect, test } from 'vitest';
import { DecodeError } from '../bytes.ts';
import { clearSel, getSelErasure } from './clear-sel.ts';
import { getDeviceSdrInfo } from './get-device-sdr-info.ts';
import { getSdr } from './get-sdr.ts';
import { getSdrRepositoryInfo } from './get-sdr-repository-info.ts';
import { getSelEntry } from './get-sel-entry.ts';
import { getSelInfo } from './get-sel-info.ts';
import { getSelTime } from './get-sel-time.ts';
import { getSensorEventEnable } from './get-sensor-event-enable.ts';
import { getSensorHysteresis } from './get-sensor-hysteresis.ts';
import { getSensorReading } from './get-sensor-reading.ts';
import { getSensorThresholds } from './get-sensor-thresholds.ts';
import { reserveSel } from './reserve-sel.ts';
import { SENSOR_COMMANDS } from './sensor-commands.ts';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

test('levels of Appendix G: reading is User, clearing is Operator and the only change', () => {
  for (const [key, command] of Object.entries(SENSOR_COMMANDS)) {
    const clears = key === 'sel-clear';
    expect(command.level, key).toBe(clears ? 'operator' : 'user');
    expect(command.changes ?? false, key).toBe(clears);
  }
});

test('repository and log state', () => {
  const sdr = bytes('51 2400 0010 11223344 55667788 82');
  expect(getSdrRepositoryInfo.decodeResponse(sdr)).toEqual({
    version: '1.5',
    records: 36,
    free: 0x1000,
    lastAddition: 0x44332211,
    lastErase: 0x88776655,
    reserves: true,
    overflow: true,
  });
  expect(getSdrRepositoryInfo.encodeResponse(getSdrRepositoryInfo.decodeResponse(sdr))).toEqual(sdr);
  expect(getSdrRepositoryInfo.decodeResponse(bytes('02 0000 ffff 00000000 00000000 00'))).toMatchObject({
    version: '2.0',
    free: null,
    reserves: false,
  });
  const sel = bytes('51 0300 d01f 11223344 ffffffff 02');
  expect(getSelInfo.decodeResponse(sel)).toMatchObject({
    entries: 3,
    free: 0x1fd0,
    overflow: false,
    lastErase: 0xffffffff,
  });
  expect(getSelInfo.encodeResponse(getSelInfo.decodeResponse(sel))).toEqual(sel);
});

test('the controller’s own records: static and dynamic', () => {
  const round = (hex: string) => {
    const info = getDeviceSdrInfo.decodeResponse(bytes(hex));
    expect(getDeviceSdrInfo.encodeResponse(info)).toEqual(bytes(hex));
    return info;
  };
  expect(round('0c 01')).toEqual({ count: 12, dynamic: false, changed: 0, luns: [0] });
  expect(round('0c 8b 01020304')).toEqual({ count: 12, dynamic: true, changed: 0x04030201, luns: [0, 1, 3] });
  for (const of of ['sdrs', 'sensors'] as const)
    expect(getDeviceSdrInfo.decodeRequest(getDeviceSdrInfo.encodeRequest(of))).toBe(of);
  expect(getDeviceSdrInfo.decodeRequest(Buffer.alloc(0))).toBe('sensors');
});

test('a part of a record: reservation, record, offset, count', () => {
  const request = { reservation: 0x1234, recordId: 0x5678, offset: 5, count: 0xff };
  for (const command of [getSdr, getSelEntry]) {
    expect(command.encodeRequest(request).toString('hex')).toBe('3412785605ff');
    expect(command.decodeRequest(command.encodeRequest(request))).toEqual(request);
    expect(command.decodeResponse(bytes('ffff 0102'))).toEqual({ next: 0xffff, bytes: bytes('0102') });
  }
  expect(reserveSel.decodeResponse(bytes('3412'))).toBe(0x1234);
});

test('a reading with both state bytes, one, or none', () => {
  const decode = (hex: string) => getSensorReading.decodeResponse(bytes(hex));
  expect(decode('2e c0 00 80')).toEqual({
    raw: 46,
    eventsEnabled: true,
    scanning: true,
    unavailable: false,
    states: 0,
  });
  expect(decode('00 c0 01 82').states).toBe(0x201);
  expect(decode('00 60 01')).toMatchObject({ unavailable: true, scanning: true, states: 1, eventsEnabled: false });
  expect(decode('00 80')).toMatchObject({ scanning: false, states: null });
  for (const hex of ['2ec00080', '00c00182', '2e40', '00a00180']) {
    expect(getSensorReading.encodeResponse(decode(hex))).toEqual(bytes(hex));
  }
});

test('only thresholds that can be read', () => {
  const decode = (hex: string) => getSensorThresholds.decodeResponse(bytes(hex));
  expect(decode('3f 010203 040506')).toEqual({ lnc: 1, lc: 2, lnr: 3, unc: 4, uc: 5, unr: 6 });
  expect(decode('12 010203 040506')).toEqual({ lc: 2, uc: 5 });
  expect(decode('00')).toEqual({});
  expect(decode('03 0102')).toEqual({ lnc: 1, lc: 2 }); // ends behind the last one that is readable
  expect(() => decode('04 0102')).toThrow(DecodeError);
  expect(getSensorThresholds.encodeResponse({ lc: 2, uc: 5 }).toString('hex')).toBe('12000200000500');
  const enabled = { eventsEnabled: true, scanning: true, assertions: 0x0a80, deassertions: 0x7fff };
  expect(getSensorEventEnable.decodeResponse(bytes('c0 800a ff7f'))).toEqual(enabled);
  expect(getSensorEventEnable.encodeResponse(enabled)).toEqual(bytes('c0 800a ff7f'));
  expect(getSensorEventEnable.decodeResponse(bytes('40'))).toMatchObject({ eventsEnabled: false, assertions: 0 });
  expect(getSensorHysteresis.decodeResponse(bytes('0201'))).toEqual({ positive: 2, negative: 1 });
  expect(getSensorHysteresis.encodeRequest(7).toString('hex')).toBe('07ff');
});

test('clearing needs the letters CLR; its status has a read of its own', () => {
  const erase = clearSel.encodeRequest({ reservation: 0x1234, step: 'erase' });
  expect(erase.toString('hex')).toBe('3412434c52aa');
  expect(clearSel.decodeRequest(erase)).toEqual({ reservation: 0x1234, step: 'erase' });
  expect(getSelErasure.encodeRequest(0x1234).toString('hex')).toBe('3412434c5200');
  expect(getSelErasure.decodeRequest(getSelErasure.encodeRequest(0x1234))).toBe(0x1234);
  expect(getSelErasure.changes).toBeUndefined();
  expect(() => clearSel.decodeRequest(bytes('3412434c53aa'))).toThrow('CLR');
  expect(() => clearSel.decodeRequest(bytes('3412434c5201'))).toThrow('reserved');
  expect([0x00, 0x01, 0xf1].map((b) => clearSel.decodeResponse(Buffer.from([b])))).toEqual([
    'in-progress',
    'completed',
    'completed',
  ]);
  expect(getSelTime.decodeResponse(bytes('78563412'))).toBe(0x12345678);
});
