import { describe, expect, test } from 'vitest';
import { DecodeError } from '../bytes.ts';
import { coldReset } from './cold-reset.ts';
import { getChannelAccess } from './get-channel-access.ts';
import { getChannelInfo } from './get-channel-info.ts';
import { getLanConfiguration } from './get-lan-configuration.ts';
import { getSystemBootOptions } from './get-system-boot-options.ts';
import { getUserAccess, type UserAccess } from './get-user-access.ts';
import { getUserName } from './get-user-name.ts';
import { getWatchdogTimer, type Watchdog } from './get-watchdog-timer.ts';
import { setLanConfiguration } from './set-lan-configuration.ts';
import { setSystemBootOptions } from './set-system-boot-options.ts';
import { setUserAccess } from './set-user-access.ts';
import { setUserPassword, testUserPassword } from './set-user-password.ts';
import { SETUP_COMMANDS } from './setup-commands.ts';
import { warmReset } from './warm-reset.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

test('boot options: requests and answers byte for byte, locked parameters told', () => {
  expect(getSystemBootOptions.encodeRequest({ parameter: 5, set: 0, block: 0 })).toEqual(hex('05 00 00'));
  expect(getSystemBootOptions.decodeResponse(hex('01 05 a0 04 00 00 00'))).toEqual({
    parameter: 5,
    valid: true,
    data: hex('a0 04 00 00 00'),
  });
  expect(getSystemBootOptions.decodeResponse(hex('01 85'))).toEqual({ parameter: 5, valid: false, data: hex('') });
  expect(setSystemBootOptions.encodeRequest({ parameter: 5, valid: true, data: hex('8008000000') })).toEqual(
    hex('05 80 08 00 00 00'),
  );
  expect(setSystemBootOptions.decodeRequest(hex('85'))).toEqual({ parameter: 5, valid: false, data: hex('') });
});

test('LAN parameters go as they are, but the community string cannot be asked for', () => {
  const q = { channel: 1, parameter: 3, set: 0, block: 0 };
  expect(getLanConfiguration.encodeRequest(q)).toEqual(hex('01 03 00 00'));
  expect(getLanConfiguration.decodeRequest(hex('01 03 00 00'))).toEqual(q);
  expect(getLanConfiguration.decodeResponse(hex('11 c0 00 02 0a'))).toEqual(hex('c0 00 02 0a'));
  expect(() => getLanConfiguration.encodeRequest({ ...q, parameter: 16 })).toThrow('secret');
  expect(setLanConfiguration.encodeRequest({ channel: 1, parameter: 4, data: hex('02') })).toEqual(hex('01 04 02'));
});

describe('users', () => {
  const access: UserAccess = {
    maxUsers: 10,
    enabledUsers: 3,
    fixedNames: 1,
    enabled: true,
    callbackOnly: false,
    linkAuthentication: false,
    messaging: true,
    privilege: 'administrator',
  };
  test('access: a recorded answer, and every value back and forth', () => {
    expect(getUserAccess.decodeResponse(hex('0a 43 01 14'))).toEqual(access);
    for (const enabled of [true, false, null]) {
      for (const privilege of ['callback', 'user', 'operator', 'administrator', 'oem', null] as const) {
        for (const flag of [true, false]) {
          const a = { ...access, enabled, privilege, callbackOnly: flag, linkAuthentication: flag, messaging: !flag };
          expect(getUserAccess.decodeResponse(getUserAccess.encodeResponse(a))).toEqual(a);
        }
      }
    }
    expect(getUserAccess.decodeResponse(hex('0a 03 01 0f')).privilege).toBeNull();
    expect(getUserAccess.decodeResponse(hex('0a 03 01 00')).privilege).toBeNull();
  });
  test('access is changed with or without its bits', () => {
    const bits = { callbackOnly: false, linkAuthentication: true, messaging: true };
    const whole = { channel: 1, userId: 3, access: bits, privilege: 'operator' } as const;
    expect(setUserAccess.encodeRequest(whole)).toEqual(hex('b1 03 03'));
    expect(setUserAccess.decodeRequest(hex('b1 03 03'))).toEqual(whole);
    expect(setUserAccess.encodeRequest({ ...whole, access: null, privilege: null })).toEqual(hex('01 03 0f'));
    expect(setUserAccess.decodeRequest(hex('01 03 0f'))).toEqual({ ...whole, access: null, privilege: null });
  });
  test('names without padding, also from BMCs that answer with too few or unusual bytes', () => {
    expect(getUserName.encodeResponse('admin')).toEqual(hex('61646d696e 0000000000000000000000'));
    expect(getUserName.decodeResponse(hex('61646d696e 0000000000000000000000'))).toBe('admin');
    expect(getUserName.decodeResponse(Buffer.from('sixteen-bytes-ok'))).toBe('sixteen-bytes-ok');
    expect(getUserName.decodeResponse(hex('61'))).toBe('a');
    expect(getUserName.decodeResponse(hex(''))).toBe('');
    expect(getUserName.decodeResponse(Buffer.from('jörg\0'))).toBe('jörg');
  });
  test('passwords are padded to 16 or 20 bytes, and never cut off', () => {
    const password = Buffer.from('adminpw');
    const request = { userId: 2, operation: 'set', size: 20, password } as const;
    expect(setUserPassword.encodeRequest(request)).toEqual(hex(`8202 ${'61646d696e7077'.padEnd(40, '0')}`));
    expect(setUserPassword.encodeRequest({ ...request, size: 16 })).toEqual(
      hex(`0202 ${'61646d696e7077'.padEnd(32, '0')}`),
    );
    expect(testUserPassword.encodeRequest({ userId: 2, size: 16, password }).subarray(0, 2)).toEqual(hex('02 03'));
    expect(setUserPassword.encodeRequest({ ...request, operation: 'enable' })).toEqual(hex('82 01'));
    for (const operation of ['set', 'test'] as const) {
      const q = { ...request, operation };
      expect(setUserPassword.decodeRequest(setUserPassword.encodeRequest(q))).toEqual(q);
    }
    expect(() => setUserPassword.encodeRequest({ ...request, password: Buffer.alloc(21, 'x') })).toThrow(RangeError);
    expect(() => setUserPassword.encodeRequest({ ...request, size: 16, password: Buffer.alloc(17, 'x') })).toThrow(
      '16 bytes',
    );
    expect(() => setUserPassword.decodeRequest(hex('82 02 61'))).toThrow(DecodeError);
  });
});

