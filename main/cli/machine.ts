import type { Command } from 'commander';
import type {
  BmcOrder,
  BmcSetupView,
  Finding,
  FindingsReport,
  Reading,
  SelView,
  SensorView,
} from '../../preload/contract.ts';
import { LEVEL } from '../app/bmc/bmc-service.ts';
import { type FindingText, findingTexts } from '../app/bmc/finding-texts.ts';
import { readSetup } from '../app/bmc/setup-view.ts';
import { fruView, healthSummary, sensorView } from '../app/bmc/views.ts';
import type { Services } from '../app/services.ts';
import { readFrus } from '../ipmi/fru/list.ts';
import { printAction } from './action.ts';
import { wholeNumber } from './arguments.ts';
import type { Cli } from './context.ts';
import { exit, exitOfAction } from './exit.ts';
import type { Output } from './output.ts';
import { explicitPassword } from './secrets.ts';
import { columns } from './table.ts';
import { connect, connection, type TargetOptions, withTarget } from './target.ts';

/** `rackhand bmc sensors|sel|fru|setup|findings`, and the changes: `boot`, `lan`, `password`, `reset`, `sel --clear`. */
export function machineCommands(bmc: Command, cli: Cli): void {
  withTarget(bmc.command('sensors').description('every sensor: reading, state, thresholds'))
    .option('--bad', 'only those that are not ok')
    .action((options: TargetOptions & { bad?: boolean }) =>
      cli.run(async (services, output) => {
        await using target = await connect(services, options, cli);
        const states = await services.bmc.states(target.bmc);
        const all = states.map(sensorView);
        const shown = options.bad ? all.filter(({ state }) => state !== 'ok' && state !== 'absent') : all;
        const lines = columns(
          shown.map((s) => [s.name, reading(s), s.state, s.words.map(({ text }) => text).join(', ')]),
        );
        output.result({ bmc: target.address, health: healthSummary(states), sensors: shown }, lines);
        return shown.some(({ state }) => state === 'critical' || state === 'non-recoverable')
          ? exit.verification
          : exit.done;
      }),
    );
  withTarget(bmc.command('sel').description('the event log: read it, or clear it after it has been saved'))
    .option('--clear', 'save the log as evidence, then erase it')
    .action((options: TargetOptions & { clear?: boolean }) =>
      cli.run(async (services, output) => {
        if (options.clear) return order(services, options, { action: 'sel.clear' }, output, cli);
        await using target = await connect(services, options, cli);
        const log = await services.bmc.log(target.bmc);
        output.result({ bmc: target.address, ...log }, selLines(log));
        if (log.overflow) output.note('The log is full: later events are lost until it is cleared.');
        if (log.clockSkew !== null && Math.abs(log.clockSkew) > 60)
          output.note(`The clock of the BMC is ${log.clockSkew} s ahead of this machine's.`);
        return exit.done;
      }),
    );
  withTarget(bmc.command('fru').description('inventory: serial numbers, part numbers')).action(
    (options: TargetOptions) =>
      cli.run(async (services, output) => {
        await using target = await connect(services, options, cli);
        const frus = (await readFrus(target.bmc, await services.bmc.records(target.bmc))).map(fruView);
        const lines = frus.flatMap(({ id, name, fields, damaged }) => [
          `FRU ${id}: ${name}`,
          ...columns(fields.map(({ area, label, value }) => [`  ${area}`, label, value])),
          ...damaged.map((what) => `  damaged: ${what}`),
        ]);
        output.result({ bmc: target.address, frus }, lines);
        return exit.done;
      }),
  );
  withTarget(bmc.command('setup').description('boot options, LAN, users, watchdog, SOL, channel')).action(
    (options: TargetOptions) =>
      cli.run(async (services, output) => {
        await using target = await connect(services, options, cli);
        const setup = await readSetup(target.bmc, () => services.clock.now());
        const lines = Object.entries(setup).flatMap(([part, value]) => [part, ...setupLines(value)]);
        output.result({ bmc: target.address, ...setup }, lines);
        return exit.done;
      }),
  );
  withTarget(bmc.command('findings').description('weaknesses of the set-up, with reason and fix')).action(
    (options: TargetOptions) =>
      cli.run(async (services, output) => {
        const report = await services.bmc.findingsOver(await connection(services, options, cli));
        output.result(report, findingLines(report, findingTexts(services.resources, output.language)));
        for (const { check, reason } of report.notRead) output.note(`not read: ${check}: ${reason}`);
        return report.findings.length > 0 ? exit.verification : exit.done;
      }),
  );
  withTarget(bmc.command('boot').description('from where the machine boots next'))
    .argument('<device>', 'none, pxe, disk, cd, floppy, bios-setup, diagnostic, safe-mode')
    .option('--persistent', 'for every start from now on')
    .option('--uefi', 'by UEFI; legacy otherwise')
    .action((device: string, options: TargetOptions & { persistent?: boolean; uefi?: boolean }) =>
      cli.run((services, output) => {
        const known = BOOT_DEVICES.find((name) => name === device);
        if (!known) cli.usage(`The device is one of ${BOOT_DEVICES.join(', ')}.`);
        const firmware = options.uefi ? 'uefi' : 'legacy';
        const persistent = options.persistent ?? false;
        return order(services, options, { action: 'boot.set', device: known, persistent, firmware }, output, cli);
      }),
    );
  withTarget(bmc.command('lan').description("change one parameter of the BMC's own network"))
    .argument('<parameter>', LAN_PARAMETERS.join(', '))
    .argument('<value>', 'an address, static or dhcp, a VLAN id or off')
    .action((name: string, value: string, options: TargetOptions) =>
      cli.run((services, output) => {
        const parameter = LAN_PARAMETERS.find((known) => known === name);
        if (!parameter) cli.usage(`The parameter is one of ${LAN_PARAMETERS.join(', ')}.`);
        return order(services, options, { action: 'lan.set', parameter, value }, output, cli);
      }),
    );
  withTarget(bmc.command('password').description('set the password of a user of the BMC'))
    .argument('<user-id>', 'as `rackhand bmc setup` lists it')
    .requiredOption('--new-password-stdin', 'read the new password from the first line of standard input')
    .action((userId: string, options: TargetOptions) =>
      cli.run(async (services, output) => {
        if (options.passwordStdin)
          cli.usage('Standard input holds the new password: give the present one in RACKHAND_PASSWORD.');
        const id = wholeNumber(1, 63)(userId);
        const password = (await explicitPassword(true, cli.secrets)) ?? '';
        return order(services, options, { action: 'user.setPassword', userId: id, password }, output, cli);
      }),
    );
  withTarget(bmc.command('reset').description('restart the BMC itself, not the machine'))
    .argument('<kind>', 'cold or warm')
    .action((kind: string, options: TargetOptions) =>
      cli.run((services, output) => {
        if (kind !== 'cold' && kind !== 'warm') cli.usage('The kind is cold or warm.');
        return order(services, options, { action: `bmc.reset.${kind}` }, output, cli);
      }),
    );
}

