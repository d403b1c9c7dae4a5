import { describe, expect, it } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { questionOf, replyTo } from './dns-server.ts';

/** A query as a resolver sends it (RFC 1035 §4.1). */
function query(name: string, type = 1): Buffer {
  const labels = name
    .split('.')
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')]));
  const head = Buffer.from([0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([head, ...labels, Buffer.from([0, 0, type, 0, 1])]);
}

describe('a DNS query', () => {
  it.each([
    ['a.example', 1, 4],
    ['A.Example', 28, 6],
    ['a.example', 16, null],
  ] as const)('%s of type %i', (name, type, family) => {
    expect(questionOf(query(name, type))).toMatchObject({ name: 'a.example', family });
  });
  it('is answered with its own id and question', () => {
    const asked = query('a.example');
    const question = questionOf(asked);
    if (!question) throw new Error('no question');
    const reply = replyTo(asked, question, { addresses: ['192.0.2.1', '2001:db8::5'], ttl: 60 });
    expect(reply.subarray(0, 2)).toEqual(asked.subarray(0, 2));
    expect(reply.readUInt16BE(6)).toBe(2);
    expect(reply.subarray(asked.length).toString('hex')).toBe(
      `c00c000100010000003c0004c0000201${'c00c001c00010000003c0010'}20010db8000000000000000000000005`,
    );
    expect(replyTo(asked, question, { refusal: 'refused' })[3]).toBe(0x85);
  });
  it('that is none is none, whatever comes (seeded)', () => {
    const random = seeded(3);
    const good = query('site-rs-1.practice.invalid');
    for (let n = 0; n < 3_000; n++) {
      const cut = Buffer.from(good.subarray(0, Math.floor(random() * (good.length + 1))));
      if (cut.length > 0) cut[Math.floor(random() * cut.length)] = Math.floor(random() * 256);
      const question = questionOf(cut);
      if (!question) continue;
      expect(question.end).toBeLessThanOrEqual(cut.length);
      expect(() => replyTo(cut, question, { addresses: ['192.0.2.1'], ttl: 1 })).not.toThrow();
    }
    expect(questionOf(Buffer.alloc(0))).toBeNull();
  });
});
