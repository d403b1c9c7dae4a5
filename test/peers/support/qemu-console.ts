import { type GapReason, SolConsole, type SolStateName } from '../../../main/ipmi/sol/console.ts';
import { ADMIN, type Endpoint } from './lab.ts';

/** Our Serial-over-LAN client with everything that it has ever told. */
export interface Watched extends AsyncDisposable {
  console: SolConsole;
  /** All characters in the order they came; a gap leaves no trace here. */
  text(): Buffer;
  /** In order; one that is told again, with another failure, counts once. */
  states: readonly SolStateName[];
  /** `at`: the number of characters before it. */
  gaps: readonly { at: number; reason: GapReason }[];
  /** Resolves when `wanted` stands behind the first `from` characters: the number of characters up to its end. */
  seen(wanted: string, from?: number): Promise<number>;
  /** Resolves when so many characters have come. */
  shown(count: number): Promise<void>;
  /** Resolves when the console has been opened so often. */
  opened(times: number): Promise<void>;
}

/** A console on a BMC, not yet opened. */
export function watch({ host, port }: Endpoint): Watched {
  let text = Buffer.alloc(0);
  const gaps: { at: number; reason: GapReason }[] = [];
  const states: SolStateName[] = [];
  const waiting: (() => void)[] = [];
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const { user, password } = ADMIN;
  const login = { user, password, cipherSuite: 3, suite3Consent: true } as const;
  const console = new SolConsole({ host, port, ...login }, (event) => {
    if (event.kind === 'data') text = Buffer.concat([text, event.bytes]);
    if (event.kind === 'gap') gaps.push({ at: text.length, reason: event.reason });
    if (event.kind === 'state' && event.state !== states.at(-1)) states.push(event.state);
    for (const wake of waiting.splice(0)) wake();
  });
  return {
    console,
    text: () => text,
    states,
    gaps,
    async seen(wanted, from = 0) {
      await until(() => text.indexOf(wanted, from) >= 0);
      return text.indexOf(wanted, from) + wanted.length;
    },
    shown: (count) => until(() => text.length >= count),
    opened: (times) => until(() => states.filter((state) => state === 'open').length >= times),
    [Symbol.asyncDispose]: () => console.close(),
  };
}
