import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { type Decision, type Fit, judgeFile } from '../firmware/fit.ts';
import { decodeMachine } from '../firmware/machine-file.ts';
import { planUpdates } from '../firmware/plan.ts';
import { type StatedHash, statedHash } from '../idrac/dup/catalogue.ts';
import { openPackageFile } from '../idrac/dup/file.ts';
import { type Inspection, inspect } from '../idrac/dup/inspect.ts';
import { anchorsOf, type TrustAnchors } from '../idrac/dup/signature/chain.ts';
import { failureOf } from '../ports/failure.ts';
import { findLayout } from '../shell/layout.ts';
import type { Cli } from './context.ts';
import { exit } from './exit.ts';
import { applyCommand, inspectForServer } from './firmware-apply.ts';
import type { Output } from './output.ts';
import type { ServerOptions } from './server.ts';
import { columns } from './table.ts';

interface FileOptions extends Partial<ServerOptions> {
  trust: string[];
  hash?: string;
  machine?: string;
}

const each = (value: string, earlier: string[]): string[] => [...earlier, value];

export function firmwareCommands(cli: Cli): Command {
  const firmware = cli
    .command('firmware')
    .description('update packages: what they are, whether they fit, in which order');
  firmware
    .command('inspect')
    .description('what a firmware file says of itself, and whether its signature holds; nothing of it is run')
    .argument('<file...>')
    .option('--trust <pem>', 'trust the certificate authorities of this file too', each, [])
    .option('--hash <hex>', 'SHA-256 (or MD5) that the vendor states for the one file')
    .option('--site <site>', 'judge it for a server: its site, by name or id')
    .option('--device <device>', 'and the device')
    .action((files: string[], options: FileOptions) => {
      const { site, device } = options;
      if (site !== undefined && device !== undefined) return inspectForServer(files, { site, device }, cli);
      if (site !== undefined || device !== undefined) cli.usage('--site and --device belong together.');
      return cli.light(async (output, signal) => {
        const { anchors, stated } = given(cli, files, options);
        const results: Result[] = [];
        for (const file of files) {
          if (signal.aborted) return exit.cancelled;
          results.push(await resultOf(file, anchors, stated));
        }
        output.result(
          { files: results.map(documentOf) },
          results.flatMap((result) => linesOf(output, result)),
        );
        return results.every(({ decision }) => decision !== 'refused') ? exit.done : exit.verification;
      });
    });
  firmware
    .command('plan')
    .description('in which order the files go onto a machine, what it demands, what stands against it')
    .argument('<file...>')
    .requiredOption('--machine <json>', 'facts of the machine: system ID, model, installed versions')
    .option('--trust <pem>', 'trust the certificate authorities of this file too', each, [])
    .action((files: string[], options: FileOptions & { machine: string }) =>
      cli.light(async (output) => {
        const { anchors } = given(cli, files, options);
        const machine = decodeMachine(options.machine, readOr(cli, options.machine));
        const inspections: Inspection[] = [];
        for (const file of files) inspections.push(await inspectFile(file, anchors, null));
        const plan = planUpdates(inspections, machine);
        output.result({ machine: machine.name, ...plan }, [
          ...plan.packages.flatMap(({ file, role, version, fit }) => [
            `${file}: ${role} ${version ?? ''}`.trimEnd(),
            ...verdictLines(output, fit),
          ]),
          ...plan.steps.map(
            ({ text, demands }, at) => `${at + 1}. ${demands ? `[${demands}] ` : ''}${output.text(text)}`,
          ),
        ]);
        output.note(`${machine.name}: ${plan.decision}, ${plan.reboots} ${plan.reboots === 1 ? 'reboot' : 'reboots'}`);
        return plan.decision === 'refused' ? exit.verification : exit.done;
      }),
    );
  applyCommand(firmware, cli);
  return firmware;
}

