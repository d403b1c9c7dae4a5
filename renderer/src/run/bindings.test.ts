import { expect, test } from 'vitest';
import { bindingProblem, movedUp, takenBy } from './bindings.ts';

const roles = [{ role: 'primary' }, { role: 'secondary' }];
const devices = [
  { id: 'a', serial: 'SN1' },
  { id: 'b', serial: 'SN2' },
  { id: 'c', serial: null },
];

test.each([
  [{ node: [] }, 'open'],
  [{ node: ['a'] }, null],
  [{ node: ['b', 'a'] }, null],
  [{ node: ['a', 'gone'] }, 'open'],
  [{ node: ['a', 'a'] }, 'twice'],
  [{ node: ['a', 'c'] }, 'serial'],
])('a list: %o → %s', (bindings, problem) => {
  expect(bindingProblem([{ role: 'node', many: true }], bindings, devices)).toBe(problem);
});

test('an optional list may stay empty', () => {
  const list = { role: 'node', many: true, optional: true } as const;
  expect(bindingProblem([list], {}, devices)).toBeNull();
  expect(bindingProblem([list], { node: ['gone'] }, devices)).toBe('open');
});

test.each([
  [{}, 'open'],
  [{ primary: 'a', secondary: 'gone' }, 'open'],
  [{ primary: 'a', secondary: 'a' }, 'twice'],
  [{ primary: 'a', secondary: 'c' }, 'serial'],
  [{ primary: 'a', secondary: 'b' }, null],
])('%o → %s', (bindings, problem) => {
  expect(bindingProblem(roles, bindings, devices)).toBe(problem);
});

test('a device of a list moves up by one turn, the first one stays', () => {
  expect(movedUp(['a', 'b', 'c'], 'c')).toEqual(['a', 'c', 'b']);
  expect(movedUp(['a', 'b'], 'a')).toEqual(['a', 'b']);
  expect(movedUp(['a', 'b'], 'gone')).toEqual(['a', 'b']);
});

test('who plays another role already is told by it', () => {
  const taken = takenBy(roles, { primary: 'a', secondary: ['b', 'c'] }, 'primary', ({ role }) => role);
  expect(taken).toEqual({ b: 'secondary', c: 'secondary' });
});
