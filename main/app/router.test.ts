import { expect, test } from 'vitest';
import { z } from 'zod';
import type { AppInfo, Settings } from '../../preload/contract.ts';
import { silentLog } from '../ports/log.ts';
import { CommandError, createRouter, type Endpoints } from './router.ts';

const info: AppInfo = { name: 'Rackhand', version: '0', shell: 'cli', runtime: {}, home: '/h' };
const settings: Settings = {
  language: 'en',
  theme: 'dark',
  vaultLockMinutes: 15,
  operator: '',
  collector: '',
  timeServer: '',
};

/** Only the commands named here are called; the others would be a mistake in the test. */
function endpoints(some: Partial<Endpoints>): Endpoints {
  return some as Endpoints;
}

function recorder() {
  const lines: unknown[][] = [];
  return { lines, log: { ...silentLog, error: (...line: unknown[]) => void lines.push(line) } };
}

test('a command is decoded and answered', async () => {
  const router = createRouter(
    endpoints({
      'app.info': { args: z.tuple([]), run: () => info },
      'vault.open': { args: z.tuple([z.string().min(1)]), run: async () => null },
    }),
    silentLog,
  );
  expect(await router.dispatch('app.info', [])).toEqual({ ok: true, value: info });
  expect(await router.dispatch('vault.open', ['correct horse'])).toEqual({ ok: true, value: null });
});

test('what is not a command is refused, inherited names included', async () => {
  const router = createRouter(endpoints({}), silentLog);
  for (const name of ['no.such', 'toString', '__proto__', 'constructor', 7, null, undefined, {}]) {
    expect(await router.dispatch(name, [])).toMatchObject({ ok: false, error: { code: 'unknown-command' } });
  }
});

test('arguments are decoded before anything runs, and a bad value is not repeated', async () => {
  let ran = 0;
  const router = createRouter(
    endpoints({
      'vault.open': {
        args: z.tuple([z.string().max(8)]),
        run: () => {
          ran++;
          return null;
        },
      },
    }),
    silentLog,
  );
  const wrong: unknown[] = [
    null,
    'x',
    {},
    [],
    [1],
    ['a', 'b'],
    ['much too secret'],
    [new Map()],
    ['x'.repeat(5 << 20)],
  ];
  for (const args of wrong) {
    const answer = await router.dispatch('vault.open', args);
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
  }
  expect(ran).toBe(0);
});

test('the command receives what was decoded, not what was sent', async () => {
  const seen: unknown[] = [];
  const partial = z.object({ operator: z.string().trim().exactOptional() });
  const router = createRouter(
    endpoints({
      'settings.set': {
        args: z.tuple([partial]),
        run: (change) => {
          seen.push(change);
          return settings;
        },
      },
    }),
    silentLog,
  );
  await router.dispatch('settings.set', [{ operator: ' Ada ', surplus: 1 }]);
  expect(seen).toEqual([{ operator: 'Ada' }]);
});

test('typed errors become data', async () => {
  class BmcTimeout extends Error {
    toFailure() {
      return { code: 'bmc.timeout', message: 'sps-a does not answer', params: { device: 'sps-a' } };
    }
  }
  const router = createRouter(
    endpoints({
      'app.info': {
        args: z.tuple([]),
        run: () => {
          throw new CommandError('locked', 'The vault is locked.', 'Open it first.');
        },
      },
      'settings.get': {
        args: z.tuple([]),
        run: async () => {
          throw new BmcTimeout();
        },
      },
    }),
    silentLog,
  );
  expect(await router.dispatch('app.info', [])).toEqual({
    ok: false,
    error: { code: 'locked', message: 'The vault is locked.', advice: 'Open it first.' },
  });
  expect(await router.dispatch('settings.get', [])).toMatchObject({ error: { code: 'bmc.timeout' } });
});

test('anything else is hidden from the caller and logged without its arguments', async () => {
  const { lines, log } = recorder();
  const router = createRouter(
    endpoints({
      'vault.open': {
        args: z.tuple([z.string()]),
        run: () => {
          throw new TypeError('cannot read /root/.rackhand');
        },
      },
    }),
    log,
  );
  const answer = await router.dispatch('vault.open', ['correct horse']);
  expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(JSON.stringify(answer)).not.toContain('/root');
  expect(lines).toHaveLength(1);
  expect(lines[0]?.[0]).toMatchObject({ command: 'vault.open' });
  expect(JSON.stringify(lines)).not.toContain('correct horse');
});

test('a toFailure that throws counts as an error of our own', async () => {
  const broken = Object.assign(new Error('x'), {
    toFailure() {
      throw new Error('y');
    },
  });
  const router = createRouter(
    endpoints({
      'app.info': {
        args: z.tuple([]),
        run: () => {
          throw broken;
        },
      },
    }),
    silentLog,
  );
  expect(await router.dispatch('app.info', [])).toMatchObject({ error: { code: 'internal' } });
});

test('events reach every listener until it leaves, also past one that throws', () => {
  const { lines, log } = recorder();
  const router = createRouter(endpoints({}), log);
  const heard: string[] = [];
  const leave = router.onEvent((name) => void heard.push(`a ${name}`));
  router.onEvent(() => {
    throw new Error('window is gone');
  });
  router.onEvent((name) => void heard.push(`b ${name}`));
  router.emit('sites.changed', []);
  leave();
  router.emit('journal.grown', { stream: 's', seq: 1 });
  expect(heard).toEqual(['a sites.changed', 'b sites.changed', 'b journal.grown']);
  expect(lines).toHaveLength(2);
});
