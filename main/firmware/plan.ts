import type { Text } from '../../preload/contract.ts';
import type { Inspection } from '../idrac/dup/inspect.ts';
import { type Decision, decide, type Fit, fitOf } from './fit.ts';
import type { MachineFacts } from './machine.ts';
import { type Role, roleOf } from './role.ts';
import { fill } from './say.ts';
import { compareVersions } from './version.ts';

export type PlanStepKind =
  | 'check-ready'
  | 'bitlocker'
  | 'install'
  | 'wait-ready'
  | 'reboot'
  | 'power-cycle'
  | 'verify'
  | 'inventory';

export interface PlanStep {
  kind: PlanStepKind;
  /** File that it is about; null when it is about the machine. */
  file: string | null;
  text: Text;
  /** The interlock that must be met before it. */
  demands: 'I-HW-001' | null;
  /** Minutes after which something is wrong (idrac.md §4.5); null where a person decides. */
  timeoutMinutes: number | null;
}
export interface FirmwarePlan {
  decision: Decision;
  /** In the order of installation, each judged with what the ones before it will have installed. */
  packages: { file: string; role: Role; version: string | null; fit: Fit }[];
  steps: PlanStep[];
  /** Restarts of the host. */
  reboots: number;
  /** A measurement that BitLocker may be sealed to changes. */
  impactsTpm: boolean;
}

/** idrac.md §4.1: iDRAC first, what needs no reboot, BIOS, the rest, power supplies alone at the end. */
const ORDER: readonly Role[] = ['idrac', 'direct', 'bios', 'other', 'power-supply', 'driver'];
const TIMEOUT: Readonly<Record<Role, number>> = {
  idrac: 50,
  direct: 30,
  bios: 45,
  other: 45,
  'power-supply': 45,
  driver: 45,
};

/** Order, steps, reboots and demands for several files on one machine. Pure; nothing is sent. */
export function planUpdates(inspections: readonly Inspection[], machine: MachineFacts): FirmwarePlan {
  let projected = machine;
  const packages = [...inspections].sort(inOrder).map((inspection) => {
    const judged = { inspection, role: role(inspection), fit: fitOf(inspection, projected) };
    projected = after(inspection, projected);
    return judged;
  });
  const impactsTpm = packages.some(({ inspection, role }) => role === 'bios' || inspection.facts?.impactsTpm);
  const steps = [
    step('check-ready', null, {}, 20),
    ...(impactsTpm ? [{ ...step('bitlocker', null, {}, null), demands: 'I-HW-001' as const }] : []),
    ...packages.flatMap(({ inspection, role }) => stepsFor(inspection, role)),
    step('inventory', null, {}, 20),
  ];
  const { decision } = decide(packages.flatMap((one) => one.fit.verdicts));
  return {
    decision,
    packages: packages.map(({ inspection, role, fit }) => ({
      file: inspection.file,
      role,
      version: inspection.facts?.vendorVersion ?? null,
      fit,
    })),
    steps: decision === 'refused' ? [] : steps,
    reboots: steps.filter(({ kind }) => kind === 'reboot').length,
    impactsTpm,
  };
}

/** A bare image is an iDRAC's, unless it is called otherwise. */
const role = ({ facts, kind, file }: Inspection): Role =>
  facts ? roleOf(facts) : kind === 'image' && /\.d[79]$/i.test(file) ? 'idrac' : 'other';

/** By role, then the lower version first, so that a stepping stone comes before what needs it. */
function inOrder(a: Inspection, b: Inspection): number {
  const byRole = ORDER.indexOf(role(a)) - ORDER.indexOf(role(b));
  if (byRole !== 0 || !a.facts || !b.facts) return byRole;
  return compareVersions(a.facts.vendorVersion, b.facts.vendorVersion) ?? 0;
}

/** The machine as it will be with this package installed. */
function after({ facts }: Inspection, machine: MachineFacts): MachineFacts {
  if (!facts || machine.installed === null) return machine;
  const ids = new Set(facts.components.map(({ id }) => id));
  const installed = machine.installed.map((one) =>
    ids.has(one.componentId) ? { ...one, version: facts.vendorVersion } : one,
  );
  return { ...machine, installed };
}

function stepsFor({ file, facts }: Inspection, role: Role): PlanStep[] {
  const values = { file, version: facts?.vendorVersion ?? '?', name: facts?.name ?? file };
  const reboot = role === 'bios' || role === 'power-supply' || (facts?.rebootRequired === true && role !== 'idrac');
  return [
    step('install', file, values, TIMEOUT[role]),
    ...(role === 'idrac' ? [step('wait-ready', file, values, 30)] : []),
    ...(reboot ? [step('reboot', file, values, TIMEOUT[role])] : []),
    ...(facts?.powerCycleRequired ? [step('power-cycle', file, values, null)] : []),
    step('verify', file, values, 20),
  ];
}

const TEXTS: Readonly<Record<PlanStepKind, Text>> = {
  'check-ready': {
    en: 'Job queue empty, Lifecycle Controller ready, both power supplies good.',
    de: 'Auftragswarteschlange leer, Lifecycle Controller bereit, beide Netzteile in Ordnung.',
  },
  bitlocker: {
    en: 'This changes what the TPM measures. Have the BitLocker recovery key of every volume at hand, proven and stored off the machine, and suspend BitLocker.',
    de: 'Dies ändert, was das TPM misst. Halten Sie den BitLocker-Wiederherstellungsschlüssel jedes Laufwerks bereit, geprüft und außerhalb der Maschine verwahrt, und halten Sie BitLocker an.',
  },
  install: {
    en: 'Upload {file} ({name}) and follow its job to the end. No power action meanwhile.',
    de: '{file} ({name}) hochladen und den Auftrag bis zum Ende verfolgen. Währenddessen keine Stromaktion.',
  },
  'wait-ready': {
    en: 'iDRAC restarts and is silent for minutes; wait until it and Lifecycle Controller are ready.',
    de: 'iDRAC startet neu und schweigt einige Minuten; warten, bis er und Lifecycle Controller bereit sind.',
  },
  reboot: {
    en: 'Restart the host for {file}; it installs before the system boots. Do not remove power.',
    de: 'Den Host für {file} neu starten; installiert wird vor dem Systemstart. Strom nicht trennen.',
  },
  'power-cycle': {
    en: 'After {file}, take mains away and give it back (or use the virtual AC cycle).',
    de: 'Nach {file} das Netz trennen und wieder zuschalten (oder den virtuellen AC-Zyklus verwenden).',
  },
  verify: {
    en: 'Read the version back: {version}. Only that is success.',
    de: 'Die Version zurücklesen: {version}. Nur das ist der Erfolg.',
  },
  inventory: { en: 'Read the firmware inventory again.', de: 'Das Firmware-Inventar erneut lesen.' },
};

function step(
  kind: PlanStepKind,
  file: string | null,
  values: Readonly<Record<string, string>>,
  timeoutMinutes: number | null,
): PlanStep {
  return { kind, file, text: fill(TEXTS[kind], values), demands: null, timeoutMinutes };
}
