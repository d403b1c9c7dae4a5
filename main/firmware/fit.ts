import type { Severity, Text } from '../../preload/contract.ts';
import type { Inspection } from '../idrac/dup/inspect.ts';
import type { Component, PackageFacts, SupportedSystem } from '../idrac/dup/package-xml.ts';
import { isDell } from '../idrac/dup/signature/names.ts';
import type { InstalledFirmware, MachineFacts } from './machine.ts';
import { roleOf } from './role.ts';
import { say, type VerdictCode } from './say.ts';
import { stoneBetween } from './stepping.ts';
import { compareVersions } from './version.ts';

export interface FitVerdict {
  code: VerdictCode;
  /** `hard` cannot be overridden; `gated` asks for a reason and a second person; `soft` is told. */
  severity: Exclude<Severity, 'timer'>;
  reason: Text;
  lift: Text;
}
/** `ok`: nothing stands in the way but what is told. */
export type Decision = 'ok' | 'gated' | 'refused';
export interface Fit {
  decision: Decision;
  verdicts: FitVerdict[];
}

export function decide(verdicts: FitVerdict[]): Fit {
  const has = (severity: Severity) => verdicts.some((one) => one.severity === severity);
  return { decision: has('hard') ? 'refused' : has('gated') ? 'gated' : 'ok', verdicts };
}

const verdict = (
  code: VerdictCode,
  severity: FitVerdict['severity'],
  values: Readonly<Record<string, string>> = {},
): FitVerdict => ({ code, severity, ...say(code, values) });

/** Whether packages of a signer are to be taken, by the organisation on the certificate. */
export type Signers = (organisation: string | null) => boolean;

/**
 * What can be said of a file without any machine: its hash, its signature, whether iDRAC takes such files at all. Another
 * signer than Dell is expected in rehearsal only.
 */
export function judgeFile(inspection: Inspection, expected: Signers = isDell): Fit {
  const { kind, facts, signature, hash } = inspection;
  const verdicts: FitVerdict[] = [];
  if (hash && !hash.matches) verdicts.push(verdict('hash', 'hard', { algorithm: hash.algorithm.toUpperCase() }));
  const what = unfit(inspection);
  if (what) verdicts.push(verdict('not-for-idrac', 'hard', { what }));
  if (signature && signature.state !== 'valid') {
    verdicts.push(verdict('signature', 'hard', { state: signature.state, detail: signature.reason }));
  } else if (signature && !expected(signature.signer?.organisation ?? null)) {
    verdicts.push(verdict('signer', 'hard', { signer: signature.signer?.organisation ?? '?' }));
  }
  if (kind === 'image' || (kind === 'windows-package' && (!facts || !signature))) {
    verdicts.push(verdict('unproven', 'gated'));
  }
  return decide(verdicts);
}

/** Why iDRAC takes no such file, in words that are the same in both languages' sentences; null when it does. */
function unfit({ kind, facts }: Inspection): string | null {
  if (kind === 'linux-package') return 'Linux (.BIN)';
  if (kind === 'program') return 'Windows, no package.xml';
  if (kind === 'signature') return '.sign';
  if (kind === 'unknown') return '?';
  if (!facts) return null;
  if (roleOf(facts) === 'driver') return `${facts.componentType}, ${facts.name}`;
  return facts.packageType !== null && facts.packageType !== 'LW64' ? `packageType ${facts.packageType}` : null;
}

/** Whether a file may go onto a machine, everything considered; idrac.md §3.6 and §4.3. */
export function fitOf(inspection: Inspection, machine: MachineFacts, expected: Signers = isDell): Fit {
  const { facts } = inspection;
  const verdicts = [...judgeFile(inspection, expected).verdicts];
  if (facts) verdicts.push(...machineVerdicts(facts.systems, machine), ...componentVerdicts(facts, machine));
  else if (inspection.kind === 'image') verdicts.push(...imageVerdicts(inspection.file, machine));
  return decide(verdicts);
}

const shown = ({ model, systemId, name }: MachineFacts): string => [model ?? name, systemId].filter(Boolean).join(', ');

