import { expect, test } from 'vitest';
import { meaning } from './shortcuts.ts';

const key = (k: string, ctrl = false, shift = false) => ({ key: k, ctrl, alt: false, shift });

test('Ctrl+K and F1 work everywhere, even while typing', () => {
  expect(meaning(key('k', true), true, false, false)).toEqual({ show: 'palette' });
  expect(meaning(key('F1'), true, false, false)).toEqual({ go: 'help' });
});

test('Ctrl+Shift+L locks the vault, with Caps Lock too and even while typing; Ctrl+L does not', () => {
  for (const name of ['l', 'L']) expect(meaning(key(name, true, true), true, false, false)).toEqual({ lock: true });
  for (const name of ['l', 'L']) expect(meaning(key(name, true), false, false, true)).toBeNull();
  expect(meaning(key('L', false, true), false, false, true)).toBeNull();
});

test('single keys are text while typing and silent when switched off', () => {
  expect(meaning(key('?'), false, false, true)).toEqual({ show: 'shortcuts' });
  expect(meaning(key('?'), true, false, true)).toBeNull();
  expect(meaning(key('?'), false, false, false)).toBeNull();
});

test('g leads somewhere only with a known second key', () => {
  expect(meaning(key('g'), false, false, true)).toEqual({ pending: 'g' });
  expect(meaning(key('r'), false, true, true)).toEqual({ go: 'run' });
  expect(meaning(key('r'), false, false, true)).toBeNull();
  expect(meaning(key('x'), false, true, true)).toBeNull();
});
