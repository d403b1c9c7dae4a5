import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { discover, type Found } from '../fleet/discover.ts';
import { parseTargets } from '../fleet/range.ts';
import { wholeNumber } from './arguments.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
import { withStream } from './fleet-status.ts';

export function discoverCommand(cli: Cli): Command {
  return withStream(cli.command('discover'))
    .description('who answers an RMCP presence ping, in exactly the range that is named (no login)')
    .argument('<range...>', '10.0.0.0/24  10.0.0.1-40  node[1-40].bmc  host:[9001-9016]  @file')
    .option('--rate <n>', 'pings a second', wholeNumber(1, 10_000), 500)
    .action((range: string[], options: { ndjson?: boolean; rate: number }) =>
      cli.light(async (output, signal) => {
        const addresses = parseTargets(range, { readFile: (path) => readFileSync(path, 'utf8') });
        const ndjson = options.ndjson ?? false;
        const width = addresses.reduce((most, address) => Math.max(most, address.length), 0);
        const all: Found[] = [];
        for await (const found of discover(addresses, { signal, rate: options.rate })) {
          all.push(found);
          if (ndjson) output.line(JSON.stringify(found));
          else if (!output.json) output.line(words(found, width));
        }
        const order = new Map(addresses.map((address, index) => [address, index]));
        all.sort((a, b) => (order.get(a.address) ?? 0) - (order.get(b.address) ?? 0));
        if (output.json && !ndjson) output.result({ asked: addresses.length, found: all }, []);
        output.note(`${all.length} of ${addresses.length} answered`);
        return signal.aborted ? exit.cancelled : exit.done;
      }),
    );
}

function words({ address, ipmi, enterprise, enterpriseName, roundTripMs }: Found, width: number): string {
  const maker = enterpriseName === null ? `enterprise ${enterprise}` : `${enterpriseName} (${enterprise})`;
  return `${address.padEnd(width)}  IPMI ${ipmi ? 'yes' : 'no '}  ${roundTripMs.toFixed(1).padStart(7)} ms  ${maker}`;
}
