import type { Command } from 'commander';
import type { Aloud, Language } from '../../preload/contract.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';

/** The current step for somebody on the phone, without driving the run. */
export function aloudCommand(run: Command, cli: Cli): void {
  run
    .command('aloud <run>')
    .description('the current step as it is read to somebody on the phone, and what they are to read back, spelled')
    .action((id: string) =>
      cli.run(async (services, output) => {
        const aloud = services.runs.view(id).current?.aloud ?? null;
        output.result(aloud, aloud === null ? [] : aloudLines(aloud, output.language));
        if (aloud === null) output.note('This run waits for nothing.');
        return exit.done;
      }),
    );
}

/** As the screen says it: the lines, then each expected value with its characters in groups. */
export function aloudLines({ lines, readBack }: Aloud, language: Language): string[] {
  const said = lines.map(({ text }) => text[language]);
  const expected = readBack.flatMap(({ label, value, spelled }) => [
    `= ${label[language]}: ${value[language]}`,
    ...spelled.map(({ characters, words }) => `    ${characters}  ${words.map((word) => word[language]).join(' ')}`),
  ]);
  return [...said, ...expected];
}
