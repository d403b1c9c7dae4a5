import type { ZodType } from 'zod';
import type { CommandName, Commands, EventName, Events, Failure, Result } from '../../preload/contract.ts';
import { toFailure } from '../ports/failure.ts';
import type { Logger } from '../ports/log.ts';
import { tooLarge } from './limits.ts';

/** One command: how its arguments are decoded from `unknown`, and what it does with them. */
export interface Endpoint<K extends CommandName> {
  args: ZodType<Commands[K]['args']>;
  run(...args: Commands[K]['args']): Promise<Commands[K]['result']> | Commands[K]['result'];
}
/** Mapped over the contract: a command left out, or one that the contract lacks, does not compile. */
export type Endpoints = { [K in CommandName]: Endpoint<K> };

export type Emit = <K extends EventName>(name: K, payload: Events[K]) => void;

/** Events from the services to whatever shell is listening. Made first, so that services can be given `emit`. */
export interface EventHub {
  emit: Emit;
  /** Returns its own unsubscribe. */
  onEvent(listener: Emit): () => void;
}

export interface Router extends EventHub {
  /** Runs one command of an untrusted caller. Never rejects: every failure is data. */
  dispatch(name: unknown, args: unknown): Promise<Result<unknown>>;
}

/** A failure that the operator may read as it stands. `message` names the device and never holds a secret. */
export class CommandError extends Error {
  readonly code: string;
  readonly advice: string | undefined;

  constructor(code: string, message: string, advice?: string) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    this.advice = advice;
  }

  toFailure(): Failure {
    return { code: this.code, message: this.message, ...(this.advice === undefined ? {} : { advice: this.advice }) };
  }
}

const INTERNAL: Failure = {
  code: 'internal',
  message: 'Rackhand met an error of its own; what was being done may or may not have happened.',
  advice: 'Read the device again before going on. The details are in the log.',
};

/** A listener that throws is logged and does not keep the others from hearing. */
export function createEvents(log: Logger): EventHub {
  const listeners = new Set<Emit>();
  return {
    emit(name, payload) {
      for (const listener of [...listeners]) {
        try {
          listener(name, payload);
        } catch (error) {
          log.error({ event: name, error }, 'an event listener failed');
        }
      }
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function decodeArgs<K extends CommandName>(name: K, endpoint: Endpoint<K>, raw: unknown): Commands[K]['args'] {
  if (!Array.isArray(raw)) throw new CommandError('invalid', `${name}: arguments must be a list`);
  const excess = tooLarge(raw);
  if (excess) throw new CommandError('invalid', `${name}: ${excess}`);
  const decoded = endpoint.args.safeParse(raw);
  if (decoded.success) return decoded.data;
  // Where and what kind, not the value: a value may be a passphrase.
  const [issue] = decoded.error.issues;
  const where = issue?.path.length ? ` at ${issue.path.join('.')}` : '';
  throw new CommandError('invalid', `${name}: unusable argument${where} (${issue?.code ?? 'unknown'})`);
}

/** The one handler map that all shells serve. */
export function createRouter(endpoints: Endpoints, log: Logger, events: EventHub = createEvents(log)): Router {
  async function run<K extends CommandName>(name: K, raw: unknown): Promise<unknown> {
    const endpoint: Endpoint<K> = endpoints[name];
    return endpoint.run(...decodeArgs(name, endpoint, raw));
  }
  return {
    ...events,
    async dispatch(name, args) {
      try {
        if (typeof name !== 'string' || !Object.hasOwn(endpoints, name)) {
          throw new CommandError('unknown-command', 'There is no such command.');
        }
        return { ok: true, value: await run(name as CommandName, args) };
      } catch (error) {
        const failure = failureOrNull(error);
        if (failure) return { ok: false, error: failure };
        log.error({ command: name, error }, 'a command failed unexpectedly');
        return { ok: false, error: INTERNAL };
      }
    },
  };
}

function failureOrNull(error: unknown): Failure | null {
  try {
    return toFailure(error);
  } catch {
    return null;
  }
}
