import { expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { BmcCore, SimpleChassis } from '../../practice/bmc/index.ts';
import { simNetwork } from '../../practice/bmc/sim.ts';
import { Bmc } from '../bmc.ts';
import { readFrus } from '../fru/list.ts';
import { readSdrs } from '../sdr/read.ts';
import { readSel } from '../sel/read.ts';
import { readSensors } from './read.ts';
import { direct } from './testing/direct.ts';

/** Everything this driver reads of sensors, log and inventories. */
async function readAll(bmc: Parameters<typeof readSdrs>[0]) {
  const { records, complete } = await readSdrs(bmc);
  const sensors = await readSensors(bmc, records);
  const log = await readSel(bmc);
  return { records, complete, sensors, log: log?.entries, frus: await readFrus(bmc, records) };
}

test.each([1, 2, 3])(
  'over a link that loses one datagram in five and brings others late or twice (seed %i)',
  async (seed) => {
    const random = seeded(seed);
    const clock = new SimulatedClock();
    const core = new BmcCore({
      slots: 100,
      clock,
      chassis: new SimpleChassis({ clock, power: true }),
      quirks: { longestSdrRead: 24 },
    });
    core.machine.board.fault('psu-lost');
    const net = simNetwork(core, clock);
    net.fate = (_, bytes) => {
      if (random() < 0.2) return [];
      const copies = [{ bytes, delayMs: random() < 0.1 ? 700 : 0 }];
      return random() < 0.1 ? [...copies, { bytes, delayMs: 40 }] : copies;
    };
    const login = { host: 'bmc', user: 'admin', password: Buffer.from('adminpw') };
    // 300 exchanges in a row meet the bad luck of losing a session now and then; a new login over such a link takes its time.
    const bmc = new Bmc({ ...login, clock, datagrams: net, keepAliveMs: null, timeoutMs: 60_000 });
    const over = await clock.run(readAll(bmc));

    const quiet = direct({ quirks: { longestSdrRead: 24 } });
    quiet.core.machine.board.fault('psu-lost');
    const expected = await readAll(quiet);
    expect(over).toEqual({ ...expected, frus: over.frus });
    expect(over.frus.map((f) => f.details?.damaged)).toEqual([[], [], []]);
    expect(over.complete).toBe(true);
    await clock.run(bmc.close());
  },
);
