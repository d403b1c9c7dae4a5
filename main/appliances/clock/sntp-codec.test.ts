import { describe, expect, it } from 'vitest';
import { fuzzTargets } from '../../ports/fuzz.ts';
import { decodeReply, encodeQuestion, offsetOf, SntpRefusal } from './sntp-codec.ts';

/** What chronyd 4.3 on Debian 12 answered on 2026-11-21 to a question with the nonce a4ba846a1a711ec8. */
const RECORDED = Buffer.from(
  '240500e600000000000000007f7f0101eeabf0a03a614518a4ba846a1a711ec8eeabf0a197fe17abeeabf0a1992cfeae',
  'hex',
);
const NONCE = Buffer.from('a4ba846a1a711ec8', 'hex');
const altered = (at: number, hex: string) => {
  const packet = Buffer.from(RECORDED);
  packet.set(Buffer.from(hex, 'hex'), at);
  return packet;
};
const refusal = (packet: Buffer, nonce = NONCE): string => {
  try {
    decodeReply(packet, nonce);
    return 'taken';
  } catch (error) {
    if (error instanceof SntpRefusal) return error.code;
    throw error;
  }
};

describe('a question', () => {
  it('is of mode 3 and version 4, and tells nothing but the nonce', () => {
    const expected = Buffer.alloc(48);
    expected[0] = 0x23;
    expected.set(NONCE, 40);
    expect(encodeQuestion(NONCE).equals(expected)).toBe(true);
    expect(() => encodeQuestion(Buffer.alloc(7))).toThrow(RangeError);
  });
});

describe('an answer', () => {
  it('as recorded from chronyd says its times and its own error', () => {
    const reply = decodeReply(RECORDED, NONCE);
    expect(reply.stratum).toBe(5);
    expect(new Date(reply.receivedMs).toISOString()).toBe('2026-11-21T10:27:45.593Z');
    expect(reply.sentMs - reply.receivedMs).toBeCloseTo(4.623, 2);
    expect(reply.rootDistanceMs).toBe(0);
  });

  it('adds up half the root delay and the root dispersion', () => {
    // 0x0001_8000: 1.5 s; 0x0000_4000: 0.25 s.
    expect(decodeReply(altered(4, '0001800000004000'), NONCE).rootDistanceMs).toBe(1000);
  });

  it('after 2036 is of the next era', () => {
    const reply = decodeReply(altered(32, '00000000800000000000000100000000'), NONCE);
    expect(new Date(reply.receivedMs).toISOString()).toBe('2036-02-07T06:28:16.500Z');
    expect(new Date(reply.sentMs).toISOString()).toBe('2036-02-07T06:28:17.000Z');
  });

  it('with extension fields behind it is read all the same', () => {
    expect(decodeReply(Buffer.concat([RECORDED, Buffer.alloc(20)]), NONCE).stratum).toBe(5);
  });

  it.each([
    ['cut off', RECORDED.subarray(0, 47), 'malformed'],
    ['empty', Buffer.alloc(0), 'malformed'],
    ['a question like ours', altered(0, '23'), 'malformed'],
    ['a broadcast', altered(0, '25'), 'malformed'],
    ['of version 0', altered(0, '04'), 'malformed'],
    ['of a server without time (leap indicator 3)', altered(0, 'e4'), 'unsynchronised'],
    ['of stratum 16', altered(1, '10'), 'unsynchronised'],
    ['of stratum 0 without a word', altered(1, '00'), 'unsynchronised'],
    ['a kiss of death (RATE)', altered(12, '52415445').fill(0, 1, 2), 'kiss-of-death'],
    ['without the time it came', altered(32, '0000000000000000'), 'malformed'],
    ['without the time it went', altered(40, '0000000000000000'), 'malformed'],
    ['sent before it was asked', altered(32, 'eeabf0a2'), 'malformed'],
  ])('%s is refused: %s', (_name, packet, code) => {
    expect(refusal(packet)).toBe(code);
  });

  it('to an older question is refused, and so is a forged kiss of death', () => {
    const other = Buffer.from('a4ba846a1a711ec9', 'hex');
    expect(refusal(RECORDED, other)).toBe('other-answer');
    expect(refusal(altered(12, '44454e59').fill(0, 1, 2), other)).toBe('other-answer');
  });

  it('in any state of decay is refused, never misunderstood', () => {
    const target = {
      name: 'reply',
      seeds: [RECORDED],
      decode: (bytes: Buffer) => {
        const { receivedMs, sentMs, rootDistanceMs } = decodeReply(bytes, NONCE);
        if (![receivedMs, sentMs, rootDistanceMs].every(Number.isFinite)) throw new Error('not a number');
      },
    };
    const report = fuzzTargets([target], (error) => error instanceof SntpRefusal, 20_000, 4330);
    expect(report.failures).toEqual([]);
    expect(report.accepted).toBeGreaterThan(100);
  });
});

describe('offset and delay', () => {
  it('are those of the four time stamps (RFC 4330 §5)', () => {
    // 40 ms there and back, 10 ms in the server, which is 90 s ahead.
    const reply = { receivedMs: 90_020, sentMs: 90_030 };
    expect(offsetOf(reply, 0, 50)).toEqual({ offsetMs: 90_000, delayMs: 40 });
  });

  it('are wrong by half the difference when the ways differ, which the uncertainty covers', () => {
    const { offsetMs, delayMs } = offsetOf({ receivedMs: 35, sentMs: 35 }, 0, 40);
    expect(Math.abs(offsetMs)).toBeLessThanOrEqual(delayMs / 2);
  });

  it('never give a delay below nothing', () => {
    expect(offsetOf({ receivedMs: 0, sentMs: 12 }, 0, 11).delayMs).toBe(0);
  });
});
