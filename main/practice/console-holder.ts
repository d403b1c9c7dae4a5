/** Somebody else who sits at the console: the fault `console-held`. */
import { SolConsole } from '../ipmi/sol/console.ts';
import type { Clock } from '../ports/clock.ts';
import type { PracticeBmc } from './bmc/index.ts';
import { practiceBmcUser, practicePassword } from './credentials.ts';

/** Takes the console of a BMC. It can be taken over: this one does not come back. */
export async function holdConsole(bmc: PracticeBmc, clock: Clock): Promise<AsyncDisposable> {
  const { host, port } = bmc;
  const login = { user: practiceBmcUser, password: practicePassword };
  const console = new SolConsole({ host, port, ...login, clock, reconnect: false }, () => undefined);
  // Where a person is quicker, it is held already: that is what the fault wants.
  await console.open().catch(() => undefined);
  return console;
}
