import type { CommandName } from '../../preload/contract.ts';
import type { Router } from './router.ts';

/** What the screen asks by itself, whether anybody looks at it or not. */
const UNATTENDED: ReadonlySet<string> = new Set<CommandName>(['vault.state', 'vault.lock', 'keys.view', 'keys.sticks']);

/**
 * Whether a command shows that somebody is at work with the vault: the screen says that a person is there, or the
 * command is about passwords and keys. Reading devices is neither: a screen polls them in an empty room as well.
 */
export function isVaultUse(name: unknown): boolean {
  if (typeof name !== 'string' || UNATTENDED.has(name)) return false;
  return name === 'app.active' || name.startsWith('vault.') || name.startsWith('keys.');
}

/** The same router, which calls `used` at the beginning and at the end of what uses the vault: a proof takes minutes. */
export function countUse(router: Router, used: () => void): Router {
  return {
    ...router,
    async dispatch(name, args) {
      if (!isVaultUse(name)) return router.dispatch(name, args);
      used();
      try {
        return await router.dispatch(name, args);
      } finally {
        used();
      }
    },
  };
}
