// A fleet of 256 BMCs, all alive, and with one dead in ten: `rackhand power status` beside `ipmipower --stat`, in turns,
// against the same simulators, each a process of its own.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ipmipowerFleet, rackhandFleet, startSims, stopSims } from '../peers/support/fleet.ts';
import { ADMIN } from '../peers/support/lab.ts';
import { freeUdpPort } from '../peers/support/ports.ts';
import { CLI_BUNDLE, CLI_SOURCES } from '../peers/support/rackhand-cli.ts';
import { median } from './measure.ts';
import { startSlowLinks } from './slow-links.ts';

const BMCS = 256;
/** Round trip times of the link, milliseconds; 0 is loopback itself, where simulators and clients share the processors. */
const LINKS = [0, 20, 50];
const RUNS = { alive: 7, dead: 3 };
const MOST_RSS_MB = 150;

interface Sample {
  /** Spawn to exit, milliseconds. */
  wall: number;
  /** Spawn to the last BMC that was read, milliseconds. */
  living: number;
}
type Reader = (addresses: readonly string[], living: number) => Promise<Sample>;

const entry = existsSync(CLI_BUNDLE) ? CLI_BUNDLE : CLI_SOURCES;
const home = mkdtempSync(join(tmpdir(), 'rackhand-bench-'));

/** Runs one tool and notes when it has printed the power of so many BMCs. */
async function timed(
  name: string,
  living: number,
  run: (onOutput: (text: string) => void) => Promise<{ ms: number; stderr: string }>,
): Promise<Sample> {
  const started = performance.now();
  let read = 0;
  let rest = '';
  let last = Number.NaN;
  const { ms, stderr } = await run((text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    const found = lines.filter((line) => /(: (power is )?(on|off)|"power":"(on|off)".*)$/.test(line)).length;
    read += found;
    if (found > 0) last = performance.now() - started;
  });
  if (read !== living) throw new Error(`${name} read ${read} of ${living}: ${stderr.slice(0, 500)}`);
  return { wall: ms, living: last };
}

const ipmipower: Reader = (addresses, living) =>
  timed('ipmipower', living, (onOutput) => ipmipowerFleet(addresses, onOutput));
const rackhand: Reader = (addresses, living) =>
  timed('rackhand', living, (onOutput) =>
    rackhandFleet(['power', 'status', addresses.join(','), '--user', ADMIN.user, '--cipher', '3', '--ndjson'], home, {
      entry,
      onOutput,
    }),
  );

/** Medians of both, in turns; the first round warms caches up and does not count. */
async function compare(addresses: readonly string[], living: number, runs: number) {
  const samples = { ipmipower: [] as Sample[], rackhand: [] as Sample[] };
  for (let run = 0; run <= runs; run++) {
    const [theirs, ours] = [await ipmipower(addresses, living), await rackhand(addresses, living)];
    if (run === 0) continue;
    samples.ipmipower.push(theirs);
    samples.rackhand.push(ours);
  }
  const middle = (tool: keyof typeof samples, what: keyof Sample) =>
    median(samples[tool].map((sample) => sample[what]));
  return {
    wall: { ipmipower: middle('ipmipower', 'wall'), rackhand: middle('rackhand', 'wall') },
    living: { ipmipower: middle('ipmipower', 'living'), rackhand: middle('rackhand', 'living') },
  };
}

/** Highest resident set of one more run, megabytes, from the process itself (VmHWM). */
async function peakMemory(addresses: readonly string[]): Promise<number> {
  let peak = 0;
  const look = () => {
    for (const pid of readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))) {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        if (!status.includes(`PPid:\t${process.pid}\n`) || !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(home))
          continue;
        peak = Math.max(peak, Number(/VmHWM:\s+([0-9]+) kB/.exec(status)?.[1] ?? 0) / 1_024);
      } catch {
        // It ended while we looked.
      }
    }
  };
  // The dead keep the process alive for as long as one needs to look at it.
  await rackhandFleet(
    ['power', 'status', addresses.join(','), '--user', ADMIN.user, '--cipher', '3', '--ndjson'],
    home,
    {
      entry,
      onOutput: look,
    },
  );
  return peak;
}

const print = (title: string, ms: Record<'ipmipower' | 'rackhand', number>) =>
  console.log(
    `${title.padEnd(58)} ipmipower ${ms.ipmipower.toFixed(0).padStart(6)} ms   rackhand ${ms.rackhand.toFixed(0).padStart(6)} ms   ratio ${(ms.rackhand / ms.ipmipower).toFixed(2)}`,
  );

console.log(`\npower status of ${BMCS} ipmi_sims, suite 3, ${entry === CLI_BUNDLE ? 'bundle' : 'sources'}`);
const sims = await startSims(BMCS);
try {
  const all = sims.map(({ host, port }) => `${host}:${port}`);
  for (const rttMs of LINKS) {
    await using slow = rttMs === 0 ? null : await startSlowLinks(sims, rttMs);
    const addresses = slow ? slow.links.map(({ host, port }) => `${host}:${port}`) : all;
    const { wall } = await compare(addresses, BMCS, RUNS.alive);
    print(`all alive, ${rttMs} ms round trip, spawn to exit (median of ${RUNS.alive})`, wall);
  }

  // Every tenth is replaced by a port where nobody listens.
  const mixed = await Promise.all(
    all.map(async (address, i) => (i % 10 === 9 ? `127.0.0.1:${await freeUdpPort()}` : address)),
  );
  const living = mixed.filter((address, i) => address === all[i]).length;
  const dead = await compare(mixed, living, RUNS.dead);
  print(`one in ten dead, until all ${living} living are read (median of ${RUNS.dead})`, dead.living);
  print('one in ten dead, spawn to exit', dead.wall);
  const peak = await peakMemory(mixed);
  console.log(`resident memory of rackhand at its peak: ${peak.toFixed(0)} MB`);
  console.log(
    `Targets: at most 1.0 x ipmipower with all alive; less than ${MOST_RSS_MB} MB; the living do not wait for the dead.`,
  );
} finally {
  await stopSims(sims);
  rmSync(home, { recursive: true, force: true });
}