test('channel access and info', () => {
  const access = {
    alerting: false,
    perMessageAuthentication: true,
    userLevelAuthentication: false,
    mode: 'always',
    limit: 'operator',
  } as const;
  expect(getChannelAccess.decodeResponse(hex('2a 03'))).toEqual(access);
  expect(getChannelAccess.encodeResponse(access)).toEqual(hex('2a 03'));
  expect(getChannelAccess.decodeResponse(hex('07 00'))).toMatchObject({ mode: null, limit: null });
  expect(getChannelAccess.encodeRequest({ channel: 1, settings: 'present' })).toEqual(hex('01 80'));
  expect(getChannelAccess.encodeRequest({ channel: 1, settings: 'stored' })).toEqual(hex('01 40'));
  expect(() => getChannelAccess.decodeRequest(hex('01 00'))).toThrow('reserved');
  const info = { channel: 1, medium: 4, protocol: 1, sessions: 'multi', activeSessions: 2, vendor: 7154 } as const;
  expect(getChannelInfo.decodeResponse(hex('01 04 01 82 f2 1b 00 00 00'))).toEqual(info);
  expect(getChannelInfo.encodeResponse(info)).toEqual(hex('01 04 01 82 f2 1b 00 00 00'));
});

test('watchdog: a timer about to reset the machine, and one that was never set', () => {
  const running: Watchdog = {
    use: 'sms-os',
    running: true,
    logs: false,
    action: 'hard-reset',
    preTimeoutInterrupt: 'nmi',
    preTimeoutSeconds: 10,
    expired: ['bios-frb2', 'os-load'],
    initialSeconds: 300,
    presentSeconds: 12.3,
  };
  expect(getWatchdogTimer.decodeResponse(hex('c4 21 0a 0a b80b 7b00'))).toEqual(running);
  expect(getWatchdogTimer.encodeResponse(running)).toEqual(hex('c4 21 0a 0a b80b 7b00'));
  expect(getWatchdogTimer.decodeResponse(hex('00 75 00 00 0000 0000'))).toMatchObject({
    use: null,
    running: false,
    logs: true,
    action: null,
    preTimeoutInterrupt: null,
    expired: [],
  });
  expect(getWatchdogTimer.decodeResponse(hex('04 00 00 00 0a00'))).toMatchObject({
    initialSeconds: 1,
    presentSeconds: null,
  });
});

test('what changes the BMC says so, and asks for the level of Appendix G', () => {
  const levels = Object.fromEntries(
    Object.values(SETUP_COMMANDS).map(({ name, level, changes }) => [name, `${level}${changes ? ' changes' : ''}`]),
  );
  expect(levels).toEqual({
    'Get System Boot Options': 'operator',
    'Set System Boot Options': 'operator changes',
    'Get LAN Configuration Parameters': 'operator',
    'Set LAN Configuration Parameters': 'administrator changes',
    'Get User Access': 'operator',
    'Set User Access': 'administrator changes',
    'Get User Name': 'operator',
    'Set User Password': 'administrator changes',
    'Get Channel Access': 'user',
    'Get Channel Info': 'user',
    'Get Watchdog Timer': 'user',
    'Cold Reset': 'administrator changes',
    'Warm Reset': 'administrator changes',
  });
  expect(testUserPassword.changes).toBeUndefined();
  expect([coldReset.cmd, warmReset.cmd]).toEqual([2, 3]);
});