function given(
  cli: Cli,
  files: readonly string[],
  options: FileOptions,
): { anchors: TrustAnchors; stated: StatedHash | null } {
  const own = path.join(findLayout(import.meta.dirname).resources, 'authenticode', 'roots.pem');
  const stated = options.hash === undefined ? null : statedHash(options.hash);
  if (options.hash !== undefined && !stated) cli.usage('--hash takes 64 (SHA-256) or 32 (MD5) hexadecimal digits.');
  if (stated && files.length > 1) cli.usage('--hash is about one file.');
  const certificates = [own, ...options.trust].flatMap((file) => {
    try {
      return anchorsOf(readOr(cli, file)).certificates;
    } catch {
      return cli.usage(`${file}: a certificate in it cannot be read.`);
    }
  });
  return { anchors: { certificates }, stated };
}

function readOr(cli: Cli, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return cli.usage(`${file} cannot be read.`);
  }
}

async function inspectFile(file: string, anchors: TrustAnchors, stated: StatedHash | null): Promise<Inspection> {
  const opened = await openPackageFile(file);
  try {
    return await inspect(opened, { anchors, now: new Date(), stated });
  } finally {
    await opened.close();
  }
}

type Result =
  | { file: string; decision: Decision; inspection: Inspection; fit: Fit; error: null }
  | { file: string; decision: 'refused'; inspection: null; fit: null; error: ReturnType<typeof failureOf> };

/** One damaged file among several must not hide what the others are. */
async function resultOf(file: string, anchors: TrustAnchors, stated: StatedHash | null): Promise<Result> {
  try {
    const inspection = await inspectFile(file, anchors, stated);
    const fit = judgeFile(inspection);
    return { file, decision: fit.decision, inspection, fit, error: null };
  } catch (error) {
    return { file, decision: 'refused', inspection: null, fit: null, error: failureOf(error) };
  }
}

/** As --json prints it: the inspection itself, under the path that was given. */
const documentOf = ({ file, decision, inspection, fit, error }: Result) =>
  error ? { path: file, decision, error } : { path: file, decision, ...inspection, verdicts: fit?.verdicts ?? [] };

function linesOf(output: Output, result: Result): string[] {
  if (result.error) return [result.error.message, ...(result.error.advice ? [`  → ${result.error.advice}`] : []), ''];
  const { inspection, fit } = result;
  const { facts, signature, hash } = inspection;
  const rows: string[][] = [
    ['file', inspection.file],
    ['kind', inspection.kind],
  ];
  if (facts) {
    rows.push(
      ['name', facts.name],
      ['version', [facts.vendorVersion, facts.dellVersion && `(${facts.dellVersion})`].filter(Boolean).join(' ')],
      ['release', [facts.releaseId, facts.date].filter(Boolean).join(', ')],
      ['criticality', facts.criticality.text || String(facts.criticality.value ?? 'not stated')],
      ['component', `${facts.componentType}: ${facts.components.map(({ id, name }) => `${name} (${id})`).join(', ')}`],
      ['systems', facts.systems.map(systemWords).join(', ') || 'not stated'],
      ['reboot', facts.rebootRequired ? 'yes' : 'no'],
      ['TPM', facts.impactsTpm ? 'measurements change: BitLocker asks for its recovery key' : 'no change stated'],
    );
  }
  if (signature) {
    const { signer, timestamp } = signature;
    rows.push(['signature', `${signature.state}: ${signature.reason}`]);
    if (signer) rows.push(['signed by', [signer.organisation, ...signature.chain.slice(1)].join(' < ')]);
    if (timestamp) rows.push(['signed at', `${timestamp.time} (${timestamp.authority})`]);
  }
  rows.push(['SHA-256', inspection.sha256], ['size', `${inspection.size} bytes`]);
  if (hash) rows.push(['stated hash', `${hash.algorithm} ${hash.matches ? 'matches' : 'does not match'}`]);
  return [...columns(rows), ...verdictLines(output, fit), ''];
}

const systemWords = ({
  name,
  systemId,
  minimumVersions,
}: {
  name: string;
  systemId: string;
  minimumVersions: string[];
}) => `${name} (${systemId}${minimumVersions.length > 0 ? `, from ${minimumVersions.join(' and ')}` : ''})`;

const verdictLines = (output: Output, { verdicts }: Fit): string[] =>
  verdicts.flatMap(({ code, severity, reason, lift }) => [
    `  ${code} (${severity}): ${output.text(reason)}`,
    `    → ${output.text(lift)}`,
  ]);
