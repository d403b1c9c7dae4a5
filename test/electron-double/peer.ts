export interface Peer {
  /** Puts a value of this world at the disposal of the other one. */
  expose(key: string, value: unknown): void;
}

/**
 * One end of a synchronous channel between two JavaScript worlds of a document, as Electron's contextBridge is one:
 * functions are called across, promises settle across, everything else is copied. Blink clones `CustomEvent.detail`
 * from world to world, and dispatching is synchronous.
 * Sent to Chromium as source text: no imports, no closures.
 * @param secret unguessable prefix of the event names, different for each document
 */
export function makePeer(
  secret: string,
  self: string,
  other: string,
  onExpose: (key: string, value: unknown) => void,
): Peer {
  type Wrapped =
    | { kind: 'value'; value: unknown }
    | { kind: 'function' | 'promise'; id: number }
    | { kind: 'error'; message: string }
    | { kind: 'list'; items: Wrapped[] }
    | { kind: 'object'; entries: [string, Wrapped][] };
  type Message =
    | { type: 'call'; id: number; args: Wrapped[] }
    | { type: 'return'; ok: boolean; value: Wrapped }
    | { type: 'settle'; id: number; ok: boolean; value: Wrapped }
    | { type: 'expose'; key: string; value: Wrapped };
  type Fn = (...args: unknown[]) => unknown;

  const functions = new Map<number, Fn>();
  const ids = new WeakMap<Fn, number>();
  const promises = new Map<number, { resolve(value: unknown): void; reject(reason: unknown): void }>();
  let next = 1;
  let returned: { ok: boolean; value: Wrapped } | undefined;

  const post = (message: Message): void => {
    document.dispatchEvent(new CustomEvent(secret + other, { detail: message }));
  };

  const idOf = (fn: Fn): number => {
    const known = ids.get(fn);
    if (known !== undefined) return known;
    const id = next++;
    ids.set(fn, id);
    functions.set(id, fn);
    return id;
  };

  const wrap = (value: unknown, path: readonly unknown[] = []): Wrapped => {
    if (typeof value === 'function') return { kind: 'function', id: idOf(value as Fn) };
    if (typeof value === 'symbol') throw new TypeError('An object could not be cloned.');
    if (typeof value !== 'object' || value === null) return { kind: 'value', value };
    if (path.includes(value)) throw new TypeError('Recursive value');
    if (value instanceof Promise) {
      const id = next++;
      const settle = (ok: boolean) => (outcome: unknown) => post({ type: 'settle', id, ok, value: wrap(outcome) });
      value.then(settle(true), settle(false));
      return { kind: 'promise', id };
    }
    if (value instanceof Error) return { kind: 'error', message: value.message };
    const inner = [...path, value];
    if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => wrap(item, inner)) };
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return { kind: 'value', value };
    return { kind: 'object', entries: Object.entries(value).map(([name, item]) => [name, wrap(item, inner)]) };
  };

  const unwrap = (wrapped: Wrapped): unknown => {
    switch (wrapped.kind) {
      case 'function':
        return (...args: unknown[]) => {
          returned = undefined;
          post({ type: 'call', id: wrapped.id, args: args.map((argument) => wrap(argument)) });
          const reply = returned as { ok: boolean; value: Wrapped } | undefined;
          returned = undefined;
          if (!reply) throw new Error('the other world is gone');
          if (!reply.ok) throw unwrap(reply.value);
          return unwrap(reply.value);
        };
      case 'promise':
        return new Promise((resolve, reject) => promises.set(wrapped.id, { resolve, reject }));
      case 'error':
        return new Error(wrapped.message);
      case 'list':
        return wrapped.items.map(unwrap);
      case 'object':
        return Object.fromEntries(wrapped.entries.map(([name, item]) => [name, unwrap(item)]));
      default:
        return wrapped.value;
    }
  };

  const call = (id: number, args: Wrapped[]): Message => {
    try {
      const result = functions.get(id)?.(...args.map(unwrap));
      return { type: 'return', ok: true, value: wrap(result) };
    } catch (error) {
      return { type: 'return', ok: false, value: wrap(error instanceof Error ? error : new Error(String(error))) };
    }
  };

  document.addEventListener(secret + self, (event) => {
    const message = (event as CustomEvent<Message>).detail;
    if (message.type === 'call') post(call(message.id, message.args));
    else if (message.type === 'return') returned = message;
    else if (message.type === 'expose') onExpose(message.key, unwrap(message.value));
    else {
      const promise = promises.get(message.id);
      promises.delete(message.id);
      if (message.ok) promise?.resolve(unwrap(message.value));
      else promise?.reject(unwrap(message.value));
    }
  });

  return { expose: (key, value) => post({ type: 'expose', key, value: wrap(value) }) };
}
