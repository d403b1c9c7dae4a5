import type { ActionResult } from '../../preload/contract.ts';
import { type Output, verdictLines } from './output.ts';

/** The outcome on stdout; what stands in the way, and what to try next, on stderr. */
export function printAction(output: Output, result: ActionResult): void {
  output.result(result, [actionLine(result)]);
  noteAction(output, result);
}

export function actionLine(result: ActionResult): string {
  const power = result.before === null ? '' : ` (power ${result.before}${result.after ? ` → ${result.after}` : ''})`;
  return `${result.deviceName}: ${result.action} ${result.outcome}${power}: ${result.detail}`;
}

export function noteAction(output: Output, result: ActionResult): void {
  for (const line of result.verdicts.flatMap((verdict) => verdictLines(output, verdict))) output.note(line);
  if (result.failure) {
    output.note(result.failure.message);
    if (result.failure.advice) output.note(result.failure.advice);
  }
  if (result.outcome === 'unknown') {
    output.note('It is not known whether the command was executed. Read the state before you do anything else.');
  }
}
