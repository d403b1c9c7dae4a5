import type { BundleView } from '../../../preload/contract.ts';
import { CommandError } from '../router.ts';

/** A bundle that is not taken in, with every problem by its name. */
export function refusedBundle(view: BundleView): CommandError {
  const names = view.problems.map(({ code, file, detail }) => `${code}${file ? ` (${file})` : ''}: ${detail}`);
  return new CommandError(
    'bundle-refused',
    `The bundle ${view.id || view.path} is refused. ${names.slice(0, 5).join(' ')}`,
    view.problems.some(({ code }) => code === 'unknown-key' || code === 'revoked-key')
      ? 'Compare the fingerprint with the one on the other computer, and trust its key only if they agree.'
      : 'Take the reserve copy. If that is refused too, nothing of it may be installed.',
  );
}
