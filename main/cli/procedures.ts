import type { Command } from 'commander';
import type { Language } from '../../preload/contract.ts';
import { missingProcedures, procedureFiles } from '../app/procedure-files.ts';
import type { SourceFile } from '../procedures/loader.ts';
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
    .command('check <paths...>')
    .description('check procedure, fact and interlock files; errors name file, line and column')
    .addHelpText(
      'after',
      '\nOf a folder all of its files are checked, and that no procedure of its catalogue.json is missing.',
    )
    .action((paths: string[]) =>
      cli.run(async (services, output) => {
        const files = readable(paths, cli);
        const errors = services.procedures.check(files);
        const missing = missingProcedures(paths, files);
        const lines = [
          ...errors.map((e) => `${e.file}:${e.line}:${e.column} ${e.message}`),
          ...missing.map((id) => `missing: ${id}`),
        ];
        const procedures = files.filter(({ path }) => !/(facts|interlocks)(-[a-z-]+)?\.yaml$/.test(path)).length;
        const right = lines.length === 0;
        output.result(
          { files: files.length, procedures, errors, missing },
          right ? [`${files.length} files, ${procedures} procedures, no errors`] : lines,
        );
        return right ? exit.done : exit.verification;
      }),
    );
  return procedures;
}

function readable(paths: readonly string[], cli: Pick<Cli, 'usage'>): SourceFile[] {
  try {
    return procedureFiles(paths);
  } catch (error) {
    return cli.usage(error instanceof Error ? error.message : String(error));
  }
}
