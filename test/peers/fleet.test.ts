import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rackhandFleet, startSims, stopSims } from './support/fleet.ts';
import type { IpmiSim } from './support/ipmi-sim.ts';
import { ipmipower } from './support/ipmipower.ts';
import { ADMIN } from './support/lab.ts';
import { freeUdpPort } from './support/ports.ts';

// `rackhand` over a fleet of ipmi_sims, of which two are dead: what it reads is what ipmipower reads.

const LOGIN = ['--user', ADMIN.user, '--cipher', '3'];
const address = ({ host, port }: { host: string; port: number }) => `${host}:${port}`;
let sims: IpmiSim[];
let dead: string[];
let home: string;
/** The dead ones stand in front of the living. */
let all: string[];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'rackhand-fleet-'));
  sims = await startSims(16);
  dead = [`127.0.0.1:${await freeUdpPort()}`, `127.0.0.1:${await freeUdpPort()}`];
  all = [...dead, ...sims.map(address)];
});
afterAll(async () => {
  await stopSims(sims);
  rmSync(home, { recursive: true, force: true });
});

interface Line {
  bmc: string;
  power: string | null;
  roundTrips: number;
  error: { code: string } | null;
}
const linesOf = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('power status', () => {
  test('the living come first, and say what they say to ipmipower; the dead come last', async () => {
    const { exitCode, stdout, stderr } = await rackhandFleet(
      ['power', 'status', all.join(','), ...LOGIN, '--ndjson'],
      home,
    );
    expect(exitCode, stderr).toBe(6);
    const lines = linesOf(stdout);
    expect(
      lines
        .slice(-2)
        .map(({ bmc }) => bmc)
        .sort(),
    ).toEqual([...dead].sort());
    for (const { error } of lines.slice(-2)) expect(error?.code).toBe('ipmi.timeout');
    const living = lines.slice(0, -2);
    for (const { roundTrips, error } of living) expect({ roundTrips, error }).toEqual({ roundTrips: 4, error: null });
    const ours = living.map(({ bmc, power }) => [bmc, power]).sort();
    const theirs = await Promise.all(sims.map(async (sim) => [address(sim), (await ipmipower(sim, 'stat')).power]));
    expect(ours).toEqual(theirs.sort());
    expect(stderr).toContain('16 of 18 read');
  });

  test('--json is one document, in the order named', async () => {
    const ports = sims.slice(0, 4).map(({ port }) => port);
    const range = `127.0.0.1:[${ports.join(',')}]`;
    const { exitCode, stdout, stderr } = await rackhandFleet(['power', 'status', range, ...LOGIN, '--json'], home);
    expect(exitCode, stderr).toBe(0);
    const document = JSON.parse(stdout) as { results: Line[]; notRead: string[] };
    expect(document.results.map(({ bmc, power }) => [bmc, power])).toEqual(
      sims.slice(0, 4).map((sim) => [address(sim), sim.chassis.power()]),
    );
    expect(document.notRead).toEqual([]);
  });

  test('no terminal: plain lines, no control characters', async () => {
    const { stdout } = await rackhandFleet(['power', 'status', ...sims.slice(0, 3).map(address), ...LOGIN], home);
    expect(stdout.trim().split('\n').sort()).toEqual(
      sims
        .slice(0, 3)
        .map((sim) => `${address(sim)}: power is ${sim.chassis.power()}`)
        .sort(),
    );
  });

  test.each([
    ['a range that is none', ['power', 'status', 'node[3-1]', ...LOGIN]],
    ['too many', ['power', 'status', '10.0.0.0/8', ...LOGIN]],
    ['a range and --bmc', ['power', 'status', 'node1', '--bmc', 'node2', ...LOGIN]],
    ['no user', ['power', 'status', 'node1']],
    ['no range', ['discover']],
  ])('%s: 2', async (_, args) => {
    expect((await rackhandFleet(args, home)).exitCode).toBe(2);
  });
});

test('discovery finds exactly the living of the range', async () => {
  const { exitCode, stdout, stderr } = await rackhandFleet(['discover', ...all.slice(0, 12), '--json'], home);
  expect(exitCode, stderr).toBe(0);
  const document = JSON.parse(stdout) as { asked: number; found: { address: string; ipmi: boolean }[] };
  expect(document.asked).toBe(12);
  expect(document.found.map(({ address: found, ipmi }) => [found, ipmi])).toEqual(
    sims.slice(0, 10).map((sim) => [address(sim), true]),
  );
});
