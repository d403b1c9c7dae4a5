/**
 * The procedure engine, pure. Events are the only state: fold them with `reduce`, ask `next` what to do, let a person act
 * through `answer`, `order`, `acknowledge`, `override`, `record` and `abort`, turn probe answers into events with
 * `reading`, append what comes back and start over.
 */
export { decode, expectationOf } from './engine/answers.ts';
export {
  abort,
  acknowledge,
  answer,
  expectHere,
  handOver,
  order,
  override,
  record,
  type Start,
  start,
} from './engine/commands.ts';
export { AnswerError, ReplayError, RunError, type RunErrorCode } from './engine/errors.ts';
export { clickAhead, type Next, next } from './engine/next.ts';
export { outline, outlineOf, type Place, placeOf } from './engine/paths.ts';
export { type ProbeAnswer, type ProbeOrder, reading, readingFailed } from './engine/reads.ts';
export { fold, initial, reduce, replay } from './engine/reduce.ts';
export type { RunState } from './engine/state.ts';
export { linePattern } from './pattern.ts';
