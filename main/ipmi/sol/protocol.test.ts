import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { DecodeError } from '../bytes.ts';
import { BMC, CONSOLE, decodeSol, encodeSol, type SolPacket } from '../wire/sol.ts';
import {
  dueOf,
  roomOf,
  type SolInput,
  type SolNotice,
  type SolSettings,
  type SolState,
  startSol,
  status,
  step,
} from './protocol.ts';

const SETTINGS: SolSettings = {
  side: 'console',
  maxCharacters: 255,
  retryMs: 100,
  retries: 7,
  capacity: 4_096,
  impatient: false,
};
const EMPTY = Buffer.alloc(0);
const packet = (p: Partial<SolPacket>): SolPacket => ({
  sequence: 0,
  acknowledges: 0,
  accepted: 0,
  nack: false,
  operation: 0,
  characters: EMPTY,
  ...p,
});

/** One end with its time; each call returns what it sent, decoded, and what it delivered. */
function end(settings: Partial<SolSettings> = {}) {
  let state = startSol({ ...SETTINGS, ...settings });
  let order = 0;
  const api = {
    now: 0,
    get state() {
      return state;
    },
    do(input: SolInput): { send: SolPacket[]; text: string; notices: SolNotice[] } {
      const out = step(state, input, api.now);
      state = out.state;
      return {
        send: out.send.map(decodeSol),
        text: Buffer.concat(out.delivered).toString('latin1'),
        notices: out.notices,
      };
    },
    get: (p: Partial<SolPacket>, at = ++order, room = Number.POSITIVE_INFINITY) =>
      api.do({ kind: 'packet', packet: packet(p), order: at, room }),
    write: (text: string) => api.do({ kind: 'write', bytes: Buffer.from(text, 'latin1') }),
    tick(ms: number) {
      api.now += ms;
      return api.do({ kind: 'tick' });
    },
  };
  return api;
}

const chars = (text: string) => Buffer.from(text, 'latin1');

