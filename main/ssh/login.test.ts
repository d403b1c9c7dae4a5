import { expect, test } from 'vitest';
import { type LoginStop, singlePassword } from './login.ts';

type Methods = Parameters<ReturnType<typeof singlePassword>>[0];

/** The handler as ssh2 drives it; tells what was tried and how often the password left. */
function driven() {
  const tried: string[] = [];
  const stops: LoginStop[] = [];
  let passwords = 0;
  const password = () => {
    passwords++;
    return 'secret';
  };
  const handler = singlePassword('root', password, (why) => stops.push(why));
  let prompt: ((prompts: { prompt: string; echo?: boolean }[]) => void) | null = null;
  const step = (methods: string[] | null) =>
    (handler as (...args: unknown[]) => void)(
      methods as Methods | null,
      false,
      (next: { type: string; prompt?: unknown }) => {
        tried.push(next.type);
        const ask = next.prompt as ((...args: unknown[]) => void) | undefined;
        prompt = ask ? (prompts) => ask('', '', '', prompts, () => tried.push('answered')) : null;
      },
    );
  const ask = (prompts: { prompt: string; echo?: boolean }[]) => prompt?.(prompts);
  return { step, ask, tried, stops, sent: () => passwords };
}

const hidden = { prompt: 'Password: ', echo: false };

test('password, refused: not again', () => {
  const login = driven();
  login.step(null);
  login.step(['publickey', 'password']);
  login.step(['publickey', 'password']);
  expect(login).toMatchObject({ tried: ['none', 'password'], stops: ['refused'] });
  expect(login.sent()).toBe(1);
});

test('keyboard-interactive first; refused, and asked a second time: not again, by no method', () => {
  for (const second of ['fails', 'asks']) {
    const login = driven();
    login.step(null);
    login.step(['keyboard-interactive', 'password']);
    login.ask([hidden]);
    if (second === 'fails') login.step(['keyboard-interactive', 'password']);
    else login.ask([hidden]);
    expect(login).toMatchObject({ tried: ['none', 'keyboard-interactive', 'answered'], stops: ['refused'] });
    expect(login.sent()).toBe(1);
  }
});

test('keyboard-interactive that ends without a question leaves the password for its own method', () => {
  const login = driven();
  login.step(null);
  login.step(['keyboard-interactive', 'password']);
  login.step(['keyboard-interactive', 'password']);
  expect(login).toMatchObject({ tried: ['none', 'keyboard-interactive', 'password'], stops: [] });
});

test('other questions get no password', () => {
  for (const prompts of [[hidden, hidden], [{ prompt: 'Your name: ', echo: true }]]) {
    const login = driven();
    login.step(null);
    login.step(['keyboard-interactive']);
    login.ask(prompts);
    expect(login.stops).toEqual(['other-question']);
    expect(login.sent()).toBe(0);
  }
});

test('keys only', () => {
  const login = driven();
  login.step(null);
  login.step(['publickey']);
  expect(login).toMatchObject({ tried: ['none'], stops: ['no-method'] });
});
