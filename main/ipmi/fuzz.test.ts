import { expect, test } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { BmcCore } from '../practice/bmc/index.ts';
import { fuzz } from './fuzz.ts';
import { encodeAsf } from './wire/asf.ts';

test('20,000 mutated packets: every decoder returns or throws a DecodeError', () => {
  const report = fuzz(20_000, 1);
  expect(report.failures).toEqual([]);
  expect(report.passed).toBe(20_000);
  // If nearly all were refused at the door, the decoders behind it would not be tested.
  expect(report.accepted).toBeGreaterThan(4_000);
});

test('the same seed gives the same run', () => {
  expect(fuzz(2_000, 42)).toEqual(fuzz(2_000, 42));
});

test('the practice BMC swallows any datagram', () => {
  const core = new BmcCore();
  const random = seeded(3);
  const seed = encodeAsf({ kind: 'ping', tag: 1 });
  for (let i = 0; i < 5_000; i++) {
    const bytes = Buffer.from(
      Array.from({ length: Math.floor(random() * 60) }, (_, at) =>
        at < 4 ? (seed[at] ?? 0) | (i & 1) : Math.floor(random() * 256),
      ),
    );
    if (bytes.length > 5) bytes.set([0x06, 0x10 + (i % 6)], 4);
    core.receive(bytes, i);
  }
});
