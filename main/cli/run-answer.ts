import type { Command } from 'commander';
import type { Ask, FactValue } from '../../preload/contract.ts';
import type { Services } from '../app/services.ts';
import { pairs } from './arguments.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
import { givenFile, givenText } from './given-file.ts';
import type { Output } from './output.ts';

/** Goes on with a run after something was answered. */
type Drive = (services: Services, output: Output, signal: AbortSignal, runId: string) => Promise<number>;

/** Answering the current step by hand, from a pasted page; and pictures of what was seen. */
export function answerCommands(run: Command, cli: Cli, drive: Drive): void {
  run
    .command('answer <run>')
    .description('answer the current step with values, or with a page that was copied as text')
    .option('--paste <file>', 'text of the page, - for standard input; it is kept with the run')
    .option('--value <fact=value>', 'a value that was seen (repeatable); counts before the page', pairs, {})
    .action((id: string, options: { paste?: string; value: Record<string, string> }) =>
      cli.run(async (services, output, signal) => {
        services.runs.take(id, cli.author);
        const step = services.runs.view(id).current ?? cli.usage('This run waits for nothing.');
        const text = options.paste === undefined ? null : await pageText(options.paste, cli);
        const read = text === null ? [] : services.runs.readPaste(id, step.path, text);
        for (const { fact, value } of read) output.note(`read: ${fact} = ${value}`);
        if (text !== null && read.length === 0) output.note('no value that is asked for stands in this text clearly');
        const values = Object.fromEntries(read.map(({ fact, value }) => [fact, value]));
        for (const [fact, typed] of Object.entries(options.value)) values[fact] = typedValue(step.asks, fact, typed);
        await services.runs.answer(id, step.path, values, cli.author, text ?? undefined);
        return drive(services, output, signal, id);
      }),
    );
  run
    .command('attach <run> <picture>')
    .description('keep a screenshot (PNG, JPEG or WebP, at most 20 MB) with the run; its hash goes into the journal')
    .action((id: string, picture: string) =>
      cli.run(async (services, output) => {
        const kept = await services.runs.attach(id, await givenFile(picture, cli), cli.author);
        output.result(kept, [`${kept.name}  sha256 ${kept.sha256}`]);
        return exit.done;
      }),
    );
}

async function pageText(file: string, cli: Pick<Cli, 'usage'>): Promise<string> {
  if (file !== '-') return givenText(file, cli);
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** As the fact's type wants it; what does not fit stays text, and the engine says what it expected. */
function typedValue(asks: readonly Ask[], name: string, typed: string): FactValue {
  const type = asks.find(({ fact }) => fact === name)?.type;
  if (type === 'boolean' && (typed === 'true' || typed === 'false')) return typed === 'true';
  return type === 'number' && typed.trim() !== '' && Number.isFinite(Number(typed)) ? Number(typed) : typed;
}
