import type { Command } from 'commander';
import { OVERDUE_S } from '../appliances/imprivata/heartbeat.ts';
import { HeartbeatListener } from '../appliances/imprivata/heartbeat-listener.ts';
import { systemClock } from '../ports/clock.ts';
import { wholeNumber } from './arguments.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';

interface HeartbeatOptions {
  address: string;
  port: number;
  minutes: number;
}

export function heartbeatsCommand(cli: Cli): Command {
  return cli
    .command('heartbeats')
    .description('listen for the status that Imprivata appliances post every five minutes; end it with Ctrl+C')
    .requiredOption('--address <ip>', 'the address of this computer that the appliances reach')
    .option('--port <n>', 'port; 0 takes any free one', wholeNumber(0, 65_535), 0)
    .option('--minutes <n>', 'how long, at most 720', wholeNumber(1, 720), 180)
    .action(({ address, port, minutes }: HeartbeatOptions) =>
      cli.light(async (output, signal) => {
        await using listener = await HeartbeatListener.start({
          ...{ address, port, clock: systemClock, seconds: minutes * 60 },
          onBeat: ({ at, from, bytes, text }) => {
            const time = new Date(at).toISOString();
            output.line(
              output.json ? JSON.stringify({ at: time, from, bytes, text }) : `${time}  ${from}  ${bytes} bytes`,
            );
          },
        });
        output.note(`enter this URL in the system settings of the appliance: ${listener.url}`);
        output.note(
          `more than ${OVERDUE_S / 60} minutes of silence are worth a look; in the database phase they are normal`,
        );
        const stop = () => void listener.close();
        signal.addEventListener('abort', stop, { once: true });
        await listener.closed;
        return signal.aborted ? exit.cancelled : exit.done;
      }),
    );
}
