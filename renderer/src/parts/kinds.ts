import type { Severity, StepKind } from '../../../preload/contract.ts';
import type { IconName } from './Icon.tsx';

/** Each kind of step is known by its picture; its name stands beside it. */
export const kindIcons: Readonly<Record<StepKind, IconName>> = {
  guide: 'hand',
  input: 'entered',
  sense: 'sensed',
  act: 'power',
  wait: 'clock',
  decide: 'branch',
  procedure: 'procedures',
};

/** What only an override or nothing at all lifts is locked; what may be acknowledged warns; time lifts the rest. */
export const severityIcons: Readonly<Record<Severity, IconName>> = {
  hard: 'lock',
  gated: 'lock',
  soft: 'warn',
  timer: 'clock',
};
