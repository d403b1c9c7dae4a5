import { beforeEach, expect, it } from 'vitest';
import type { RunView } from '../../preload/contract.ts';
import { takeRun, useStore } from './store.ts';

const view = (id: string, seq: number) => ({ id, seq, status: 'open' }) as RunView;
const shown = () => useStore.getState().run?.view.seq;

beforeEach(() => useStore.setState({ run: null, runs: [] }));

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
