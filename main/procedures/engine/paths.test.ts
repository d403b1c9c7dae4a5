import { expect, it } from 'vitest';
import type { Library } from '../model.ts';
import type { Bound } from './frames.ts';
import { outlineOf, placeOf } from './paths.ts';

const call = (id: string, procedure: string, more = {}) => ({ kind: 'procedure', id, procedure, ...more });
const device = (role: string, deviceId: string) => ({ role, deviceId });

/** A run of procedures that consist of nothing but these steps. */
function run(procedures: Record<string, object[]>, bindings: object[] = []): Bound {
  const library = Object.fromEntries(Object.entries(procedures).map(([id, steps]) => [id, { id, steps, roles: [] }]));
  return { library: { procedures: library } as unknown as Library, procedure: 'top', bindings } as unknown as Bound;
}

it('finds every step of its outline by its path, and nothing by another name of it', () => {
  const bound = run(
    {
      top: [{ kind: 'guide', id: 'first' }, call('all', 'one', { each: 'node', as: 'appliance' }), call('last', 'one')],
      one: [{ kind: 'guide', id: 'look' }],
    },
    [device('node', 'a'), device('node', 'b')],
  );
  const paths = outlineOf(bound).map(({ path }) => path);
  expect(paths).toEqual(['first', 'all#0', 'all#0/look', 'all#1', 'all#1/look', 'last', 'last/look']);
  for (const place of outlineOf(bound)) expect(placeOf(bound, place.path)).toBe(place);
  for (const none of ['', 'all', 'all#2', 'all#01', 'all#1/', 'all/look', 'last#0', 'constructor', 'first/look']) {
    expect(placeOf(bound, none)).toBeNull();
  }
});

it('has none of the places of another binding or text', () => {
  const procedures = {
    top: [call('all', 'one', { each: 'node', as: 'appliance' })],
    one: [{ kind: 'guide', id: 'look' }],
  };
  const two = run(procedures, [device('node', 'a'), device('node', 'b')]);
  expect(placeOf(two, 'all#1/look')?.frame.scope).toBe('node');
  expect(placeOf({ ...two, bindings: two.bindings.slice(1) }, 'all#1/look')).toBeNull();
  expect(placeOf({ ...two, procedure: 'one' }, 'look')?.path).toBe('look');
  expect(placeOf(two, 'look')).toBeNull();
});

it('ends with procedures that call themselves, or each other twice and again', () => {
  expect(() => outlineOf(run({ top: [call('again', 'top')] }))).toThrow(RangeError);
  const doubling = Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [n === 0 ? 'top' : `p${n}`, [call('a', `p${n + 1}`), call('b', `p${n + 1}`)]]),
  );
  expect(() => outlineOf(run(doubling))).toThrow(/more than 100000 steps/);
});
