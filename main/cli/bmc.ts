import { type Command, Option } from 'commander';
import { identifyPlan, restorePolicyPlan } from '../actions/plan.ts';
import { printAction } from './action.ts';
import { wholeNumber } from './arguments.ts';
import type { Cli } from './context.ts';
import { exit, exitOfAction } from './exit.ts';
import { machineCommands } from './machine.ts';
import { connect, type TargetOptions, withTarget } from './target.ts';

export function bmcCommands(cli: Cli): Command {
  const bmc = cli.command('bmc').description('the BMC itself');
  bmc
    .command('ping')
    .description('is there a BMC? (RMCP presence ping, no login)')
    .addOption(new Option('--bmc <host[:port]>', 'address').conflicts(['site', 'device']))
    .option('--site <site>')
    .option('--device <device>')
    .action((options: TargetOptions) =>
      cli.run(async (services, output) => {
        const address = options.bmc ?? services.targets.addressOf(options.site ?? '', options.device ?? '');
        const pong = await services.targets.ping(address);
        output.result({ bmc: address, ...pong }, [
          `${address}: answers in ${pong.roundTripMs.toFixed(1)} ms, IPMI ${pong.ipmi ? 'supported' : 'not supported'}`,
        ]);
        return exit.done;
      }),
    );
  withTarget(bmc.command('info').description('identity of BMC and chassis')).action((options: TargetOptions) =>
    cli.run(async (services, output) => {
      await using target = await connect(services, options, cli);
      const device = await target.bmc.deviceId();
      const identity = await target.bmc.identity();
      const lines = Object.entries({ ...device, ...identity })
        .filter(([, value]) => value !== null && typeof value !== 'object')
        .map(([name, value]) => `${name.padEnd(24)}${value}`);
      output.result({ bmc: target.address, device, identity, roundTrips: target.bmc.roundTrips }, [
        target.address,
        ...lines,
      ]);
      return exit.done;
    }),
  );
  withTarget(bmc.command('identify').description('light the identify lamp'))
    .option('--seconds <n>', 'how long; 0 switches it off', wholeNumber(0, 255), 15)
    .action((options: TargetOptions & { seconds: number }) =>
      cli.run(async (services, output) => {
        await using target = await connect(services, options, cli);
        const result = await services.perform(identifyPlan(options.seconds), target, cli.author);
        printAction(output, result);
        return exitOfAction(result);
      }),
    );
  withTarget(bmc.command('policy').description('what the chassis does when mains return: read it, or set it'))
    .argument('[policy]', restorePolicies.join(', '))
    .action((policy: string | undefined, options: TargetOptions) =>
      cli.run(async (services, output) => {
        await using target = await connect(services, options, cli);
        if (policy === undefined) {
          const { restorePolicy } = await target.bmc.chassisStatus();
          output.result({ bmc: target.address, restorePolicy }, [`${target.address}: ${restorePolicy}`]);
          return exit.done;
        }
        const wanted = restorePolicies.find((known) => known === policy);
        if (!wanted) cli.usage(`The policy is one of ${restorePolicies.join(', ')}.`);
        const result = await services.perform(restorePolicyPlan(wanted), target, cli.author);
        printAction(output, result);
        return exitOfAction(result);
      }),
    );
  machineCommands(bmc, cli);
  return bmc;
}

const restorePolicies = ['always-off', 'previous', 'always-on'] as const;
