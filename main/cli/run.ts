import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { RunView, Verdict } from '../../preload/contract.ts';
import type { DriveEnd } from '../app/runner.ts';
import type { Services } from '../app/services.ts';
import { Answers } from './answers.ts';
import { lists, pairs } from './arguments.ts';
import type { Cli } from './context.ts';
import { dueCommand } from './due.ts';
import { exit, exitOfAction } from './exit.ts';
import { handoverCommands } from './handover.ts';
import { type Output, verdictLines } from './output.ts';
import { takenFromRack } from './rack-values.ts';
import { aloudCommand } from './run-aloud.ts';
import { answerCommands } from './run-answer.ts';

export function runCommands(cli: Cli): Command {
  const run = cli.command('run').description('executions of procedures');
  run
    .command('start <procedure>')
    .description('start a procedure on a site and drive it as far as answers and readings reach')
    .requiredOption('--site <site>', 'site, by name or id')
    .option(
      '--bind <role=device>',
      'which device plays which role (repeatable; again for each device of a list)',
      lists,
      {},
    )
    .option('--answers <file>', 'YAML, step path to value; see docs/cli.md')
    .action((procedure: string, options: { site: string; bind: Record<string, string[]>; answers?: string }) =>
      cli.run(async (services, output, signal) => {
        const answers = await answersFrom(options.answers);
        const id = await services.runs.start(procedure, options.site, options.bind, cli.author);
        output.note(`run ${id}`);
        return drive(services, output, signal, id, answers, cli.author);
      }),
    );
  run
    .command('resume <run>')
    .description('go on with a run; what can be read is read again first')
    .option('--answers <file>', 'as with start')
    .action((id: string, options: { answers?: string }) =>
      cli.run(async (services, output, signal) => {
        const answers = await answersFrom(options.answers);
        services.runs.take(id, cli.author);
        return drive(services, output, signal, id, answers, cli.author);
      }),
    );
  run
    .command('status [run]')
    .description('all runs, or one of them: where it stands, what is locked')
    .action((id: string | undefined) =>
      cli.run(async (services, output) => {
        if (id === undefined) {
          const runs = services.runs.list();
          output.result(
            runs,
            runs.map(
              (r) => `${r.id}  ${r.status.padEnd(8)}  ${r.progress.done}/${r.progress.total}  ${output.text(r.title)}`,
            ),
          );
        } else {
          const view = services.runs.view(id);
          output.result(view, summary(output, view));
        }
        return exit.done;
      }),
    );
  run
    .command('abort <run>')
    .description('end a run before its objective; hard locks stay until they are lifted')
    .requiredOption('--reason <text>', 'why, for the journal')
    .action((id: string, options: { reason: string }) =>
      cli.run(async (services, output) => {
        services.runs.abort(id, options.reason, cli.author);
        const view = services.runs.view(id);
        output.result(view, [
          output.text(view.wayOut.text),
          output.text(view.wayOut.safeState),
          ...locks(output, view),
        ]);
        return exit.done;
      }),
    );
  run
    .command('record <run>')
    .description('record a fact that may be entered at any time, such as the decision of the vendor support')
    .option('--fact <name=value>', 'repeatable', pairs, {})
    .option('--of <device>', 'of one device of the run, such as passive or node#2 (counted from 0)')
    .action((id: string, options: { fact: Record<string, string>; of?: string }) =>
      cli.run(async (services, output) => {
        services.runs.record(id, options.fact, cli.author, options.of);
        const view = services.runs.view(id);
        output.result(view, summary(output, view));
        return exit.done;
      }),
    );
  run
    .command('override <run> <rule>')
    .description('override a gated rule; hard rules cannot be overridden')
    .requiredOption('--reason <text>')
    .option('--second <name>', 'the second person', '')
    .option('--case <number>', 'support case', '')
    .option('--of <device>', 'for one device of the run, such as passive or node#2 (counted from 0)')
    .action((id: string, rule: string, options: { reason: string; second: string; case: string; of?: string }) =>
      cli.run(async (services, output) => {
        const why = { reason: options.reason, secondPerson: options.second, supportCase: options.case };
        services.runs.override(id, rule, why, cli.author, options.of);
        output.result(services.runs.view(id), [`${rule} overridden`]);
        return exit.done;
      }),
    );
  aloudCommand(run, cli);
  answerCommands(run, cli, (services, output, signal, id) =>
    drive(services, output, signal, id, new Answers({}), cli.author),
  );
  handoverCommands(run, cli);
  dueCommand(run, cli);
  return run;
}

