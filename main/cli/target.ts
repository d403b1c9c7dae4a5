import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { ActionName } from '../../preload/contract.ts';
import type { Target } from '../actions/ports.ts';
import { splitBmc } from '../app/address.ts';
import type { Services } from '../app/services.ts';
import type { Connection, OpenTarget } from '../app/targets.ts';
import { parseTargets } from '../fleet/range.ts';
import { Bmc } from '../ipmi/bmc.ts';
import { type DatagramPort, udp } from '../ipmi/datagram.ts';
import { cipherSuite } from './arguments.ts';
import type { Cli } from './context.ts';
import { explicitPassword } from './secrets.ts';

export interface TargetOptions {
  bmc?: string;
  user?: string;
  cipher?: 17 | 3;
  site?: string;
  device?: string;
  passwordStdin?: boolean;
}

/** The options by which every BMC command names its target: a bare address, or a device of a site. */
export function withTarget(command: Command): Command {
  return command
    .addOption(
      new Option('--bmc <host[:port]>', 'address of the BMC; port 623 when left out').conflicts(['site', 'device']),
    )
    .option('--user <name>', 'user of the BMC, with a bare address')
    .addOption(
      new Option('--cipher <17|3>', 'cipher suite, with a bare address; 3 is your explicit consent to SHA-1').argParser(
        cipherSuite,
      ),
    )
    .option('--site <site>', 'site, by name or id')
    .option('--device <device>', 'device of the site, by name, id or serial')
    .option('--password-stdin', 'read the password from the first line of standard input');
}

/** `withTarget`, and any number of BMCs as arguments (see parseTargets). */
export function withTargets(command: Command): Command {
  return withTarget(command).argument(
    '[targets...]',
    'several BMCs: node[1-40].bmc  10.0.0.0/24  10.0.0.1-40  host:[9001-9016]  @file',
  );
}

/** The BMCs that arguments name. */
export function namedTargets(words: readonly string[], options: TargetOptions, cli: Cli): string[] {
  if (options.bmc !== undefined || options.site !== undefined || options.device !== undefined)
    cli.usage('Name the BMCs as arguments, or with --bmc, or with --site: one of the three.');
  return parseTargets(words, { readFile: (path) => readFileSync(path, 'utf8') });
}

/** As whom bare addresses are logged in at. */
export interface Login {
  user: string;
  password: string;
  cipherSuite: 17 | 3;
}

export async function loginOf(options: TargetOptions, cli: Cli): Promise<Login> {
  const password = await explicitPassword(options.passwordStdin ?? false, cli.secrets);
  if (options.user === undefined) cli.usage('A bare address needs --user.');
  if (password === null) cli.usage('Give the password in RACKHAND_PASSWORD or with --password-stdin.');
  return { user: options.user, password, cipherSuite: options.cipher ?? 17 };
}

/** A BMC that is only read: at the least privilege, and no longer open than it takes. `address` is canonical. */
export function readerOf(address: string, { user, password, cipherSuite }: Login, datagrams: DatagramPort = udp): Bmc {
  return new Bmc({
    ...splitBmc(address),
    ...{ user, password, cipherSuite, datagrams },
    suite3Consent: cipherSuite === 3,
    privilege: 'user',
    keepAliveMs: null,
  });
}

/** How the named BMC is reached, for commands that open sessions of their own. */
export async function connection(services: Services, options: TargetOptions, cli: Cli): Promise<Connection> {
  if (options.bmc !== undefined)
    return services.targets.bareConnection({ address: options.bmc, ...(await loginOf(options, cli)) });
  if (options.site === undefined || options.device === undefined)
    cli.usage('Give --bmc and --user, or --site and --device.');
  const password = await explicitPassword(options.passwordStdin ?? false, cli.secrets);
  return services.targets.connection(options.site, options.device, password);
}

export async function connect(services: Services, options: TargetOptions, cli: Cli): Promise<OpenTarget> {
  return services.targets.over(await connection(services, options, cli));
}

/** The chassis that was named, by the way that suits the action: a BMC, or the iDRAC of a Dell server without one. */
export async function openChassis(
  services: Services,
  options: TargetOptions,
  action: ActionName,
  cli: Cli,
): Promise<Target & AsyncDisposable> {
  const { site, device } = options;
  if (site !== undefined && device !== undefined && !services.finder.device(site, device).device.bmc)
    return services.chassis.open(site, device, action);
  return connect(services, options, cli);
}
