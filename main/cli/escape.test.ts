import { expect, test } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { Escapes } from './escape.ts';

const fed = (...portions: string[]) => {
  const escapes = new Escapes();
  return portions
    .flatMap((text) => escapes.feed(Buffer.from(text)))
    .map((part) => (typeof part === 'string' ? part : `${part}`));
};

test('a tilde at the beginning of a line is an escape, anywhere else it is a tilde', () => {
  expect(fed('~.')).toEqual(['end']);
  expect(fed('ls ~.\r')).toEqual(['ls ~.\r']);
  expect(fed('ls\r~.')).toEqual(['ls\r', 'end']);
  expect(fed('ls\n~B', '~?x')).toEqual(['ls\n', 'break', 'help', 'x']);
  expect(fed('~~.')).toEqual(['~.']);
  expect(fed('~a~.')).toEqual(['~a~.']);
  expect(fed('~\r~.')).toEqual(['~\r', 'end']);
});

test('portions make no difference', () => {
  const text = 'one\r~~two\n~B~.three ~. four\r\n~x~?\r';
  const whole = fed(text);
  const random = seeded(5);
  for (let round = 0; round < 100; round++) {
    const portions: string[] = [];
    for (let at = 0; at < text.length; ) {
      const step = 1 + Math.floor(random() * 4);
      portions.push(text.slice(at, at + step));
      at += step;
    }
    const wishes = (parts: string[]) => parts.filter((part) => ['end', 'break', 'help'].includes(part));
    expect(fed(...portions).join('')).toBe(whole.join(''));
    expect(wishes(fed(...portions))).toEqual(wishes(whole));
  }
});
