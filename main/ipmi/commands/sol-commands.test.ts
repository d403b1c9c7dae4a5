import { expect, test } from 'vitest';
import { activatePayload } from './activate-payload.ts';
import { deactivatePayload } from './deactivate-payload.ts';
import { getChannelPayloadSupport } from './get-channel-payload-support.ts';
import { getChannelPayloadVersion } from './get-channel-payload-version.ts';
import { getPayloadActivationStatus } from './get-payload-activation-status.ts';
import { getPayloadInstanceInfo } from './get-payload-instance-info.ts';
import { getSolConfiguration } from './get-sol-configuration.ts';
import { setSolConfiguration } from './set-sol-configuration.ts';

test('payload commands carry the bytes of Tables 24-2 to 24-10', () => {
  const q = { payloadType: 1, instance: 1, encrypted: true, authenticated: true };
  expect(activatePayload.encodeRequest(q).toString('hex')).toBe('0101c0000000');
  expect(activatePayload.decodeRequest(activatePayload.encodeRequest(q))).toEqual(q);
  const a = { inboundSize: 259, outboundSize: 100, port: 623, vlan: null };
  expect(activatePayload.encodeResponse(a).toString('hex')).toBe('00000000030164006f02ffff');
  expect(activatePayload.decodeResponse(activatePayload.encodeResponse(a))).toEqual(a);
  expect(activatePayload.decodeResponse(activatePayload.encodeResponse({ ...a, vlan: 7 }))).toMatchObject({ vlan: 7 });
  expect(activatePayload.decodeResponse(Buffer.from('00000000030164006f02', 'hex'))).toEqual(a);
  expect(deactivatePayload.encodeRequest({ payloadType: 1, instance: 1 }).toString('hex')).toBe('010100000000');

  expect(getPayloadActivationStatus.decodeResponse(Buffer.from([2, 3, 0x80]))).toEqual({
    capacity: 2,
    active: [1, 2, 16],
  });
  expect(getPayloadActivationStatus.encodeResponse({ capacity: 1, active: [1] }).toString('hex')).toBe('010100');
  const info = { sessionId: 0x01020304, serialPort: 1 };
  expect(getPayloadInstanceInfo.encodeResponse(info).toString('hex')).toBe('0403020101ffffffffffffff');
  expect(getPayloadInstanceInfo.decodeResponse(Buffer.alloc(12))).toEqual({ sessionId: null, serialPort: null });

  expect(getChannelPayloadSupport.decodeResponse(Buffer.from('03003f0000000000', 'hex'))).toEqual([
    0, 1, 16, 17, 18, 19, 20, 21,
  ]);
  expect(getChannelPayloadSupport.encodeResponse([0, 1, 63]).toString('hex')).toBe('0300000000000080');
  expect(getChannelPayloadVersion.encodeResponse('1.0').toString('hex')).toBe('10');
  expect(getChannelPayloadVersion.decodeResponse(Buffer.from([0x12]))).toBe('1.2');
});

test('SOL configuration commands carry the bytes of Tables 26-3 and 26-4', () => {
  expect(getSolConfiguration.encodeRequest({ channel: 14, parameter: 4 }).toString('hex')).toBe('0e040000');
  expect(getSolConfiguration.decodeResponse(Buffer.from('110732', 'hex')).toString('hex')).toBe('0732');
  const q = { channel: 1, parameter: 2, data: Buffer.from([0xc3]) };
  expect(setSolConfiguration.encodeRequest(q).toString('hex')).toBe('0102c3');
  expect(setSolConfiguration.decodeRequest(setSolConfiguration.encodeRequest(q))).toEqual(q);
});