/** An image's ending says for which iDRAC it is; nothing else about it is known. */
function imageVerdicts(file: string, machine: MachineFacts): FitVerdict[] {
  const generations = /\.d7$/i.test(file) ? [7, 8] : /\.d9$/i.test(file) ? [9] : null;
  if (!generations || machine.idracGeneration === null) return [verdict('machine-unknown', 'gated', { why: file })];
  if (generations.includes(machine.idracGeneration)) return [];
  const systems = `iDRAC${generations.join('/')}`;
  return [verdict('wrong-machine', 'hard', { systems, machine: `iDRAC${machine.idracGeneration}` })];
}

/** By system ID; by model name only where no ID was read, and then never without a person. */
function machineVerdicts(systems: readonly SupportedSystem[], machine: MachineFacts): FitVerdict[] {
  if (systems.length === 0) return [verdict('machine-unknown', 'soft', { why: 'SupportedSystems: 0' })];
  if (systemOf(systems, machine)) {
    return machine.systemId === null
      ? [verdict('machine-unknown', 'gated', { why: machine.model ?? machine.name })]
      : [];
  }
  if (machine.systemId === null && machine.model === null) {
    return [verdict('machine-unknown', 'gated', { why: machine.name })];
  }
  const names = systems.slice(0, 8).map(({ name, systemId }) => `${name} (${systemId})`);
  const list = systems.length > names.length ? [...names, `+${systems.length - names.length}`] : names;
  return [verdict('wrong-machine', 'hard', { systems: list.join(', '), machine: shown(machine) })];
}

function systemOf(systems: readonly SupportedSystem[], { systemId, model }: MachineFacts): SupportedSystem | null {
  if (systemId !== null) return systems.find((one) => one.systemId === systemId.toUpperCase()) ?? null;
  return model === null ? null : (systems.find(({ name }) => name.toLowerCase() === model.toLowerCase()) ?? null);
}

function componentVerdicts(facts: PackageFacts, machine: MachineFacts): FitVerdict[] {
  if (machine.installed === null) return [verdict('components-unknown', 'gated')];
  const present = machine.installed.filter((one) => facts.components.some((component) => isFor(component, one)));
  if (present.length === 0 && facts.components.length > 0) {
    const components = facts.components.slice(0, 8).map(({ id, name }) => `${name} (${id})`);
    return [verdict('wrong-component', 'hard', { components: components.join(', ') })];
  }
  const minimums = systemOf(facts.systems, machine)?.minimumVersions ?? [];
  const found = present.flatMap((one) => versionVerdicts(facts, machine, one.version, minimums));
  // A second card of the same version says nothing new. One that is up to date does not matter beside one that is not.
  const distinct = found.filter((one, at) => found.findIndex(({ reason }) => reason.en === one.reason.en) === at);
  const current = present.every(({ version }) => compareVersions(version, facts.vendorVersion) === 0);
  return distinct.filter(({ code }) => code !== 'installed' || current);
}

/**
 * One of a package's components is enough: a network driver's package lists every card it can serve. PCI numbers are compared
 * where both sides have them.
 */
function isFor({ id, pci }: Component, installed: InstalledFirmware): boolean {
  if (id !== installed.componentId.trim().replace(/^0+(?=\d)/, '')) return false;
  if (pci.length === 0 || installed.pci === null) return true;
  const wanted = pci.map((one) => [one.vendor, one.device, one.subVendor, one.subDevice].join(':'));
  return wanted.includes(installed.pci.toUpperCase());
}

function versionVerdicts(
  facts: PackageFacts,
  machine: MachineFacts,
  installed: string,
  minimums: readonly string[],
): FitVerdict[] {
  const target = facts.vendorVersion;
  const order = compareVersions(installed, target);
  if (order === null) return [verdict('not-comparable', 'gated', { installed, target })];
  if (order === 0) return [verdict('installed', 'gated', { target })];
  if (order > 0) return [verdict('downgrade', 'gated', { installed, target })];
  const verdicts = minimums.flatMap((minimum) => {
    const enough = compareVersions(installed, minimum);
    if (enough === null) return [verdict('not-comparable', 'gated', { installed, target: minimum })];
    return enough < 0 ? [verdict('minimum-version', 'hard', { minimum, installed })] : [];
  });
  const stone = stoneBetween(roleOf(facts), machine.idracGeneration, installed, target);
  if (stone) {
    const { severity, version: step, source } = stone;
    const code = severity === 'hard' ? 'step-first' : 'step-unproven';
    verdicts.push(verdict(code, severity, { installed, target, step, source }));
  }
  return verdicts;
}
