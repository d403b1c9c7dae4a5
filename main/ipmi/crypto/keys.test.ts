import { expect, test } from 'vitest';
import { seal, unseal } from '../session/secure.ts';
import { decodeMessage } from '../wire/message.ts';
import { IPMITOOL_VECTORS } from './ipmitool-vectors.ts';
import { type RakpContext, rakp2Code, rakp3Code, rakp4Check, sessionKeys } from './keys.ts';
import { SUITES } from './suites.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

for (const v of IPMITOOL_VECTORS) {
  const context: RakpContext = {
    suite: SUITES[v.suite],
    consoleId: hex(v.consoleId).readUInt32LE(0),
    bmcId: hex(v.bmcId).readUInt32LE(0),
    consoleRandom: hex(v.consoleRandom),
    bmcRandom: hex(v.bmcRandom),
    guid: hex(v.guid),
    role: v.role,
    user: Buffer.from(v.user),
    password: Buffer.from(v.password),
    kg: v.kg === null ? null : Buffer.from(v.kg),
  };
  const keys = sessionKeys(context);

  test(`suite ${v.suite}: every code and key equals what ipmitool computed`, () => {
    expect(rakp2Code(context).toString('hex')).toBe(v.rakp2);
    expect(rakp3Code(context).toString('hex')).toBe(v.rakp3);
    expect(keys.sik.toString('hex')).toBe(v.sik);
    expect(keys.k1.toString('hex')).toBe(v.k1);
    expect(keys.k2.toString('hex')).toBe(v.k2);
    expect(rakp4Check(context, keys).toString('hex')).toBe(v.rakp4.slice(0, SUITES[v.suite].authCodeLength * 2));
  });

  test(`suite ${v.suite}: the packet ipmitool sent comes out byte for byte, and its answer opens`, () => {
    const base = { suite: SUITES[v.suite], keys, ownId: context.consoleId, peerId: context.bmcId };
    const packet = hex(v.firstRequest);
    const console = { ...base, sent: packet.readUInt32LE(10) - 1, window: { highest: 0, seen: 1 } };
    const message = { netFn: 0x06, cmd: 0x3b, rqSeq: 1, data: Buffer.from([4]) };
    expect(seal(console, message, packet.subarray(16, 32)).datagram.toString('hex')).toBe(v.firstRequest);
    const { message: answer } = unseal(console, hex(v.firstResponse));
    expect(answer).toMatchObject({ netFn: 0x07, cmd: 0x3b, rqSeq: 1, checksumsOk: true, data: Buffer.from([0, 4]) });
  });
}

test('a K_g of zeros means that the password stands in', () => {
  const v = IPMITOOL_VECTORS[0];
  const base = {
    suite: SUITES[3],
    consoleId: 1,
    bmcId: 2,
    consoleRandom: hex(v.consoleRandom),
    bmcRandom: hex(v.bmcRandom),
  };
  const rest = { guid: hex(v.guid), role: 0x13, user: Buffer.from('u'), password: Buffer.from('p') };
  expect(sessionKeys({ ...base, ...rest, kg: Buffer.alloc(20) })).toEqual(sessionKeys({ ...base, ...rest, kg: null }));
  expect(sessionKeys({ ...base, ...rest, kg: Buffer.alloc(20, 1) })).not.toEqual(
    sessionKeys({ ...base, ...rest, kg: null }),
  );
});

test('the plain message of the recorded request decodes', () => {
  // "encrypting this data" in ipmitool's log: the message, pad 01h to 07h and the pad length.
  const m = decodeMessage(hex('2018c881043b043c'));
  expect(m).toEqual({ netFn: 6, cmd: 0x3b, rqSeq: 1, data: Buffer.from([4]), checksumsOk: true });
});
