import type { Command } from 'commander';
import { cutsNetwork, isRead } from '../idrac/racadm/guard.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
import { type ServerOptions, serverOf, withServer } from './server.ts';

/** `rackhand racadm … -- getsysinfo`: what racadm prints, for commands that only read. */
export function racadmCommand(cli: Cli): Command {
  return withServer(cli.command('racadm'))
    .description("an iDRAC's own answer to a racadm command that only reads; its words follow after --")
    .argument('<words...>', 'getsysinfo, getniccfg, swinventory, jobqueue view, lclog view …')
    .action((words: string[], options: ServerOptions) => {
      if (words[0] === 'racadm') words.shift();
      if (!isRead(words)) cli.usage(`Nothing was sent. ${insteadOf(words)}`);
      return cli.run(async (services, output, signal) => {
        const { site, device } = serverOf(services, options);
        const text = await services.idracs.ask(site, device, words, signal);
        output.result({ device: device.id, words, text }, text.split('\n'));
        return exit.done;
      });
    });
}

const COMMANDS: readonly (readonly [RegExp, string])[] = [
  [/^setniccfg -s\b/, 'idrac network-static ADDRESS MASK GATEWAY'],
  [/^setniccfg -d\b/, 'idrac network-dhcp'],
  [/^(set|config) .*nic.*enable/, 'idrac network-enable'],
  [/^(set|config) .*(users\.\d+\.password|cfguseradminpassword)/, 'idrac password USER-ID --new-password-stdin'],
  [/^(set|config) .*ipmilan/, 'idrac ipmi on|off'],
  [/^serveraction\b/, 'power on|off|soft|cycle|reset|diag'],
  [/^racreset(\s|$)/, 'idrac reset'],
  [/^jobqueue delete\b/, 'idrac delete-job JOB'],
  [/^(update|fwupdate)\b/, 'firmware apply FILE'],
];

/** What to do instead of a racadm command that changes something. The words are not repeated: one may be a password. */
function insteadOf(words: readonly string[]): string {
  if (cutsNetwork(words)) {
    return 'This switches the network port of the iDRAC off, over that very port (G-031): do it at the server itself.';
  }
  const line = words.join(' ').toLowerCase();
  const command = COMMANDS.find(([pattern]) => pattern.test(line))?.[1];
  return command === undefined
    ? 'racadm is here for commands that only read: getsysinfo, getniccfg, swinventory, jobqueue view, lclog view, get …'
    : `This changes something, which goes through the interlocks: rackhand ${command} --site S --device D`;
}
