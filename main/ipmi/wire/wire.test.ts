import { expect, test } from 'vitest';
import { DecodeError } from '../bytes.ts';
import { decodeAsf, encodeAsf } from './asf.ts';
import { decodeMessage, encodeMessage } from './message.ts';
import {
  decodeOpenSessionRequest,
  decodeOpenSessionResponse,
  encodeOpenSessionRequest,
  encodeOpenSessionResponse,
} from './open-session.ts';
import { decodePacket, encodePacket, PAYLOAD } from './packet.ts';
import {
  decodeRakp1,
  decodeRakp2,
  decodeRakp3,
  decodeRakp4,
  encodeRakp1,
  encodeRakp2,
  encodeRakp3,
  encodeRakp4,
} from './rakp.ts';
import { decodeSessionless, encodeSessionless } from './sessionless.ts';

const suite17 = { authentication: 3, integrity: 4, confidentiality: 1 };

test('presence ping and pong', () => {
  expect(encodeAsf({ kind: 'ping', tag: 0x21 }).toString('hex')).toBe('0600ff06000011be80210000');
  const pong = { kind: 'pong', tag: 0x21, ipmi: true, enterprise: 4542 } as const;
  expect(decodeAsf(encodeAsf(pong))).toEqual(pong);
  expect(encodeAsf(pong).length).toBe(28);
});

test('Open Session Request as ipmitool sends it for suite 17', () => {
  const recorded =
    '0600ff07061000000000000000002000' + '00000000a4a3a2a000000008030000000100000804000000' + '0200000801000000';
  const q = { tag: 0, privilege: 0, consoleId: 0xa0a2a3a4, algorithms: suite17 };
  const payload = encodeOpenSessionRequest(q);
  const packet = {
    payloadType: PAYLOAD.openRequest,
    encrypted: false,
    authenticated: false,
    sessionId: 0,
    sequence: 0,
    payload,
  };
  expect(encodePacket(packet).toString('hex')).toBe(recorded);
  const { packet: back, seal } = decodePacket(Buffer.from(recorded, 'hex'), 16);
  expect(back).toEqual(packet);
  expect(seal).toBeNull();
  expect(decodeOpenSessionRequest(back.payload)).toEqual(q);
});

test('session setup messages come back as they went', () => {
  const open = { status: 0, tag: 1, privilege: 3, consoleId: 5, bmcId: 6, algorithms: suite17 } as const;
  expect(decodeOpenSessionResponse(encodeOpenSessionResponse(open))).toEqual(open);
  const refused = { status: 0x11, tag: 1, refused: true } as const;
  expect(decodeOpenSessionResponse(encodeOpenSessionResponse(refused))).toEqual(refused);
  const r1 = { tag: 2, bmcId: 6, consoleRandom: Buffer.alloc(16, 1), role: 0x13, user: Buffer.from('root') };
  expect(decodeRakp1(encodeRakp1(r1))).toEqual(r1);
  const r2 = {
    status: 0,
    tag: 2,
    consoleId: 5,
    bmcRandom: Buffer.alloc(16, 2),
    guid: Buffer.alloc(16, 3),
    authCode: Buffer.alloc(20, 4),
  } as const;
  expect(decodeRakp2(encodeRakp2(r2), 20)).toEqual(r2);
  expect(() => decodeRakp2(encodeRakp2(r2), 32)).toThrow(DecodeError);
  const r3 = { tag: 3, status: 0, bmcId: 6, authCode: Buffer.alloc(32, 5) };
  expect(decodeRakp3(encodeRakp3(r3))).toEqual(r3);
  const r4 = { status: 0, tag: 3, consoleId: 5, integrityCheck: Buffer.alloc(16, 6) } as const;
  expect(decodeRakp4(encodeRakp4(r4), 16)).toEqual(r4);
});

test('a wildcard algorithm (length 0) is refused', () => {
  const bytes = encodeOpenSessionRequest({ tag: 0, privilege: 3, consoleId: 1, algorithms: suite17 });
  bytes[11] = 0;
  expect(() => decodeOpenSessionRequest(bytes)).toThrow(DecodeError);
});

test('the signed part of a packet is a multiple of four', () => {
  for (let n = 0; n < 9; n++) {
    const packet = {
      payloadType: PAYLOAD.ipmi,
      encrypted: true,
      authenticated: true,
      sessionId: 7,
      sequence: 1,
      payload: Buffer.alloc(n),
    };
    let signed: Buffer = Buffer.alloc(0);
    const bytes = encodePacket(packet, (s) => {
      signed = s;
      return Buffer.alloc(12, 0xaa);
    });
    expect(signed.length % 4).toBe(0);
    const back = decodePacket(bytes, 12);
    expect(back.seal?.signed).toEqual(signed);
    expect(back.seal?.authCode).toEqual(Buffer.alloc(12, 0xaa));
  }
});

test('message checksums are told, not enforced', () => {
  const bytes = encodeMessage({ netFn: 6, cmd: 1, rqSeq: 9, data: Buffer.from([1, 2]) });
  expect(decodeMessage(bytes).checksumsOk).toBe(true);
  for (const at of [2, bytes.length - 1]) {
    const bad = Buffer.from(bytes);
    bad[at] = (bad[at] ?? 0) ^ 0xff;
    expect(decodeMessage(bad).checksumsOk).toBe(false);
  }
});

test('a sessionless packet holds a message, a session packet is none', () => {
  const message = Buffer.from('2018c88100388e04b5', 'hex');
  expect(encodeSessionless(message).toString('hex')).toBe('0600ff07000000000000000000092018c88100388e04b5');
  expect(decodeSessionless(encodeSessionless(message))).toEqual(message);
  const bound = encodeSessionless(message);
  bound[9] = 1;
  expect(() => decodeSessionless(bound)).toThrow(DecodeError);
});