describe('sending', () => {
  test('one packet at a time; numbers 1 to 15 and then 1 again', () => {
    const e = end({ maxCharacters: 1 });
    const numbers: number[] = [];
    let { send } = e.write('abcdefghijklmnopqrst');
    while (send[0]) {
      expect(send).toHaveLength(1);
      numbers.push(send[0].sequence);
      ({ send } = e.get({ acknowledges: send[0].sequence, accepted: 1 }));
    }
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 1, 2, 3, 4, 5]);
  });

  test('repeats the same number and characters although more was written, and says when it was in vain', () => {
    const e = end({ retries: 2 });
    const [first] = e.write('ab').send;
    e.write('cd');
    expect(e.tick(99).send).toEqual([]);
    expect(e.tick(1)).toMatchObject({ send: [first], notices: [] });
    expect(e.tick(100)).toMatchObject({ send: [first], notices: [] });
    expect(e.tick(100)).toMatchObject({ send: [first], notices: ['silent'] });
    expect(dueOf(e.state)).toBe(e.now + 200); // then ever slower
    expect(e.get({ acknowledges: 1, accepted: 2 }).send).toMatchObject([{ sequence: 2, characters: chars('cd') }]);
  });

  test('sends what was not accepted in a new packet, before what was written later', () => {
    const e = end();
    e.write('abcdef');
    e.write('gh');
    expect(e.get({ acknowledges: 1, accepted: 4 }).send).toMatchObject([{ sequence: 2, characters: chars('efgh') }]);
    // Nothing accepted: not at once again.
    expect(e.get({ acknowledges: 2, accepted: 0, nack: true }).send).toEqual([]);
    expect(e.tick(100).send).toMatchObject([{ sequence: 3, characters: chars('efgh') }]);
    // ipmi_sim: NACK says "full now", the count says what it took; the next packet without it ends the wait.
    expect(e.get({ acknowledges: 3, accepted: 2, nack: true }).send).toEqual([]);
    expect(e.get({ acknowledges: 3, accepted: 2 }).send).toMatchObject([{ sequence: 4, characters: chars('gh') }]);
    expect(e.get({ acknowledges: 4, accepted: 9 })).toMatchObject({ send: [], notices: ['room', 'drained'] });
  });

  test('ignores an acknowledgement that fits no packet, and one that is older than the last', () => {
    const e = end();
    e.write('ab');
    expect(e.get({ acknowledges: 7, accepted: 2 }).send).toEqual([]);
    e.get({ acknowledges: 1, accepted: 2 }, 20);
    e.write('cd');
    expect(e.get({ acknowledges: 2, accepted: 2 }, 19).notices).toEqual([]);
    expect(e.get({ acknowledges: 2, accepted: 2 }, 21).notices).toEqual(['room', 'drained']);
  });

  test('pauses while the BMC takes nothing, tries now and then, and goes on when the BMC says so', () => {
    const e = end();
    e.write('ab');
    const refused = { acknowledges: 1, accepted: 0, nack: true, operation: BMC.unavailable };
    expect(e.get(refused)).toMatchObject({ send: [], notices: ['paused'] });
    expect(e.tick(999).send).toEqual([]);
    expect(e.tick(1).send).toMatchObject([{ sequence: 2, characters: chars('ab') }]);
    expect(e.get({ ...refused, acknowledges: 2 }).notices).toEqual([]);
    expect(e.get({})).toMatchObject({ send: [{ sequence: 3 }], notices: ['resumed'] });
  });

  test('a break keeps its place among the characters', () => {
    const e = end();
    e.write('ab');
    e.do({ kind: 'break' });
    e.write('cd');
    const [broken] = e.get({ acknowledges: 1, accepted: 2 }).send;
    expect(broken).toMatchObject({ sequence: 2, operation: CONSOLE.break, characters: EMPTY });
    expect(e.get({ acknowledges: 2 }).send).toMatchObject([{ sequence: 3, operation: 0, characters: chars('cd') }]);
  });

  test('takes no more than its capacity', () => {
    const e = end({ capacity: 3 });
    e.write('abcdef');
    expect(roomOf(e.state)).toBe(0);
    expect(e.get({ acknowledges: 1, accepted: 2 }).send).toMatchObject([{ characters: chars('c') }]);
    expect(roomOf(e.state)).toBe(2);
  });
});

describe('receiving', () => {
  test('a repeated packet is answered as before and not taken again, also when it carries more', () => {
    const e = end();
    expect(e.get({ sequence: 5, characters: chars('abc') })).toMatchObject({
      text: 'abc',
      send: [{ sequence: 0, acknowledges: 5, accepted: 3, nack: false }],
    });
    expect(e.get({ sequence: 5, characters: chars('abcdef') })).toMatchObject({
      text: '',
      send: [{ acknowledges: 5, accepted: 3 }],
    });
    // The BMC then sends the rest in a new packet, as after any partial acceptance.
    expect(e.get({ sequence: 6, characters: chars('def') }).text).toBe('def');
  });

  test('a first try that was overtaken by its repetition and the next packet is dropped', () => {
    const e = end();
    e.get({ sequence: 3, characters: chars('abc') }, 11);
    e.get({ sequence: 4, characters: chars('def') }, 12);
    expect(e.get({ sequence: 3, characters: chars('abc') }, 10)).toMatchObject({ text: '', send: [] });
  });

  test('an empty packet with a number is answered', () => {
    expect(end().get({ sequence: 9 }).send).toMatchObject([{ acknowledges: 9, accepted: 0, nack: false }]);
  });

  test('tells overrun, break and deactivation, once for each packet that is not older than what is known', () => {
    const e = end();
    expect(e.get({ operation: BMC.overrun | BMC.break }, 5).notices).toEqual(['overrun', 'break']);
    expect(e.get({ operation: BMC.deactivating }, 4).notices).toEqual([]);
    expect(e.get({ operation: BMC.deactivating }, 6).notices).toEqual(['deactivating']);
  });

  test('the BMC refuses what its machine does not take, says so in every packet, and says when it takes it again', () => {
    const e = end({ side: 'bmc' });
    expect(e.get({ sequence: 1, characters: chars('abcd') }, 1, 3)).toMatchObject({
      text: 'abc',
      send: [{ acknowledges: 1, accepted: 3, nack: false, operation: BMC.unavailable }],
    });
    expect(e.get({ sequence: 2, characters: chars('d') }, 2, 0)).toMatchObject({
      text: '',
      send: [{ acknowledges: 2, accepted: 0, nack: true, operation: BMC.unavailable }],
    });
    expect(e.write('x').send).toMatchObject([{ sequence: 1, operation: BMC.unavailable }]);
    expect(e.do({ kind: 'ready' }).send).toMatchObject([{ sequence: 0, acknowledges: 0, operation: 0 }]);
    expect(e.do({ kind: 'ready' }).send).toEqual([]);
  });

  test('a CTS pause holds the BMC until it is lifted; flush drops what waits', () => {
    const e = end({ side: 'bmc' });
    e.get({ operation: CONSOLE.pauseCts });
    expect(e.write('abc').send).toEqual([]);
    expect(dueOf(e.state)).toBeNull();
    expect(e.get({}).send).toMatchObject([{ characters: chars('abc') }]);
    e.write('def');
    e.get({ sequence: 1, operation: CONSOLE.flushOutbound | CONSOLE.break });
    expect(e.get({ acknowledges: 1, accepted: 3 }).send).toEqual([]);
    expect(roomOf(e.state)).toBe(SETTINGS.capacity);
  });
});

