/** An SSH server on loopback that runs commands and has no shell, for practice hosts. What a command does is the caller's. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { type Connection, Server } from '../ssh/ssh2.ts';
import { ecdsaHostKey, fingerprintOf } from './ssh-host-key.ts';
import { socketOf } from './ssh-socket.ts';

export interface ExecResult {
  stdout?: string;
  stderr?: string;
  code: number;
}
export interface ExecServerOptions {
  user: string;
  password: string;
  /** Carries a command line out; `input` is what the client sends it. */
  run(command: string, input: Readable): Promise<ExecResult>;
}
export interface ExecServer extends AsyncDisposable {
  readonly port: number;
  /** `SHA256:…` */
  readonly fingerprint: string;
  close(): Promise<void>;
}

/** Starts one at any free port of 127.0.0.1: a server with a public password must never be reachable from a network. */
export async function startExecServer({ user, password, run }: ExecServerOptions): Promise<ExecServer> {
  const key = ecdsaHostKey();
  const open = new Set<Connection>();
  const server = new Server({ hostKeys: [key] }, (connection) => {
    open.add(connection);
    connection.on('close', () => open.delete(connection));
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => {
      const right = context.method === 'password' && context.username === user && context.password === password;
      if (right) context.accept();
      else context.reject(['password']);
    });
    connection.on('session', (accept) => {
      const session = accept();
      session.on('exec', (acceptExec, _reject, { command }) => {
        const channel = acceptExec();
        channel.on('error', () => undefined);
        run(command, channel).then(
          ({ stdout = '', stderr = '', code }) => {
            channel.write(stdout);
            channel.stderr.write(stderr);
            channel.exit(code);
            channel.end();
          },
          () => channel.close(),
        );
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    // A rack that closes does not wait for its clients.
    for (const connection of open) socketOf(connection).destroy();
    const closed = once(server, 'close');
    server.close();
    await closed;
  };
  const { port } = server.address() as AddressInfo;
  return { port, fingerprint: fingerprintOf(key), close, [Symbol.asyncDispose]: close };
}