const BOOT_DEVICES = ['none', 'pxe', 'disk', 'cd', 'floppy', 'bios-setup', 'diagnostic', 'safe-mode'] as const;
const LAN_PARAMETERS = ['source', 'address', 'mask', 'gateway', 'vlan'] as const;

async function order(services: Services, options: TargetOptions, what: BmcOrder, output: Output, cli: Cli) {
  await using target = services.targets.over(await connection(services, options, cli), {
    privilege: LEVEL[what.action],
  });
  const result = await services.bmc.performOn(target, what, cli.author);
  printAction(output, result);
  return exitOfAction(result);
}

type Labelled = NonNullable<BmcSetupView['lan']['value']>[number];
type BmcUser = NonNullable<BmcSetupView['users']['value']>[number];

const reading = (s: SensorView) => (s.value === null ? '–' : `${Number(s.value.toFixed(3))} ${s.unit}`.trim());

function selLines(log: SelView): string[] {
  return columns(
    log.entries.map((e) => [
      e.id.toString(16).padStart(4, '0'),
      e.at ?? (e.sinceStart === null ? 'no time' : `+${e.sinceStart} s`),
      e.severity,
      e.sensor,
      [e.event, e.direction, e.detail].filter((word) => word !== null).join(', '),
    ]),
  );
}

/** A list of labelled values, of users, or one object: each line says what it is. Slots that nobody uses are left out. */
function setupLines({ value, error }: Reading<unknown>): string[] {
  if (error) return [`  not read: ${error.message}`];
  if (value === null) return ['  the BMC does not have it'];
  if (!Array.isArray(value))
    return columns(Object.entries(value as object).map(([name, v]) => [`  ${name}`, String(v)]));
  return columns((value as (Labelled | BmcUser)[]).flatMap((row) => [cells(row)].filter((line) => line.length > 0)));
}

function cells(row: Labelled | BmcUser): string[] {
  if ('label' in row) return [`  ${row.label}`, row.value];
  if (!row.enabled && row.name === '') return [];
  return [`  ${row.id}`, row.name || '(no name)', row.enabled === false ? 'disabled' : 'enabled', row.privilege];
}

function findingLines({ findings }: FindingsReport, textOf: (finding: Finding) => FindingText): string[] {
  if (findings.length === 0) return ['Nothing was found in what could be read.'];
  return findings.flatMap((finding) => {
    const { title, reason, fix } = textOf(finding);
    return [`${finding.severity.toUpperCase()}: ${title}`, `  ${reason}`, `  → ${fix}`];
  });
}
