/**
 * Logging in with one password, once. Devices ban an address after a few wrong passwords (iDRAC: three in a minute), so the
 * password goes out at most one time per connection, whichever method the device offers.
 */
import type { ConnectConfig } from './ssh2.ts';

type Handler = Extract<NonNullable<ConnectConfig['authHandler']>, (...args: never[]) => unknown>;

/** Why login stops before the device has said yes. */
export type LoginStop = 'refused' | 'no-method' | 'other-question';

/**
 * A handler for ssh2. Keyboard-interactive is preferred as OpenSSH does; `password` is used when the device offers
 * nothing else, or has ended keyboard-interactive without ever asking.
 */
export function singlePassword(user: string, password: () => string, stop: (why: LoginStop) => void): Handler {
  let sent = false;
  let keyboardTried = false;

  return (methods, _partial, next) => {
    // ssh2 gives null at first; the list is the answer to `none`.
    if ((methods as readonly string[] | null) === null) return next({ type: 'none', username: user });
    if (sent) return stop('refused');
    if (methods.includes('keyboard-interactive') && !keyboardTried) {
      keyboardTried = true;
      return next({
        type: 'keyboard-interactive',
        username: user,
        prompt: (_name, _instructions, _language, prompts, finish) => {
          const [only] = prompts;
          // A second round is either a refusal or a question we have no answer to, such as for a new password.
          if (sent) return stop('refused');
          if (prompts.length !== 1 || only === undefined || only.echo === true) return stop('other-question');
          sent = true;
          finish([password()]);
        },
      });
    }
    if (!methods.includes('password')) return stop('no-method');
    sent = true;
    next({ type: 'password', username: user, password: password() });
  };
}
