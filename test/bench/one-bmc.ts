// `npm run bench`: what reading the power of one chassis costs, beside ipmitool and ipmipower, on the same machine in the
// same run. A report, not a test: it fails only when something cannot be read.
import { existsSync } from 'node:fs';
import { startIpmiSim } from '../peers/support/ipmi-sim.ts';
import { ipmipower } from '../peers/support/ipmipower.ts';
import { ipmitoolPower } from '../peers/support/ipmitool.ts';
import { bmcFor } from '../peers/support/rackhand.ts';
import { CLI_BUNDLE, CLI_SOURCES, rackhandCli } from '../peers/support/rackhand-cli.ts';
import { startUdpProxy } from '../peers/support/udp-proxy.ts';
import { type Contender, type Figure, measure } from './measure.ts';

const PATHS = [
  { rttMs: 0, runs: 25 },
  { rttMs: 50, runs: 11 },
];
const TARGET = { roundTrips: 4, warmRoundTrips: 1, ratioAt50ms: 0.5 };

const must = (ok: boolean, what: string) => {
  if (!ok) throw new Error(`${what} did not read the power`);
};

const sim = await startIpmiSim();
const bundled = existsSync(CLI_BUNDLE);
if (!bundled)
  console.log('The command line is measured from its sources; what users get is measured after: npm run build');
const cli = rackhandCli(bundled ? CLI_BUNDLE : CLI_SOURCES);
try {
  for (const { rttMs, runs } of PATHS) {
    const proxy = await startUdpProxy({ target: sim, rttMs });
    const warm = bmcFor(proxy, { keepAliveMs: null });
    try {
      const contenders: Contender[] = [
        {
          name: 'ipmitool',
          unawaited: 0,
          readPower: async (path) => must((await ipmitoolPower(path)).power === 'on', 'ipmitool'),
        },
        {
          name: 'ipmipower',
          unawaited: 0,
          readPower: async (path) => must((await ipmipower(path, 'stat')).power === 'on', 'ipmipower'),
        },
        {
          name: `rackhand, command line (${bundled ? 'bundle' : 'sources'})`,
          unawaited: 1,
          readPower: async (path) => {
            const { document, stderr } = await cli.run(path, ['power', 'status']);
            must(document?.power === 'on', `rackhand (${stderr.trim()})`);
          },
        },
        {
          name: 'rackhand, library, cold',
          unawaited: 1,
          readPower: async (path) => {
            await using bmc = bmcFor(path);
            must((await bmc.chassisStatus()).power === 'on', 'rackhand');
          },
        },
        {
          name: 'rackhand, library, warm',
          unawaited: 0,
          readPower: async () => must((await warm.chassisStatus()).power === 'on', 'rackhand'),
        },
      ];
      print(rttMs, runs, await measure(proxy, contenders, runs));
    } finally {
      await warm.close();
      await proxy.close();
    }
  }
  console.log(
    `Targets: ${TARGET.roundTrips} round trips cold, ${TARGET.warmRoundTrips} warm; at most ${TARGET.ratioAt50ms} x ipmitool at 50 ms RTT.`,
  );
} finally {
  cli.remove();
  await sim.stop();
}

function print(rttMs: number, runs: number, figures: readonly Figure[]): void {
  const timeOf = (name: string) => figures.find((figure) => figure.name === name)?.ms ?? Number.NaN;
  const ratio = (ms: number, peer: string) => Number((ms / timeOf(peer)).toFixed(2));
  console.log(`\npower status, ipmi_sim, suite 3, ${rttMs} ms RTT, medians of ${runs} runs`);
  console.table(
    Object.fromEntries(
      figures.map(({ name, ms, datagrams, roundTrips }) => [
        name,
        {
          'round trips': roundTrips,
          'requests sent': datagrams,
          ms: Number(ms.toFixed(1)),
          'x ipmitool': ratio(ms, 'ipmitool'),
          'x ipmipower': ratio(ms, 'ipmipower'),
        },
      ]),
    ),
  );
}
