// What a script that got into the page, by whatever way, can do: on every shell.
import { call, ready } from './call.ts';
import { expect, test } from './shell.ts';

test.beforeEach(({ app }) => ready(app));

/** Nobody listens there, so not even a failed defence leaves this machine. */
const FOREIGN = 'https://127.0.0.1:1';

test('the policy stops inline script, eval, foreign requests and frames', async ({ page }) => {
  const directives = await page.evaluate(async (foreign) => {
    const violation = (act: () => unknown) =>
      new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
          once: true,
        });
        act();
      });
    const add = (name: string, change: (element: HTMLElement) => void) => () => {
      const element = document.createElement(name);
      change(element);
      document.body.append(element);
    };
    // biome-ignore lint/security/noGlobalEval: it must not work.
    const evaluate = () => globalThis.eval('window.pwned = true');
    const from = (src: string) => (element: HTMLElement) => void Object.assign(element, { src });
    return {
      inlineScript: await violation(add('script', (script) => script.append('window.pwned = true'))),
      inlineStyle: await violation(add('style', (style) => style.append('body { display: none }'))),
      // Not within this evaluation, which the inspector exempts.
      eval: await violation(() => setTimeout(evaluate)),
      fetch: await violation(() => void fetch(foreign).catch(() => {})),
      socket: await violation(() => {
        try {
          new WebSocket(foreign.replace('https', 'wss'));
        } catch {}
      }),
      image: await violation(add('img', from(`${foreign}/x.png`))),
      frame: await violation(add('iframe', from('/index.html'))),
      base: await violation(add('base', (base) => base.setAttribute('href', `${foreign}/`))),
      form: await violation(() => {
        const form = document.createElement('form');
        form.action = foreign;
        document.body.append(form);
        form.submit();
      }),
    };
  }, FOREIGN);
  expect(directives).toEqual({
    inlineScript: 'require-trusted-types-for',
    inlineStyle: 'style-src-elem',
    eval: 'require-trusted-types-for',
    fetch: 'connect-src',
    socket: 'connect-src',
    image: 'img-src',
    frame: 'frame-src',
    base: 'base-uri',
    form: 'form-action',
  });
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
});

test('text does not become markup or script', async ({ page }) => {
  const thrown = await page.evaluate(() => {
    const attempts = [
      () => Object.assign(document.createElement('div'), { innerHTML: '<img src=x onerror=alert(1)>' }),
      () => Object.assign(document.createElement('script'), { text: 'window.pwned = true' }),
      () => Object.assign(document.createElement('script'), { src: '/assets/index.js' }),
      () => document.createElement('button').setAttribute('onclick', 'window.pwned = true'),
      () =>
        (window as unknown as { trustedTypes: { createPolicy(name: string): void } }).trustedTypes.createPolicy('x'),
    ];
    return attempts.map((attempt) => {
      try {
        attempt();
        return 'allowed';
      } catch (error) {
        return (error as Error).name;
      }
    });
  });
  expect(thrown).toEqual(Array(5).fill('TypeError'));
});

test('the page has nothing of Node', async ({ page }) => {
  const found = await page.evaluate(() =>
    ['require', 'module', 'exports', 'process', 'Buffer', 'global', '__dirname', 'setImmediate'].filter(
      (name) => name in globalThis,
    ),
  );
  expect(found).toEqual([]);
});

test('what the contract does not have is refused with a code', async ({ app }) => {
  const code = async (name: unknown, ...args: unknown[]) => {
    const answer = await call(app, name, ...args);
    return answer.ok ? 'done' : answer.error.code;
  };
  for (const name of ['no.such', 'constructor', '__proto__', 'toString', '', 7, null, { name: 'app.info' }]) {
    expect(await code(name)).toBe('unknown-command');
  }
  expect(await code('settings.set')).toBe('invalid');
  expect(await code('settings.set', 'dark')).toBe('invalid');
  expect(await code('settings.set', { theme: 'pink' })).toBe('invalid');
  expect(await code('settings.set', { theme: 'dark' }, 'more')).toBe('invalid');
  expect(await code('journal.list', 'x', -1)).toBe('invalid');
  expect(await code('settings.set', { theme: 'dark' })).toBe('done');
});

test('an argument that is too large or too deep is refused, not worked on', async ({ app }) => {
  const large = await call(app, 'sites.import', 'x'.repeat((4 << 20) + 1), 'x.yaml');
  expect(large).toMatchObject({ ok: false, error: { code: 'invalid', message: 'sites.import: too much text' } });
  let deep: unknown = null;
  for (let depth = 0; depth < 40; depth++) deep = [deep];
  const nested = await call(app, 'settings.set', deep);
  expect(nested).toMatchObject({ ok: false, error: { code: 'invalid', message: 'settings.set: nested too deeply' } });
  expect(await call(app, 'app.info')).toMatchObject({ ok: true });
});

test('a refusal never repeats what was sent', async ({ app }) => {
  const secret = 'correct horse battery staple';
  const answer = await call(app, 'vault.open', { passphrase: secret });
  expect(answer.ok).toBe(false);
  expect(JSON.stringify(answer)).not.toContain('horse');
});

test('a reload brings the page back, without a warning', async ({ app, page }) => {
  const said: string[] = [];
  page.on('console', (message) => void said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => void said.push(String(error)));
  for (let times = 0; times < 2; times++) {
    await page.reload();
    await ready(app);
  }
  expect(await call(app, 'app.info')).toMatchObject({ ok: true, value: { name: 'Rackhand' } });
  expect(said).toEqual([]);
});