describe('towards ipmi_sim', () => {
  const full = (letter: string) => chars(letter.repeat(255));

  test('answers again what may be lost, and refuses for good what it asks to be sent anew', () => {
    const e = end({ impatient: true });
    e.get({ sequence: 15, characters: full('a') });
    const answers = () => e.tick(150).send.map((p) => [p.acknowledges, p.accepted]);
    expect(answers()).toEqual([[15, 255]]);
    expect(answers()).toEqual([
      [15, 255],
      [1, 0],
    ]);
    // The packet was only late: its characters come again in the next one.
    expect(e.get({ sequence: 1, characters: full('b') })).toMatchObject({
      text: '',
      send: [{ acknowledges: 1, accepted: 0 }],
    });
    expect(e.get({ sequence: 2, characters: full('b') })).toMatchObject({
      text: 'b'.repeat(255),
      send: [{ acknowledges: 2, accepted: 255 }],
    });
    for (let n = 0; n <= 6; n++) expect(answers()).toHaveLength(n + 1);
    expect(dueOf(e.state)).toBeNull();
  });

  test('a packet that is not full ends a burst: its answer is given twice and that is all', () => {
    const e = end({ impatient: true });
    e.get({ sequence: 1, characters: chars('login: ') });
    expect(e.tick(150).send).toHaveLength(1);
    expect(dueOf(e.state)).toBeNull();
  });
});

/** A link and two ends on simulated time. `hash` of what went in and what came out, each way. */
interface Link {
  loss: number;
  duplicates: number;
  reordered: number;
  bytesPerSecond: number;
  seconds: number;
  typedPerSecond: number;
  /** How many characters the machine takes of a packet. */
  takes: (random: () => number) => number;
  impatient?: boolean;
}

const LINE: Link = {
  loss: 0,
  duplicates: 0,
  reordered: 0,
  bytesPerSecond: 11_520,
  seconds: 30,
  typedPerSecond: 20,
  takes: () => Number.POSITIVE_INFINITY,
};

