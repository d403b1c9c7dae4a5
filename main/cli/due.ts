import type { Command } from 'commander';
import { calendarOf, dueSentence } from '../app/due/calendar.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
import { newFile } from './new-file.ts';

/** `run due`: what the open runs wait for by the clock. */
export function dueCommand(run: Command, cli: Cli): void {
  run
    .command('due')
    .description('what open runs wait for by the clock: the end of a wait, a limit, what is normal from when on')
    .option('--ics <file>', 'write it as an iCalendar file; an existing one is not overwritten')
    .action((options: { ics?: string }) =>
      cli.run(async (services, output) => {
        const dues = services.due.list();
        if (options.ics !== undefined) {
          await using file = await newFile(options.ics, cli);
          await file.fill(calendarOf(dues, services.clock.now(), output.language));
        }
        const behind = Math.max(0, ...dues.map(({ clockBehind }) => clockBehind ?? 0));
        if (behind > 0) {
          const minutes = Math.ceil(behind / 60_000);
          output.note(
            `The clock of this computer stands ${minutes} min before the last entry of a run: set it right first.`,
          );
        }
        output.result(
          dues,
          dues.map(
            (due) => `${due.at}  ${due.due ? 'DUE ' : '    '}${due.runId}  ${dueSentence(due, output.language)}`,
          ),
        );
        return exit.done;
      }),
    );
}
