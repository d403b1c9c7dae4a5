import type { Command } from 'commander';
import { Option } from 'commander';
import type { Plan, PlanStep, Product } from '../../preload/contract.ts';
import { PRODUCTS } from '../procedures/model.ts';
import { pairs } from './arguments.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
import { givenText } from './given-file.ts';
import type { Output } from './output.ts';

interface Options {
  product: Product;
  from?: string;
  to?: string;
  have: Record<string, string>;
  want: Record<string, string>;
  fact: Record<string, string>;
  releases?: string;
  message: string[];
}

/** `rackhand plan`: the permitted way from one version to another. Exit 0 ready, 8 questions are open, 4 refused, 5 unresolved. */
export function planCommand(cli: Cli): Command {
  return cli
    .command('plan')
    .description('the permitted upgrade path, with waits, packages, round trips and what is still open')
    .addOption(new Option('--product <product>', 'what is to be upgraded').choices(PRODUCTS).makeOptionMandatory())
    .option('--from <version>', 'version that runs now')
    .option('--to <version>', 'version wanted, or newest')
    .option('--have <component=version>', 'version of another component (repeatable)', pairs, {})
    .option('--want <component=version>', 'version wanted of another component, or newest (repeatable)', pairs, {})
    .option('--fact <name=value>', 'answer to an open question (repeatable)', pairs, {})
    .option('--releases <file>', 'dated list of releases, YAML or JSON (docs/planner.md)')
    .option('--message <text>', 'what a package says that cannot be installed (repeatable)', collect, [])
    .action((options: Options) =>
      cli.run(async (services, output) => {
        const { product, from, to, have, want, fact, releases, message } = options;
        const { main } = services.planner.get(product);
        const plan = services.planner.plan({
          product,
          from: { ...have, ...(from === undefined ? {} : { [main]: from }) },
          to: { ...want, ...(to === undefined ? {} : { [main]: to }) },
          facts: Object.fromEntries(Object.entries(fact).map(([name, text]) => [name, plain(text)])),
          catalogue: releases === undefined ? null : services.planner.catalogue(await givenText(releases, cli)),
          messages: message,
        });
        output.result(plan, planLines(plan, output));
        return { ready: exit.done, open: exit.waiting, refused: exit.refused, unresolved: exit.verification }[
          plan.verdict
        ];
      }),
    );
}

const collect = (text: string, former: string[]) => [...former, text];

function plain(text: string): boolean | string {
  return text === 'true' || text === 'yes' ? true : text === 'false' || text === 'no' ? false : text;
}

function planLines(plan: Plan, output: Output): string[] {
  const verdicts = {
    ready: 'Ready: every step is permitted by a rule.',
    open: 'Open: answer the questions and plan again.',
    unresolved: 'Unresolved: no rule leads there. Ask the support; do not try.',
    refused: 'Refused.',
  };
  const lines = [
    verdicts[plan.verdict],
    ...plan.reasons.map((reason) => `  ${reason.rule}: ${output.text(reason.text)}`),
  ];
  if (plan.path.length > 1) lines.push('', plan.path.join(' -> '));
  if (plan.verdict === 'unresolved' && plan.steps.length > 0)
    lines.push('(a proposal for the support, supported by nobody)');
  const numbered = plan.steps.map((step, index) => `${String(index + 1).padStart(2)}. ${stepLine(step, output)}`);
  if (numbered.length > 0) lines.push('', ...numbered);
  if (plan.devices) {
    const { groups, procedure, rule, text } = plan.devices;
    lines.push('', `Devices: ${groups.join(', ')} (${procedure}, ${rule})`, `  ${output.text(text)}`);
  }
  if (plan.steps.length > 0) {
    lines.push('', `Round trips across the gap: ${plan.roundTrips}. Waits: ${plan.waitHours} h at the least.`);
  }
  if (plan.questions.length > 0) lines.push('', 'Open:');
  for (const { asks, text, rule } of plan.questions) lines.push(`  ${asks}: ${output.text(text)} (${rule})`);
  if (plan.notes.length > 0) lines.push('', 'Note:');
  for (const { text, rule } of plan.notes) lines.push(`  ${output.text(text)} (${rule})`);
  return lines;
}

function stepLine(step: PlanStep, output: Output): string {
  const words = output.text(step.text);
  switch (step.kind) {
    case 'install':
      return `install ${step.component} ${step.to}${step.from ? ` over ${step.from}` : ''}, round trip ${step.roundTrip} (${step.rule})`;
    case 'wait':
      return `wait ${step.hours} h and until ${output.text(step.until)} (${step.rule})`;
    case 'task':
      return `${words} (${[step.procedure, step.rule].filter(Boolean).join(', ')})`;
    case 'verify':
      return `verify: ${words} (${step.rule})`;
  }
}