function simulate(seed: number, link: Link) {
  const random = seeded(seed);
  let now = 0;
  let tasks: { at: number; run: () => void }[] = [];
  const at = (when: number, run: () => void) => {
    let i = tasks.length;
    while (i > 0 && (tasks[i - 1]?.at ?? 0) > when) i--;
    tasks.splice(i, 0, { at: when, run });
  };
  const bytes = (n: number) => Buffer.from(Uint8Array.from({ length: n }, () => Math.floor(random() * 256)));
  const settings = { ...SETTINGS, retries: 7, retryMs: 50 };
  const side = (name: 'console' | 'bmc') => ({
    state: startSol({ ...settings, side: name, impatient: name === 'console' && link.impatient === true }) as SolState,
    sent: 0,
    fed: createHash('sha256'),
    got: createHash('sha256'),
    fedBytes: 0,
    gotBytes: 0,
    pending: [] as Buffer[],
    armed: Number.POSITIVE_INFINITY,
  });
  const ends = { console: side('console'), bmc: side('bmc') };
  const other = { console: 'bmc', bmc: 'console' } as const;
  let busy = true;

  const apply = (name: 'console' | 'bmc', input: SolInput) => {
    const me = ends[name];
    const out = step(me.state, input, now);
    me.state = out.state;
    for (const b of out.delivered) {
      me.got.update(b);
      me.gotBytes += b.length;
    }
    for (const payload of out.send) {
      const order = ++me.sent;
      const copies = random() < link.loss ? 0 : random() < link.duplicates ? 2 : 1;
      for (let c = 0; c < copies; c++) {
        const late = random() < link.reordered ? random() * 30 : 0;
        const to = other[name];
        at(now + 1 + late, () => {
          const room = to === 'bmc' ? link.takes(random) : Number.POSITIVE_INFINITY;
          apply(to, { kind: 'packet', packet: decodeSol(payload), order, room });
          if (to === 'bmc' && ends.bmc.state.full) at(now + 20, () => apply('bmc', { kind: 'ready' }));
        });
      }
    }
    flow(name);
    arm(name);
  };
  /** Hands on what the end has room for; the rest waits, as RTS has it wait. */
  const flow = (name: 'console' | 'bmc') => {
    const me = ends[name];
    const [head] = me.pending;
    if (!head || roomOf(me.state) === 0) return;
    const part = head.subarray(0, roomOf(me.state));
    if (part.length === head.length) me.pending.shift();
    else me.pending[0] = head.subarray(part.length);
    apply(name, { kind: 'write', bytes: part });
  };
  const arm = (name: 'console' | 'bmc') => {
    const me = ends[name];
    const due = dueOf(me.state);
    if (due === null || due >= me.armed) return;
    me.armed = due;
    at(due, () => {
      me.armed = Number.POSITIVE_INFINITY;
      apply(name, { kind: 'tick' });
    });
  };
  const feed = (name: 'console' | 'bmc', perSecond: number, everyMs: number) => {
    let carry = 0;
    const once = () => {
      if (now >= link.seconds * 1_000) {
        busy = false;
        return;
      }
      carry += (perSecond * everyMs) / 1_000;
      const b = bytes(Math.floor(carry));
      carry -= b.length;
      if (b.length > 0) {
        ends[name].fed.update(b);
        ends[name].fedBytes += b.length;
        ends[name].pending.push(b);
        flow(name);
      }
      at(now + everyMs, once);
    };
    once();
  };
  feed('bmc', link.bytesPerSecond, 25);
  feed('console', link.typedPerSecond, 100);
  const limit = (link.seconds + 120) * 1_000;
  while (tasks.length > 0 && now < limit) {
    const task = tasks.shift();
    if (!task) break;
    now = task.at;
    task.run();
    const done = (n: 'console' | 'bmc') => ends[n].pending.length === 0 && ends[n].state.waiting === 0;
    if (!busy && done('console') && done('bmc')) tasks = [];
  }
  return {
    seconds: now / 1_000,
    packets: ends.bmc.sent + ends.console.sent,
    out: { fed: ends.bmc.fed.digest('hex'), got: ends.console.got.digest('hex'), bytes: ends.bmc.fedBytes },
    in: { fed: ends.console.fed.digest('hex'), got: ends.bmc.got.digest('hex'), bytes: ends.console.fedBytes },
    gotBytes: { out: ends.console.gotBytes, in: ends.bmc.gotBytes },
  };
}

