import { expect, test } from 'vitest';
import { encryptPayload } from '../crypto/confidentiality.ts';
import { packetCode, rakp2Code, rakp4Check } from '../crypto/keys.ts';
import { SUITES } from '../crypto/suites.ts';
import { encodeOpenSessionResponse } from '../wire/open-session.ts';
import { decodePacket, encodePacket, PAYLOAD, type PayloadType } from '../wire/packet.ts';
import { decodeRakp3, encodeRakp2, encodeRakp4 } from '../wire/rakp.ts';
import { advance, type Handshake, type HandshakeConfig, type Step, startHandshake, timedOut } from './handshake.ts';

const suite = SUITES[17];
const config: HandshakeConfig = { suite, user: Buffer.from('u'), password: Buffer.from('p'), kg: null, privilege: 3 };
const random = (n: number) => Buffer.alloc(n, 7);
const guid = Buffer.alloc(16, 1);
const bmcRandom = Buffer.alloc(16, 2);
const consoleId = 0x07070707;
const bmcId = 99;

const plain = (payloadType: PayloadType, payload: Buffer) =>
  encodePacket({ payloadType, encrypted: false, authenticated: false, sessionId: 0, sequence: 0, payload });
const feed = (state: Handshake, bytes: Buffer): Step => advance(state, { kind: 'datagram', bytes }, random);

function opened(): Handshake {
  const { state } = startHandshake(config, random);
  const { algorithms } = suite;
  return feed(
    state,
    plain(
      PAYLOAD.openResponse,
      encodeOpenSessionResponse({ status: 0, tag: 0, privilege: 3, consoleId, bmcId, algorithms }),
    ),
  ).state;
}

function rakp2(state: Handshake, spoil: (code: Buffer) => void = () => undefined, password = config.password): Buffer {
  if (state.phase.at !== 'rakp1') throw new Error(state.phase.at);
  const { tag, consoleRandom } = state.phase;
  const context = {
    suite,
    consoleId,
    bmcId,
    consoleRandom,
    bmcRandom,
    guid,
    role: 0x13,
    user: config.user,
    password,
    kg: null,
  };
  const authCode = rakp2Code(context);
  spoil(authCode);
  return plain(PAYLOAD.rakp2, encodeRakp2({ status: 0, tag, consoleId, bmcRandom, guid, authCode }));
}

function proving(): Handshake & { phase: { at: 'rakp3' } } {
  const state = opened();
  const next = feed(state, rakp2(state)).state;
  if (next.phase.at !== 'rakp3') throw new Error(next.phase.at);
  return { ...next, phase: next.phase };
}

test('nothing that proves our password leaves before RAKP 2 has proved the BMC', () => {
  let state = opened();
  for (let i = 0; i < 4; i++) {
    const step = feed(state, rakp2(state, undefined, Buffer.from('other')));
    for (const datagram of step.send) {
      const { packet } = decodePacket(datagram, 0);
      if (packet.payloadType === PAYLOAD.rakp3)
        expect(decodeRakp3(packet.payload)).toMatchObject({ status: 0x0f, authCode: Buffer.alloc(0) });
      else expect(packet.payloadType).toBe(PAYLOAD.rakp1);
    }
    state = step.state;
  }
  expect(state.phase).toMatchObject({ at: 'failed', failure: { code: 'wrong-password' } });
});

test('a code that is right but for a few bytes is damage: asked again, never a verdict', () => {
  let state = opened();
  for (let i = 0; i < 30; i++) {
    const step = feed(
      state,
      rakp2(state, (code) => {
        code[i] = (code[i] ?? 0) ^ 0xff;
      }),
    );
    state = step.state;
    expect(state.phase.at).toBe('rakp1');
  }
  expect(feed(state, rakp2(state)).state.phase.at).toBe('rakp3');
});

test('four mismatches with changing GUIDs are no verdict', () => {
  let state = opened();
  for (let i = 0; i < 4; i++) {
    if (state.phase.at !== 'rakp1') throw new Error(state.phase.at);
    const answer = {
      status: 0,
      tag: state.phase.tag,
      consoleId,
      bmcRandom,
      guid: Buffer.alloc(16, i),
      authCode: Buffer.alloc(32),
    } as const;
    state = feed(state, plain(PAYLOAD.rakp2, encodeRakp2(answer))).state;
  }
  expect(state.phase.at).toBe('rakp1');
});

test('an answer with an old tag is passed over without being counted as damage', () => {
  const state = opened();
  const late = rakp2(state);
  const asked = advance(state, { kind: 'silence' }, random).state;
  const after = feed(asked, late).state;
  expect(after.phase).toEqual(asked.phase);
  expect(after.damaged).toBe(0);
});

test('sealed-rakp4: accepted with the right AuthCode, refused with a wrong one', () => {
  const state = proving();
  const { context, keys, tag } = state.phase;
  const payload = encodeRakp4({ status: 0, tag, consoleId, integrityCheck: rakp4Check(context, keys) });
  const sealed = (k1: Buffer) => {
    const fields = {
      payloadType: PAYLOAD.rakp4,
      encrypted: true,
      authenticated: true,
      sessionId: consoleId,
      sequence: 1,
    };
    return encodePacket({ ...fields, payload: encryptPayload(keys.k2, random(16), payload) }, (signed) =>
      packetCode(suite, k1, signed),
    );
  };
  expect(feed(state, sealed(keys.k1)).state.phase.at).toBe('established');
  expect(feed(state, sealed(keys.k2)).state).toMatchObject({ damaged: 1, phase: { at: 'rakp3' } });
});

test('a damaged RAKP 4 is asked again, a wrong one means K_g, and no session is established', () => {
  const state = proving();
  const { context, keys, tag } = state.phase;
  const check = Buffer.from(rakp4Check(context, keys));
  check[3] = (check[3] ?? 0) ^ 1;
  const step = feed(state, plain(PAYLOAD.rakp4, encodeRakp4({ status: 0, tag, consoleId, integrityCheck: check })));
  expect(step.state.phase.at).toBe('rakp3');
  expect(step.send).toHaveLength(1);
  const wrong = feed(
    state,
    plain(PAYLOAD.rakp4, encodeRakp4({ status: 0, tag, consoleId, integrityCheck: Buffer.alloc(16) })),
  );
  expect(wrong.state.phase.at).toBe('open'); // once is no verdict: a new session is tried
});

test('what silence means depends on how far it came', () => {
  expect(timedOut(startHandshake(config, random).state).code).toBe('timeout');
  expect(timedOut(opened()).finding).toContain('user name');
  expect(timedOut(proving()).code).toBe('vanished');
});
