import { expect, test } from 'vitest';
import type { Router } from './router.ts';
import { countUse, isVaultUse } from './vault-use.ts';

test('a person at the screen and work with passwords or keys are use; polling and nonsense are not', () => {
  for (const use of [
    'app.active',
    'vault.open',
    'vault.store',
    'vault.openWithKeyStore',
    'keys.prove',
    'keys.reveal',
  ]) {
    expect(isVaultUse(use), use).toBe(true);
  }
  for (const none of ['vault.state', 'rack.refresh', 'rack.watch', 'runs.get', 'keys.view', 'app.info', '', 7, null]) {
    expect(isVaultUse(none), String(none)).toBe(false);
  }
});

test('long work counts when it begins and when it ends, also when it fails; the answer passes unchanged', async () => {
  const uses: string[] = [];
  const ends = Promise.withResolvers<{ ok: true; value: unknown }>();
  const router: Router = { dispatch: () => ends.promise, emit: () => undefined, onEvent: () => () => undefined };
  const counted = countUse(router, () => void uses.push('used'));
  const answer = counted.dispatch('keys.prove', []);
  expect(uses).toHaveLength(1);
  ends.resolve({ ok: true, value: 7 });
  expect(await answer).toEqual({ ok: true, value: 7 });
  expect(uses).toHaveLength(2);
  await counted.dispatch('rack.refresh', []);
  expect(uses).toHaveLength(2);
  router.dispatch = () => Promise.reject(new Error('broken'));
  await expect(countUse(router, () => void uses.push('used')).dispatch('app.active', [])).rejects.toThrow('broken');
  expect(uses).toHaveLength(4);
});
