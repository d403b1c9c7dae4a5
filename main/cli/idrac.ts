import type { Command } from 'commander';
import type { IdracOrder } from '../../preload/contract.ts';
import type { Idrac } from '../idrac/idrac.ts';
import { wholeNumber } from './arguments.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
import { explicitPassword } from './secrets.ts';
import { type OrderOptions, openServer, order, type ServerOptions, withOrder, withServer } from './server.ts';
import { columns } from './table.ts';

/** `rackhand idrac …`: what a Dell server tells over its iDRAC, and the changes to the iDRAC. */
export function idracCommands(cli: Cli): Command {
  const idrac = cli.command('idrac').description('a Dell server, through its iDRAC (Redfish, or racadm over SSH)');

  const shows = <T>(name: string, about: string, read: (idrac: Idrac) => Promise<T>, lines: (value: T) => string[][]) =>
    withServer(idrac.command(name).description(about)).action((options: ServerOptions) =>
      cli.run(async (services, output) => {
        await using target = await openServer(services, options);
        const value = await read(target.bmc.idrac);
        const { by } = target.bmc.idrac;
        output.result({ idrac: target.address, by, [name]: value }, columns(lines(value)));
        return exit.done;
      }),
    );
  const orders = (command: Command, what: (...words: string[]) => IdracOrder) =>
    withOrder(command).action((...given: unknown[]) => {
      // Commander gives the arguments, the options, and the command itself.
      const options = given.at(-2) as OrderOptions;
      const words = given.slice(0, -2).map(String);
      return cli.run((services, output, signal) => order(what(...words), options, { cli, services, output, signal }));
    });

  shows('info', 'service tag, model, versions, power', info, (found) =>
    Object.entries(found).map(([name, value]) => [name, value === null ? '–' : String(value)]),
  );
  shows(
    'firmware',
    'installed components with their versions',
    (of) => of.firmware(),
    (all) => all.map(({ componentId, version, name }) => [String(componentId ?? '–'), version, name]),
  );
  shows(
    'jobs',
    'the job queue, newest first',
    (of) => of.jobs(),
    (all) =>
      all.map(({ id, state, percent, name, message }) => [
        id,
        state,
        percent === null ? '' : `${percent} %`,
        [name, message].filter(Boolean).join(': '),
      ]),
  );
  shows(
    'log',
    'the Lifecycle log, newest first',
    (of) => of.lifecycleLog(100),
    (all) => all.map(({ at, severity, messageId, message }) => [at ?? 'no time', severity, messageId ?? '', message]),
  );
  shows(
    'network',
    'the network port of the iDRAC',
    (of) => of.nic(),
    (nic) => Object.entries(nic).map(([name, value]) => [name, value === null ? '–' : String(value)]),
  );

  orders(idrac.command('network-static <address> <mask> <gateway>').description('a fixed IPv4 address'), (...words) => {
    const [address = '', mask = '', gateway = ''] = words;
    return { action: 'idrac.nic.static', address, mask, gateway };
  });
  orders(idrac.command('network-dhcp').description('take the address from a DHCP server'), () => ({
    action: 'idrac.nic.dhcp',
  }));
  orders(idrac.command('network-enable').description('switch the network port on'), () => ({
    action: 'idrac.nic.enable',
  }));
  orders(idrac.command('reset').description('restart the iDRAC itself, not the server'), () => ({
    action: 'idrac.reset',
  }));
  orders(idrac.command('delete-job <job>').description('take a job out of the queue'), (job = '') => ({
    action: 'idrac.job.delete',
    job,
  }));
  orders(idrac.command('ipmi <on|off>').description('IPMI over LAN'), (word) => {
    if (word !== 'on' && word !== 'off') cli.usage('It is on or off.');
    return { action: 'idrac.ipmiOverLan', enabled: word === 'on' };
  });
  withOrder(idrac.command('password <user-id>').description('set the password of a user of the iDRAC; 2 is root'))
    .requiredOption('--new-password-stdin', 'read the new password from the first line of standard input')
    .action((user: string, options: OrderOptions) =>
      cli.run(async (services, output, signal) => {
        const userId = wholeNumber(2, 16)(user);
        const password = (await explicitPassword(true, cli.secrets)) ?? '';
        const what = { action: 'idrac.user.setPassword', userId, password } as const;
        return order(what, options, { cli, services, output, signal });
      }),
    );
  return idrac;
}

async function info(idrac: Idrac) {
  const found = await idrac.info();
  return { ...found, defaultPassword: await idrac.defaultPassword(), by: idrac.by };
}
