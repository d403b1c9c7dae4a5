import { type Command, Option } from 'commander';
import type { ActionResult } from '../../preload/contract.ts';
import { identifyPlan, powerPlan, powerVerbs, restorePolicyPlan } from '../actions/plan.ts';
import type { Services } from '../app/services.ts';
import { cipherSuite, wholeNumber } from './arguments.ts';
import type { Cli } from './context.ts';
import { exit, exitOfAction } from './exit.ts';
import { type Output, verdictLines } from './output.ts';
import { explicitPassword } from './secrets.ts';

interface TargetOptions {
  bmc?: string;
  user?: string;
  cipher?: 17 | 3;
  site?: string;
  device?: string;
  passwordStdin?: boolean;
}

/** The options by which every BMC command names its target: a bare address, or a device of a site. */
function withTarget(command: Command): Command {
  return command
    .addOption(
      new Option('--bmc <host[:port]>', 'address of the BMC; port 623 when left out').conflicts(['site', 'device']),
    )
    .option('--user <name>', 'user of the BMC, with --bmc')
    .addOption(
      new Option('--cipher <17|3>', 'cipher suite, with --bmc; 3 is your explicit consent to SHA-1').argParser(
        cipherSuite,
      ),
    )
    .option('--site <site>', 'site, by name or id')
    .option('--device <device>', 'device of the site, by name, id or serial')
    .option('--password-stdin', 'read the password from the first line of standard input');
}

async function connect(services: Services, options: TargetOptions, cli: Cli) {
  const password = await explicitPassword(options.passwordStdin ?? false, cli.secrets);
  if (options.bmc !== undefined) {
    if (options.user === undefined) cli.usage('--bmc needs --user.');
    if (password === null) cli.usage('Give the password in RACKHAND_PASSWORD or with --password-stdin.');
    return services.targets.bare({
      address: options.bmc,
      user: options.user,
      password,
      cipherSuite: options.cipher ?? 17,
    });
  }
  if (options.site === undefined || options.device === undefined)
    cli.usage('Give --bmc and --user, or --site and --device.');
  return services.targets.device(options.site, options.device, password);
}

export function powerCommands(cli: Cli): Command {
  const power = cli.command('power').description('power state and power actions of one chassis, through its BMC');
  withTarget(power.command('status').description('read the power state')).action((options: TargetOptions) =>
    cli.run(async (services, output) => {
      await using target = await connect(services, options, cli);
      const status = await target.bmc.chassisStatus();
      const document = {
        power: status.power,
        bmc: target.address,
        device: target.device?.name ?? null,
        roundTrips: target.bmc.roundTrips,
        restorePolicy: status.restorePolicy,
      };
      output.result(document, [`${target.device?.name ?? target.address}: power is ${status.power}`]);
      return exit.done;
    }),
  );
  for (const verb of powerVerbs) {
    withTarget(power.command(verb).description(descriptions[verb])).action((options: TargetOptions) =>
      cli.run(async (services, output) => {
        await using target = await connect(services, options, cli);
        const result = await services.perform(powerPlan(verb), target, cli.author);
        printAction(output, result);
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
  return bmc;
}

const restorePolicies = ['always-off', 'previous', 'always-on'] as const;

/** The outcome on stdout; what stands in the way, and what to try next, on stderr. */
function printAction(output: Output, result: ActionResult): void {
  const power = result.before === null ? '' : ` (power ${result.before}${result.after ? ` → ${result.after}` : ''})`;
  output.result(result, [`${result.deviceName}: ${result.action} ${result.outcome}${power}: ${result.detail}`]);
  for (const line of result.verdicts.flatMap((verdict) => verdictLines(output, verdict))) output.note(line);
  if (result.failure) {
    output.note(result.failure.message);
    if (result.failure.advice) output.note(result.failure.advice);
  }
  if (result.outcome === 'unknown') {
    output.note('It is not known whether the command was executed. Read the state before you do anything else.');
  }
}
