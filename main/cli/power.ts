import type { Command } from 'commander';
import { powerPlan, powerVerbs } from '../actions/plan.ts';
import { resolveBmc } from '../app/address.ts';
import { Bmc } from '../ipmi/bmc.ts';
import { noteAction, printAction } from './action.ts';
import type { Cli } from './context.ts';
import { exit, exitOfAction } from './exit.ts';
import { actOnEach, type EachOptions, withConfirmation } from './fleet-action.ts';
import { type StatusOptions, showPower, withStream } from './fleet-status.ts';
import type { Output } from './output.ts';
import { loginOf, namedTargets, openChassis, readerOf, withTargets } from './target.ts';

export function powerCommands(cli: Cli): Command {
  const power = cli.command('power').description('power state and power actions, through the BMC');
  withStream(withTargets(power.command('status')))
    .description('read the power state of one chassis or many')
    .action((words: string[], options: StatusOptions) => status(cli, words, options));
  for (const verb of powerVerbs) {
    withConfirmation(withTargets(power.command(verb)))
      .description(descriptions[verb])
      .action((words: string[], options: EachOptions) =>
        cli.run(async (services, output, signal) => {
          if (words.length > 0 || (options.site !== undefined && options.device === undefined))
            return actOnEach(verb, words, options, { cli, services, output, signal });
          await using target = await openChassis(services, options, `power.${verb}`, cli);
          const result = await services.perform(powerPlan(verb), target, cli.author);
          if (options.ndjson) {
            output.line(JSON.stringify(result));
            noteAction(output, result);
          } else printAction(output, result);
          return exitOfAction(result);
        }),
      );
  }
  return power;
}

const descriptions = {
  on: 'power up',
  off: 'power down at once, without the operating system',
  soft: 'ask the operating system to shut down (ACPI)',
  cycle: 'power down and up again',
  reset: 'hard reset',
  diag: 'pulse a diagnostic interrupt (NMI)',
} as const;

/** One BMC gives the document of one; several, or a whole site, those of a fleet. */
function status(cli: Cli, words: string[], options: StatusOptions): Promise<void> {
  if (words.length > 0) {
    return cli.light(async (output, signal) => {
      const names = namedTargets(words, options, cli);
      const login = await loginOf(options, cli);
      const members = names.map((name) => ({
        name,
        device: null,
        open: (network: Parameters<typeof readerOf>[2]) => Promise.resolve(readerOf(name, login, network)),
      }));
      return showPower(members, options, { cli, output, signal });
    });
  }
  const { bmc } = options;
  if (bmc !== undefined) {
    return cli.light(async (output) => {
      const address = await resolveBmc(bmc);
      await using reader = readerOf(address, await loginOf(options, cli));
      const { power, restorePolicy } = await reader.chassisStatus();
      const { roundTrips } = reader;
      showOne(output, options, { power, bmc: address, device: null, roundTrips, restorePolicy });
      return exit.done;
    });
  }
  return cli.run(async (services, output, signal) => {
    if (options.site !== undefined && options.device === undefined) {
      const { siteMembers } = await import('./fleet-site.ts');
      return showPower(await siteMembers(services, options, cli), options, { cli, output, signal });
    }
    await using target = await openChassis(services, options, 'power.on', cli);
    const { power, restorePolicy } = await target.bmc.chassisStatus();
    const device = target.device?.name ?? null;
    const roundTrips = target.bmc instanceof Bmc ? target.bmc.roundTrips : null;
    showOne(output, options, { power, bmc: target.address, device, roundTrips, restorePolicy });
    return exit.done;
  });
}

interface OneStatus {
  power: string;
  bmc: string;
  device: string | null;
  /** Over IPMI. */
  roundTrips: number | null;
  restorePolicy: string;
}

function showOne(output: Output, { ndjson }: StatusOptions, status: OneStatus): void {
  if (ndjson) output.line(JSON.stringify(status));
  else output.result(status, [`${status.device ?? status.bmc}: power is ${status.power}`]);
}
