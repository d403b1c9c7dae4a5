import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Language } from '../../preload/contract.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';

export function procedureCommands(cli: Cli): Command {
  const procedures = cli.command('procedures').description('the runbooks');
  procedures
    .command('list')
    .description('what there is')
    .action(() =>
      cli.run(async (services, output) => {
        const list = services.procedures.list();
        const lines = list.map(
          (p) => `${p.id.padEnd(32)} ${String(p.steps).padStart(3)} steps  ${output.text(p.title)}`,
        );
        output.result(list, lines);
        return exit.done;
      }),
    );
  procedures
    .command('show <id>')
    .description('objective, steps, rules and sources of one')
    .option('--lang <en|de>', 'language of the texts')
    .action((id: string, options: { lang?: Language }) =>
      cli.run(async (services, output) => {
        const language = options.lang === 'de' || options.lang === 'en' ? options.lang : output.language;
        const view = services.procedures.get(id);
        const lines = [
          `${view.title[language]} (${view.id}, version ${view.version})`,
          view.objective[language],
          '',
          ...view.outline.map((s) => `${'  '.repeat(s.depth)}${s.kind.padEnd(9)} ${s.path}: ${s.title[language]}`),
          '',
          ...view.interlocks.map((rule) => `${rule.id} (${rule.severity}): ${rule.title[language]}`),
          '',
          view.endState[language],
          view.wayOut.text[language],
          view.wayOut.safeState[language],
        ];
        output.result(view, lines);
        return exit.done;
      }),
    );
  procedures
    .command('check <files...>')
    .description('check procedure, fact and interlock files; errors name file, line and column')
    .action((files: string[]) =>
      cli.run(async (services, output) => {
        const texts = await Promise.all(files.map(async (path) => ({ path, text: await readFile(path, 'utf8') })));
        const errors = services.procedures.check(texts);
        output.result(
          errors,
          errors.map((e) => `${e.file}:${e.line}:${e.column} ${e.message}`),
        );
        return errors.length === 0 ? exit.done : exit.verification;
      }),
    );
  return procedures;
}
