import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
// Types only, and not among the package's exports: the DevTools protocol of the Chromium that Playwright knows.
import type { Protocol } from '../../node_modules/playwright-core/types/protocol.d.ts';

type Commands = Protocol.CommandParameters;
type Results = Protocol.CommandReturnValues;
type CdpEvents = { [K in keyof Protocol.Events]: [Protocol.Events[K]] } & { exit: [] };

interface Incoming {
  id?: number;
  method?: keyof Protocol.Events;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
  sessionId?: string;
}

/** One DevTools session: commands out, events in. Without an id it is the browser's own. */
export class Session extends EventEmitter<CdpEvents> {
  private readonly pipe: Pipe;
  readonly id: string | undefined;

  constructor(pipe: Pipe, id?: string) {
    super();
    this.pipe = pipe;
    this.id = id;
  }

  send<K extends keyof Commands>(method: K, params?: Commands[K]): Promise<Results[K]> {
    return this.pipe.send(method, params ?? {}, this.id) as Promise<Results[K]>;
  }
}

/** Chromium's --remote-debugging-pipe: NUL-terminated JSON, out on descriptor 3, in on 4. No socket is opened. */
export class Pipe {
  readonly root: Session = new Session(this);
  private readonly sessions = new Map<string, Session>();
  private readonly waiting = new Map<
    number,
    { method: string; resolve(value: unknown): void; reject(e: Error): void }
  >();
  private readonly out: Writable;
  private next = 1;
  private rest = '';

  constructor(child: ChildProcess) {
    this.out = child.stdio[3] as Writable;
    this.out.on('error', () => {}); // the exit below says it
    const input = child.stdio[4] as Readable;
    input.setEncoding('utf8');
    input.on('data', (chunk: string) => this.read(chunk));
    child.once('exit', () => {
      for (const call of this.waiting.values()) call.reject(new Error(`${call.method}: Chromium has exited`));
      this.waiting.clear();
      this.root.emit('exit');
    });
  }

  session(id: string): Session {
    const known = this.sessions.get(id) ?? new Session(this, id);
    this.sessions.set(id, known);
    return known;
  }

  send(method: string, params: unknown, sessionId: string | undefined): Promise<unknown> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { method, resolve, reject });
      this.out.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
    });
  }

  private read(chunk: string): void {
    const messages = (this.rest + chunk).split('\0');
    this.rest = messages.pop() ?? '';
    for (const message of messages) this.receive(JSON.parse(message) as Incoming);
  }

  private receive({ id, method, params, result, error, sessionId }: Incoming): void {
    if (id !== undefined) {
      const call = this.waiting.get(id);
      this.waiting.delete(id);
      if (error) call?.reject(new Error(`${call.method}: ${error.message}`));
      else call?.resolve(result);
    } else if (method) {
      const session: EventEmitter = sessionId ? this.session(sessionId) : this.root;
      session.emit(method, params);
    }
  }
}
