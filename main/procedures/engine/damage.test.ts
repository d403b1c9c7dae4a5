import { describe, expect, it } from 'vitest';
import { next, ReplayError, type RunState, reduce, replay } from '../engine.ts';
import type { Stamped } from '../events.ts';
import { blocking } from '../interlocks.ts';
import { Driver } from '../testing/driver.ts';
import { FILES, loaded } from '../testing/fixture.ts';
import { Pair, startedRun, willing } from '../testing/pair.ts';

const library = loaded(FILES);

/** A run that was taken over with an order given and not yet carried out. */
function events(): Stamped[] {
  const first = startedRun(library, new Pair());
  first.run((_, what) => what.do === 'act');
  const pair = new Pair();
  for (const event of first.events) pair.happened(event, Date.parse(event.at));
  const second = new Driver(pair, willing);
  second.takeOver(first.events);
  second.run();
  return second.events;
}

const MATTERS = ['power.on', 'power.cycle', 'power.reset', 'power.soft', 'power.off', 'sps.firmware.activate'] as const;
/** What the run lets happen at its last entry. */
function allowed(state: RunState): string[] {
  const now = Date.parse(state.at);
  const open = ['master', 'slave'].flatMap((role) =>
    MATTERS.filter((action) => blocking(state, { action, role }, now).length === 0).map(
      (action) => `${action} ${role}`,
    ),
  );
  return next(state, now).do === 'act' ? [...open, 'act'] : open;
}

const stream = events();
const states = stream.map((_, index) => replay(stream.slice(0, index + 1)));

/** Folds the stream without one entry; what it allows that the whole stream does not, entry by entry. */
function without(dropped: number): { thrown: number | null; surplus: string[] } {
  let state: RunState | null = null;
  const surplus: string[] = [];
  for (const [index, event] of stream.entries()) {
    if (index === dropped) continue;
    try {
      state = reduce(state, event);
    } catch (error) {
      if (!(error instanceof ReplayError)) throw error;
      return { thrown: index, surplus };
    }
    const whole = states[index];
    if (index > dropped && whole) {
      const may = allowed(whole);
      surplus.push(
        ...allowed(state)
          .filter((item) => !may.includes(item))
          .map((item) => `${index} ${item}`),
      );
    }
  }
  return { thrown: null, surplus };
}

// That no entry is missing is proven by the journal's hash chain. What is tested here is the second line: a stream with a
// hole is refused as soon as something does not follow, and until then it allows nothing that the whole one refuses.
describe('a damaged stream', () => {
  const takeOver = stream.findIndex((event) => event.type === 'run.resumed');

  it.each(stream.map(({ seq, type }, index) => ({ seq, type, index })).filter(({ index }) => index !== takeOver))(
    'without entry $seq ($type) allows no more than the whole',
    ({ index }) => expect(without(index).surplus).toEqual([]),
  );
  it('is refused at the next entry of the same step when a beginning, an end or a branch is missing', () => {
    const structural = ['run.started', 'step.begun', 'step.done', 'step.skipped', 'branch.taken'];
    const unnoticed = stream.flatMap(({ type, seq }, index) =>
      structural.includes(type) && without(index).thrown === null ? [seq] : [],
    );
    expect(unnoticed).toEqual([]);
  });
  it('is refused at the end of a step whose answer is missing', () => {
    const answers = stream.flatMap((event, index) => {
      const answered = event.type === 'fact.recorded' && event.data.facts.every(({ origin }) => origin === 'entered');
      return answered ? [index] : [];
    });
    expect(answers).toHaveLength(8);
    for (const index of answers) expect(without(index).thrown).toBe(index + 1);
  });
  it('without its take-over lives on old readings and an old order: that entry comes first, before anything is sent', () => {
    const { surplus } = without(takeOver);
    const until = stream.findIndex((event, index) => index > takeOver && event.type === 'act.ordered');
    expect(surplus).toContain(`${takeOver + 1} act`);
    expect(surplus.filter((item) => Number(item.split(' ')[0]) >= until)).toEqual([]);
  });
  it('does not fold any entry twice', () => {
    for (const [index, event] of stream.entries()) {
      expect(() => reduce(states[index] ?? null, event)).toThrow(ReplayError);
    }
  });
});
