import { readFile } from 'node:fs/promises';
import { Argument, type Command, Option } from 'commander';
import type { EndpointKind, PracticeFault } from '../../preload/contract.ts';
import { secretId } from '../app/credentials.ts';
import { type OutsideSlave, RACK_SIZES } from '../app/practice-service.ts';
import { practiceFault } from '../practice/control.ts';
import { cipherSuite, wholeNumber } from './arguments.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
import { explicitPassword } from './secrets.ts';

export function siteCommands(cli: Cli): Command {
  const site = cli.command('site').description('sites and their devices');
  site
    .command('list')
    .description('all sites')
    .action(() =>
      cli.run(async (services, output) => {
        const sites = services.sites.list();
        output.result(
          sites,
          sites.map((s) => `${s.id.padEnd(20)} ${String(s.devices.length).padStart(3)} devices  ${s.name}`),
        );
        return exit.done;
      }),
    );
  site
    .command('show <site>')
    .description('one site with its devices')
    .action((name: string) =>
      cli.run(async (services, output) => {
        const found = services.finder.site(name);
        const lines = found.devices.map(
          (d) =>
            `  ${d.id.padEnd(12)} ${d.name.padEnd(20)} serial ${d.serial ?? '–'}  BMC ${d.bmc?.address ?? '–'}  web ${d.web?.url ?? '–'}`,
        );
        output.result(found, [`${found.name} (${found.id})`, ...lines]);
        return exit.done;
      }),
    );
  site
    .command('import <file>')
    .description('add a site from YAML (see docs/sites.md)')
    .action((file: string) =>
      cli.run(async (services, output) => {
        const site = services.sites.importYaml(await readFile(file), file);
        output.result(site, [`${site.id}: ${site.devices.length} devices`]);
        return exit.done;
      }),
    );
  site
    .command('password <site> <device>')
    .description('store a password in the vault; it comes from RACKHAND_PASSWORD or --password-stdin')
    .addOption(
      new Option('--endpoint <bmc|web|idrac|ssh>', 'whose password')
        .choices(['bmc', 'web', 'idrac', 'ssh'])
        .default('bmc'),
    )
    .option('--password-stdin', 'read it from the first line of standard input')
    .action((siteName: string, deviceName: string, options: { endpoint: EndpointKind; passwordStdin?: boolean }) =>
      cli.run(async (services, output) => {
        const password = await explicitPassword(options.passwordStdin ?? false, cli.secrets);
        if (password === null) cli.usage('Give the password in RACKHAND_PASSWORD or with --password-stdin.');
        const { site: found, device } = services.finder.device(siteName, deviceName);
        const secret = Buffer.from(password);
        services.vault.put(secretId(found.id, device.id, options.endpoint), secret);
        secret.fill(0);
        output.result({ site: found.id, device: device.id, endpoint: options.endpoint, stored: true }, ['stored']);
        return exit.done;
      }),
    );
  site
    .command('practice')
    .description('start the simulated rack and keep it running; other commands use it as site "practice"')
    .option('--scale <n>', 'simulated seconds in one real second', wholeNumber(1, 3600), 60)
    .option(
      '--small',
      'only the SPS pair, the Dell server and one Remote Support appliance, and what is asked for besides',
    )
    .option('--enterprise', 'with four Imprivata appliances')
    .addOption(
      new Option('--us-pair <mirrors>', 'with a pair of U-Series appliances; not small: both').choices([
        'both',
        'services',
      ] as const),
    )
    .option('--indexers', 'with two external indexer hosts of the SPS')
    .option('--slave-bmc <host:port>', 'use another BMC server for the slave, such as ipmi_sim (with --slave-power)')
    .option('--slave-user <name>', 'its user; the password comes from RACKHAND_PASSWORD or the vault', 'admin')
    .option('--slave-cipher <17|3>', 'its cipher suite', cipherSuite, 17)
    .option('--slave-power <file>', 'file in which that server keeps the power of the slave, 1 or 0')
    .action((options: PracticeOptions) =>
      cli.run(async (services, output, signal) => {
        const { enterprise, usPair, groups, indexers } = RACK_SIZES[options.small ? 'small' : 'complete'];
        await services.practice.start(options.scale, outsideSlave(options, cli), {
          enterprise: options.enterprise ?? enterprise,
          usPair: options.usPair ?? usPair,
          groups,
          indexers: options.indexers ?? indexers,
        });
        const rack = services.finder.site('practice');
        output.result(rack, [
          `practice rack, ${options.scale} times as fast as real time; end it with Ctrl+C`,
          ...rack.devices.map((d) =>
            [
              `  ${d.id}  serial ${d.serial}`,
              d.bmc && `BMC ${d.bmc.address}`,
              d.idrac && `iDRAC ${d.idrac.address}`,
              d.web?.url,
              d.ssh && `SSH ${d.ssh.address}`,
            ]
              .filter(Boolean)
              .join('  '),
          ),
        ]);
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
        await services.practice.stop();
        return exit.done;
      }),
    );
  site
    .command('practice-fault')
    .description('switch a fault of the practice rack on, beside the others; none mends everything')
    .addArgument(new Argument('<fault>', 'which').choices(practiceFault.options))
    .action((fault: PracticeFault) =>
      cli.run(async (services, output) => {
        await services.practice.fault(fault);
        output.result({ fault }, [fault]);
        return exit.done;
      }),
    );
  site
    .command('practice-packages <folder>')
    .description(
      'write Update Packages for the practice Dell server (the next rack trusts others) and one for the indexer hosts',
    )
    .action((folder: string) =>
      cli.run(async (services, output) => {
        const files = await services.practice.packages(folder);
        output.result({ files }, files);
        return exit.done;
      }),
    );
  site
    .command('practice-keys <folder>')
    .description('write key stick and disk of the practice U-Series, as they are at this moment')
    .action((folder: string) =>
      cli.run(async (services, output) => {
        const { stick, disk } = await services.practice.keys(folder);
        output.result({ stick, disk }, [stick ?? 'the key stick is missing', disk]);
        return exit.done;
      }),
    );
  return site;
}

interface PracticeOptions {
  small?: boolean;
  enterprise?: boolean;
  usPair?: 'both' | 'services';
  indexers?: boolean;
  scale: number;
  slaveBmc?: string;
  slaveUser: string;
  slaveCipher: 17 | 3;
  slavePower?: string;
}

function outsideSlave(options: PracticeOptions, cli: Cli): OutsideSlave | null {
  const { slaveBmc: bmc, slavePower: powerFile, slaveUser: user, slaveCipher } = options;
  if (bmc === undefined && powerFile === undefined) return null;
  if (bmc === undefined || powerFile === undefined) cli.usage('--slave-bmc and --slave-power belong together.');
  return { bmc, powerFile, user, cipherSuite: slaveCipher };
}
