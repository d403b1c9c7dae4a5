import type { Command } from 'commander';
import type { ActionResult, PowerVerb } from '../../preload/contract.ts';
import { powerPlan } from '../actions/plan.ts';
import type { Services } from '../app/services.ts';
import type { OpenTarget } from '../app/targets.ts';
import { failureOf } from '../ports/failure.ts';
import { actionLine, noteAction } from './action.ts';
import { type Confirm, confirmByList, confirmByQuestion, type Each } from './confirm.ts';
import { exit, exitOfAction, exitOfFailure } from './exit.ts';
import { siteMembers } from './fleet-site.ts';
import { type Surroundings, withStream } from './fleet-status.ts';
import { loginOf, namedTargets, type TargetOptions } from './target.ts';

export interface EachOptions extends TargetOptions {
  yesEach?: string[];
  keepGoing?: boolean;
  ndjson?: boolean;
}

export function withConfirmation(command: Command): Command {
  return withStream(command)
    .option(
      '--yes-each <serials...>',
      'several BMCs: the chassis serial of every one of them (of a BMC without one: its address)',
    )
    .option('--keep-going', 'several BMCs: go on after one that was not done');
}

interface NotAttempted {
  name: string;
  reason: string;
}

/**
 * One action on several BMCs: strictly one after the other, in the order named, each with a confirmation of its own and
 * each through the gate. One at a time, because nobody here knows which of them are two nodes of one cluster; each is
 * read back before the next is asked. Ends at the first that is not done, unless told to keep going, and names those
 * that were not attempted. Returns the exit code: `unknown` before all others, else that of the first that was not done.
 */
export async function actOnEach(
  verb: PowerVerb,
  words: readonly string[],
  options: EachOptions,
  { cli, services, output, signal }: Surroundings & { services: Services },
): Promise<number> {
  if (!options.yesEach && (!cli.ask || output.json || options.ndjson))
    cli.usage('Several BMCs at once: confirm each, at a terminal or with --yes-each SERIAL….');
  const all = await eachOf(words, options, services, cli);
  const confirm: Confirm = options.yesEach
    ? await confirmByList(all, options.yesEach, signal)
    : confirmByQuestion(cli.ask, verb, signal);

  const results: ActionResult[] = [];
  const skipped: NotAttempted[] = [];
  let code: number = exit.done;
  const worse = (other: number) => {
    if (code === exit.done || other === exit.unknown) code = other;
  };
  let stopped: string | null = null;
  for (const each of all) {
    if (signal.aborted) stopped ??= 'cancelled';
    if (stopped !== null) {
      skipped.push({ name: each.label, reason: stopped });
      continue;
    }
    try {
      await using target = await each.open();
      const refusal = await confirm(each.label, target);
      if (refusal !== null) {
        skipped.push({ name: each.label, reason: refusal.reason });
        worse(refusal.cancelled ? exit.cancelled : exit.refused);
        if (refusal.ends) stopped = 'stopped before it';
        continue;
      }
      const result = await services.perform(powerPlan(verb), target, cli.author);
      results.push(result);
      if (options.ndjson) output.line(JSON.stringify(result));
      else if (!output.json) output.line(actionLine(result));
      noteAction(output, result);
      if (result.outcome === 'done') continue;
      worse(exitOfAction(result));
      if (!options.keepGoing) stopped = `stopped after ${each.label}: ${result.outcome}`;
    } catch (e) {
      const failure = failureOf(e);
      skipped.push({ name: each.label, reason: failure.message });
      worse(exitOfFailure(failure));
      if (!options.keepGoing) stopped = `stopped after ${each.label}: it could not be read`;
    }
  }
  if (signal.aborted) worse(exit.cancelled);
  if (output.json && !options.ndjson) output.result({ results, notAttempted: skipped }, []);
  const done = results.filter(({ outcome }) => outcome === 'done').length;
  output.note(`${done} of ${all.length} done`);
  for (const { name, reason } of skipped) output.note(`not attempted: ${name}: ${reason}`);
  return code;
}

async function eachOf(
  words: readonly string[],
  options: EachOptions,
  services: Services,
  cli: Surroundings['cli'],
): Promise<Each<OpenTarget>[]> {
  if (words.length === 0) {
    const members = await siteMembers(services, options, cli);
    return members.map(({ device, name, target }) => ({ label: device ?? name, open: () => target() }));
  }
  const names = namedTargets(words, options, cli);
  const login = await loginOf(options, cli);
  return names.map((address) => ({ label: address, open: () => services.targets.bare({ address, ...login }) }));
}
