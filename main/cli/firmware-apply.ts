import type { Command } from 'commander';
import type { Failure, PackageView, UpdateProgress } from '../../preload/contract.ts';
import type { IdracTarget } from '../app/idrac/idrac-service.ts';
import { failureOf } from '../ports/failure.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
import type { Output } from './output.ts';
import { carryOut, confirmTag, type OrderOptions, openServer, type ServerOptions, withOrder } from './server.ts';
import { columns } from './table.ts';

/** `rackhand firmware apply FILE`: installs a package over the iDRAC; the version that is read back is the outcome. */
export function applyCommand(firmware: Command, cli: Cli): void {
  withOrder(firmware.command('apply <file>'))
    .description('install an update package over the iDRAC; done is only what is read back with the new version')
    .action((file: string, options: OrderOptions) =>
      cli.run(async (services, output, signal) => {
        await using target = await openServer(services, options);
        // First of all the package: whether it fits is no question for a person.
        const plan = await services.idracs.plan(target, { action: 'firmware.update', file });
        const written = options.yesSerial ?? (await ask(target, file, output, cli, signal));
        if (written === null) return exit.cancelled;
        await confirmTag(target, written);
        const stop = services.events.onEvent((name, payload) => {
          if (name === 'firmware.progress') telling(payload as UpdateProgress);
        });
        const telling = progressLines(output);
        output.note('Do not switch the server off and do not restart its iDRAC until the outcome is told.');
        try {
          return await carryOut(plan, target, { cli, services, output, signal });
        } finally {
          stop();
        }
      }),
    );
}

/** A flash cannot be taken back: somebody has to have looked at the label of the server. Null when nothing was typed. */
async function ask(
  { bmc }: IdracTarget,
  file: string,
  output: Output,
  cli: Cli,
  signal: AbortSignal,
): Promise<string | null> {
  if (!cli.ask || output.json)
    cli.usage('Confirm the server: at a terminal, or with --yes-serial and its service tag.');
  const { serviceTag, model, biosVersion, idracVersion, power } = await bmc.idrac.info();
  const found = `${model ?? 'server'} ${serviceTag ?? '(no service tag)'}, BIOS ${biosVersion}, iDRAC ${idracVersion}`;
  const question = `${found}, power ${power}. Type its service tag to install ${file}, nothing to leave it: `;
  const typed = await cli.ask(question, signal).catch(() => '');
  return typed.trim() === '' ? null : typed;
}

/** Every tenth of the upload as a line, and what to expect after its end. */
function progressLines(output: Output): (progress: UpdateProgress) => void {
  let told = -1;
  return ({ sent, size }) => {
    const tenth = size === 0 ? 10 : Math.floor((10 * sent) / size);
    if (tenth === told) return;
    told = tenth;
    output.note(`uploaded ${tenth * 10} % of ${size} bytes`);
    if (tenth < 10) return;
    output.note('The server restarts where the package needs it; the iDRAC may be silent for half an hour. Waiting.');
  };
}

type Judged =
  | { file: string; decision: 'ok' | 'gated' | 'refused'; view: PackageView; error: null }
  | { file: string; decision: 'refused'; view: null; error: Failure };

/** Whether packages may go onto a server, which is read for it. Ends with 5 when one of them may not go as it is. */
export function inspectForServer(files: readonly string[], options: ServerOptions, cli: Cli): Promise<void> {
  return cli.run(async (services, output, signal) => {
    await using target = await openServer(services, options);
    const all: Judged[] = [];
    for (const file of files) {
      if (signal.aborted) return exit.cancelled;
      try {
        const [view] = await services.idracs.inspectFor(target, [file]);
        if (view) all.push({ file, decision: decisionOf(view), view, error: null });
      } catch (error) {
        all.push({ file, decision: 'refused', view: null, error: failureOf(error) });
      }
    }
    output.result(
      { device: target.device?.id ?? null, files: all.map(({ view, ...rest }) => ({ ...view, ...rest })) },
      all.flatMap((judged) => linesOf(output, judged)),
    );
    return all.every(({ decision }) => decision === 'ok') ? exit.done : exit.verification;
  });
}

function decisionOf({ fit }: PackageView): Judged['decision'] {
  const has = (severity: string) => fit.some((one) => one.severity === severity);
  return has('refused') ? 'refused' : has('gated') ? 'gated' : 'ok';
}

function linesOf(output: Output, { file, decision, view, error }: Judged): string[] {
  if (error)
    return [`${file}: ${decision}`, `  ${error.message}`, ...(error.advice ? [`    → ${error.advice}`] : []), ''];
  const { name, version, signature, rebootRequired, impactsTpm } = view;
  const rows = [
    ['  name', name ?? '–'],
    ['  version', version ?? '–'],
    ['  signature', [signature.verdict, signature.signer].filter(Boolean).join(': ')],
    ['  reboot', rebootRequired ? 'yes' : 'no'],
    ['  TPM', impactsTpm ? 'measurements change: BitLocker asks for its recovery key' : 'no change stated'],
  ];
  const verdicts = view.fit.flatMap(({ id, severity, reason, lift }) => [
    `  ${id} (${severity}): ${output.text(reason)}`,
    `    → ${output.text(lift)}`,
  ]);
  return [`${file}: ${decision}`, ...columns(rows), ...verdicts, ''];
}
