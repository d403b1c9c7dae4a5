import { useT } from '../i18n.ts';
import type { Draft, Problems } from './draft.ts';

/** A part of the device form: what is typed, what is wrong with it, and how it changes. */
export interface DraftFields {
  draft: Draft;
  problems: Problems;
  change: (part: Partial<Draft>) => void;
}
/** What is typed as a line of text and labelled by its own name. */
type TextKey = {
  [K in keyof Draft]-?: Draft[K] extends string ? (string extends Draft[K] ? K : never) : never;
}[keyof Draft];

/** Gives a line of the form its label, value and problem. */
export function useFieldProps({ draft, problems, change }: DraftFields) {
  const t = useT();
  return (key: TextKey) => {
    const problem = problems[key];
    return {
      label: t(`device.${key}`),
      value: draft[key],
      onChange: (value: string) => change({ [key]: value }),
      problem: problem && t(`problem.${problem}`),
    };
  };
}
