import { beforeEach, expect, it } from 'vitest';
import type { RunView } from '../../preload/contract.ts';
import { takeRun, useStore } from './store.ts';

const view = (id: string, seq: number) => ({ id, seq, status: 'open' }) as RunView;
const shown = () => useStore.getState().runSeq;

beforeEach(() => useStore.setState({ run: null, runSeq: 0, runs: [] }));

it('keeps the newer view of a run when an older answer arrives behind it', () => {
  takeRun(view('a', 5));
  takeRun(view('a', 7));
  takeRun(view('a', 6));
  expect(shown()).toBe(7);
  expect(useStore.getState().runs.map(({ id }) => id)).toEqual(['a']);
});

it('takes a view of the same age, because who drives the run is not in the journal', () => {
  takeRun(view('a', 5));
  takeRun({ ...view('a', 5), driver: 'nobody' });
  expect(useStore.getState().run?.view.driver).toBe('nobody');
});

it('does not leave the run on screen for another one', () => {
  takeRun(view('a', 5));
  takeRun(view('b', 9));
  expect(useStore.getState().run?.view.id).toBe('a');
});

it('draws nothing again for a view that says what the last one said', () => {
  const full = (seq: number, done: number) =>
    ({
      ...view('a', seq),
      title: { en: 'A', de: 'A' },
      progress: { done, total: 9 },
      steps: [{ path: 's' }],
    }) as RunView;
  takeRun(full(5, 1));
  const before = useStore.getState();
  takeRun(full(6, 1));
  const same = useStore.getState();
  expect(same.run).toBe(before.run);
  expect(same.runs).toBe(before.runs);
  takeRun(full(7, 2));
  const next = useStore.getState();
  expect(next.run?.view).toMatchObject({ seq: 7, progress: { done: 2 } });
  expect(next.run?.view.steps).toBe(before.run?.view.steps);
  expect(next.runs[0]?.progress.done).toBe(2);
  expect(next.runs[0]).not.toHaveProperty('steps');
});