describe('both ends against each other', () => {
  test('115,200 baud for 10 minutes under 5 % loss each way: nothing lost, nothing doubled, in time', () => {
    const r = simulate(1, { ...LINE, seconds: 600, loss: 0.05 });
    expect(r.out.bytes).toBe(6_912_000);
    expect(r.gotBytes).toEqual({ out: r.out.bytes, in: r.in.bytes });
    expect(r.out.got).toBe(r.out.fed);
    expect(r.in.got).toBe(r.in.fed);
    expect(r.seconds).toBeLessThan(602);
  });

  test.each([
    ['20 % loss', { loss: 0.2 }],
    ['duplicates', { duplicates: 0.2 }],
    ['reordering', { reordered: 0.2 }],
    ['everything at once', { loss: 0.1, duplicates: 0.1, reordered: 0.2 }],
    ['a machine that takes only some characters', { takes: (random) => Math.floor(random() * 8), typedPerSecond: 60 }],
    ['all of it', { loss: 0.1, duplicates: 0.1, reordered: 0.1, takes: (random) => Math.floor(random() * 8) }],
    ['impatient, 20 % loss', { loss: 0.2, impatient: true }],
    ['impatient, everything at once', { loss: 0.1, reordered: 0.2, impatient: true }],
  ] satisfies [string, Partial<Link>][])('byte for byte under %s, ten seeds', (_, faults) => {
    for (let seed = 1; seed <= 10; seed++) {
      const r = simulate(seed, { ...LINE, bytesPerSecond: 2_000, ...faults });
      expect(r.out.got, `output, seed ${seed}`).toBe(r.out.fed);
      expect(r.in.got, `input, seed ${seed}`).toBe(r.in.fed);
    }
  });
});

test('the codec: both directions, and 20,000 seeded random payloads', () => {
  const p = packet({
    sequence: 3,
    acknowledges: 15,
    accepted: 200,
    nack: true,
    operation: 0x2a,
    characters: chars('x'),
  });
  expect(encodeSol(p).toString('hex')).toBe('030fc86a78');
  expect(decodeSol(encodeSol(p))).toEqual(p);
  expect(status(BMC.deactivating).toString('hex')).toBe('00000010');
  expect(() => decodeSol(Buffer.alloc(3))).toThrow(DecodeError);
  expect(() => decodeSol(Buffer.alloc(260))).toThrow(DecodeError);
  const random = seeded(7);
  let decoded = 0;
  for (let i = 0; i < 20_000; i++) {
    const bytes = Buffer.from(Uint8Array.from({ length: random() * 12 }, () => random() * 256));
    try {
      const found = decodeSol(bytes);
      decoded++;
      // Reserved bits aside, encoding gives the bytes back.
      const masked = Buffer.from(bytes);
      for (const [i, mask] of [0x0f, 0x0f, 0xff, 0x7f].entries()) masked[i] = (masked[i] ?? 0) & mask;
      expect(encodeSol(found).equals(masked)).toBe(true);
    } catch (e) {
      if (!(e instanceof DecodeError)) throw e;
    }
  }
  expect(decoded).toBeGreaterThan(10_000);
});

test('a machine fed with arbitrary packets never delivers more than was sent, and never fails', () => {
  const random = seeded(11);
  for (const side of ['console', 'bmc'] as const) {
    const e = end({ side, impatient: side === 'console' });
    for (let i = 0; i < 20_000; i++) {
      e.now += random() * 200;
      const characters = Buffer.alloc(random() * 5, 0x61);
      const bits = () => Math.floor(random() * 16);
      const before = e.state.waiting;
      const { text } = e.get(
        {
          sequence: bits(),
          acknowledges: bits(),
          accepted: bits(),
          nack: random() < 0.3,
          operation: bits() * 4,
          characters,
        },
        Math.floor(i + random() * 8),
      );
      expect(text.length).toBeLessThanOrEqual(characters.length);
      expect(e.state.waiting).toBeLessThanOrEqual(before);
      if (random() < 0.3) e.write('abc');
      if (random() < 0.3) e.tick(0);
      const queued = e.state.queue.reduce((n, item) => n + (item === 'break' ? 0 : item.length), 0);
      expect(queued + (e.state.outstanding?.characters.length ?? 0)).toBe(e.state.waiting);
    }
  }
});
