import { expect, test } from 'vitest';
import { CHASSIS_VERBS, chassisControl } from './chassis-control.ts';
import { chassisIdentify } from './chassis-identify.ts';
import { closeSession } from './close-session.ts';
import { getChannelAuthCapabilities } from './get-channel-auth-capabilities.ts';
import { getChannelCipherSuites, suiteIds } from './get-channel-cipher-suites.ts';
import { type ChassisStatus, getChassisStatus } from './get-chassis-status.ts';
import { getDeviceId } from './get-device-id.ts';
import { getFruAreaInfo } from './get-fru-area-info.ts';
import { guidText } from './get-system-guid.ts';
import { getSystemRestartCause } from './get-system-restart-cause.ts';
import { readFruData } from './read-fru-data.ts';
import { setPowerRestorePolicy } from './set-power-restore-policy.ts';
import { setSessionPrivilege } from './set-session-privilege.ts';

test('Chassis Control uses the numbers of Table 28-4', () => {
  expect(CHASSIS_VERBS.map((v) => chassisControl.encodeRequest(v)[0])).toEqual([0, 1, 2, 3, 4, 5]);
  for (const v of CHASSIS_VERBS) expect(chassisControl.decodeRequest(chassisControl.encodeRequest(v))).toBe(v);
  expect(() => chassisControl.decodeRequest(Buffer.from([9]))).toThrow('reserved');
});

test('Get Chassis Status: a recorded answer and every bit back and forth', () => {
  expect(getChassisStatus.decodeResponse(Buffer.from('21104000', 'hex'))).toEqual({
    power: 'on',
    restorePolicy: 'previous',
    faults: [],
    lastPowerEvent: ['on-by-ipmi'],
    identify: 'off',
  });
  const all: ChassisStatus = {
    power: 'off',
    restorePolicy: 'always-on',
    faults: ['power-control', 'power', 'interlock', 'overload', 'cooling', 'drive', 'front-panel-lockout', 'intrusion'],
    lastPowerEvent: ['on-by-ipmi', 'fault', 'interlock', 'overload', 'ac-failed'],
    identify: 'timed',
  };
  expect(getChassisStatus.decodeResponse(getChassisStatus.encodeResponse(all))).toEqual(all);
  expect(getChassisStatus.decodeResponse(Buffer.from([0x60, 0, 0]))).toMatchObject({
    restorePolicy: 'unknown',
    identify: null,
  });
});

test('the other commands come back as they went', () => {
  const id = {
    deviceId: 32,
    deviceRevision: 1,
    available: true,
    firmware: '3.77',
    ipmiVersion: '2.0',
    manufacturerId: 674,
    productId: 256,
  };
  expect(getDeviceId.decodeResponse(getDeviceId.encodeResponse(id))).toEqual(id);
  const cause = { cause: 'watchdog', channel: 1 } as const;
  expect(getSystemRestartCause.decodeResponse(getSystemRestartCause.encodeResponse(cause))).toEqual(cause);
  for (const q of [
    { seconds: 5, forever: false },
    { seconds: 0, forever: true },
  ]) {
    expect(chassisIdentify.decodeRequest(chassisIdentify.encodeRequest(q))).toEqual(q);
  }
  expect(chassisIdentify.decodeRequest(Buffer.alloc(0))).toEqual({ seconds: 15, forever: false });
  for (const p of ['always-off', 'previous', 'always-on', null] as const) {
    expect(setPowerRestorePolicy.decodeRequest(setPowerRestorePolicy.encodeRequest(p))).toBe(p);
  }
  expect(setPowerRestorePolicy.decodeResponse(Buffer.from([5]))).toEqual(['always-off', 'always-on']);
  expect(setSessionPrivilege.decodeResponse(setSessionPrivilege.encodeResponse('operator'))).toBe('operator');
  expect(setSessionPrivilege.decodeRequest(setSessionPrivilege.encodeRequest(null))).toBeNull();
  expect(closeSession.encodeRequest(0x01020304).toString('hex')).toBe('04030201');
  expect(getFruAreaInfo.decodeResponse(Buffer.from([0, 1, 0]))).toEqual({ size: 256, words: false });
  expect(readFruData.encodeRequest({ fruId: 0, offset: 0x102, count: 16 }).toString('hex')).toBe('00020110');
  expect(readFruData.decodeResponse(Buffer.from([2, 8, 9])).toString('hex')).toBe('0809');
});

test('channel commands', () => {
  const a = {
    channel: 1,
    types15: ['none', 'md5'],
    kgSet: true,
    nonNullUsers: true,
    nullUsers: false,
    anonymous: true,
    ipmi15: true,
    ipmi20: true,
  } as const;
  const caps = { ...a, types15: [...a.types15] };
  expect(getChannelAuthCapabilities.decodeResponse(getChannelAuthCapabilities.encodeResponse(caps))).toEqual(caps);
  expect(getChannelAuthCapabilities.encodeRequest({ channel: 14, privilege: 4, extended: true }).toString('hex')).toBe(
    '8e04',
  );
  expect(suiteIds(getChannelCipherSuites.decodeResponse(Buffer.from('01c0000041', 'hex')).records)).toEqual([0]);
  expect(suiteIds(Buffer.from('c003014181c011034481', 'hex'))).toEqual([3, 17]);
});

test('the GUID reads the same in all three byte orders', () => {
  const text = '4c4c4544-0051-3510-8058-b4c04f443732'; // a Dell service tag in a UUID
  const rfc = Buffer.from(text.replaceAll('-', ''), 'hex');
  const smbios = Buffer.from('44454c4c510010358058b4c04f443732', 'hex');
  expect(guidText(smbios)).toBe(text);
  expect(guidText(Buffer.from(rfc).reverse())).toBe(text);
  // Told apart only when the other reading has no valid version: here F.
  expect(guidText(Buffer.from('8d5b7c1e3f0a4cf29a6100c0ffee0001', 'hex'))).toBe('8d5b7c1e-3f0a-4cf2-9a61-00c0ffee0001');
  expect(guidText(Buffer.alloc(16))).toBe('00000000-0000-0000-0000-000000000000');
});