async function answersFrom(file: string | undefined): Promise<Answers> {
  return file === undefined ? new Answers({}) : Answers.parse(await readFile(file, 'utf8'));
}

/** Drives a run as far as readings and the answers file reach; the exit code says why it stopped there. */
async function drive(
  services: Services,
  output: Output,
  signal: AbortSignal,
  id: string,
  answers: Answers,
  author: string,
): Promise<number> {
  for (;;) {
    const end = await services.runs.drive(id, signal);
    const view = services.runs.view(id);
    const code = end === 'cancelled' ? exit.cancelled : await nextCode(services, output, view, end, answers, author);
    if (code === null) continue;
    output.result(view, summary(output, view));
    return code;
  }
}

/** Null when something was answered and the run can go on. */
async function nextCode(
  services: Services,
  output: Output,
  view: RunView,
  end: DriveEnd,
  answers: Answers,
  author: string,
): Promise<number | null> {
  if (view.status === 'finished') return exit.done;
  if (view.status === 'aborted') return exit.cancelled;
  const step = view.current;
  if (view.status === 'stopped' || step === null) return exit.failed;

  const blocking = end === 'blocked' ? step.blockedBy : [];
  for (const verdict of blocking) if (lift(services, view.id, verdict, answers, author)) return null;
  if (blocking.length > 0) {
    for (const line of blocking.flatMap((verdict) => verdictLines(output, verdict))) output.note(line);
    return exit.refused;
  }
  if (step.action !== null) {
    if (answers.goes(step.path)) {
      services.runs.go(view.id, step.path, author);
      return null;
    }
    const last = step.lastResult;
    if (last && last.outcome !== 'done') {
      for (const line of last.verdicts.flatMap((verdict) => verdictLines(output, verdict))) output.note(line);
      return exitOfAction(last);
    }
    return exit.waiting;
  }
  const given = answers.forStep(step.path, step.asks, Date.now());
  if (given === null) return exit.waiting;
  const values = await takenFromRack(given, services, view, author);
  await services.runs.answer(view.id, step.path, values, author);
  return null;
}

function lift(services: Services, runId: string, verdict: Verdict, answers: Answers, author: string): boolean {
  if (verdict.severity === 'soft' && answers.acknowledges(verdict.rule, verdict.scope)) {
    services.runs.acknowledge(runId, verdict.rule, author, verdict.scope);
    return true;
  }
  const why = verdict.severity === 'gated' ? answers.overrides(verdict.rule, verdict.scope) : null;
  if (why) services.runs.override(runId, verdict.rule, why, author, verdict.scope);
  return why !== null;
}

function summary(output: Output, view: RunView): string[] {
  const head = `${view.id}: ${output.text(view.title)}: ${view.status}, ${view.progress.done} of ${view.progress.total} steps`;
  const step = view.current;
  if (step === null) return [head, ...locks(output, view)];
  const lines = [head, `${step.path}: ${output.text(step.title)}`];
  if (step.where) lines.push(`  ${output.text(step.where)}`);
  if (step.text) lines.push(`  ${output.text(step.text)}`);
  for (const ask of step.asks) lines.push(`  ? ${ask.fact} (${ask.type}): ${output.text(ask.label)}`);
  for (const { fact, reading } of step.readings) {
    lines.push(`  = ${fact}: ${reading.value ?? `not read${reading.error ? ` (${reading.error.message})` : ''}`}`);
  }
  if (step.failure) lines.push(`  ! ${step.failure.message}`);
  return [...lines, ...locks(output, view)];
}

/** What is locked on the power side; rules about the vendor's interface show at their step. */
function locks(output: Output, view: RunView): string[] {
  return view.interlocks
    .filter((rule) => rule.active && !rule.met && !rule.overridden && rule.severity !== 'timer')
    .map((rule) => ({ rule, blocks: rule.blocks.filter((action) => action.startsWith('power.')) }))
    .filter(({ blocks }) => blocks.length > 0)
    .map(({ rule, blocks }) => `  locked: ${blocks.join(' ')} by ${rule.rule}, ${output.text(rule.title)}`);
}
