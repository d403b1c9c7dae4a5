/** For tests: hostile and odd servers on loopback. */
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { selfSigned } from '../../practice/tls/certificate.ts';

export interface TestServer extends AsyncDisposable {
  port: number;
  url: string;
  pin: string;
  /** Everything that arrived after the handshake. */
  received(): string;
}

const YEAR = 365 * 86_400_000;
const certificate = selfSigned('test.invalid', ['127.0.0.1'], new Date(Date.now() - YEAR), new Date(Date.now() + YEAR));

/**
 * TLS with whatever `answer` does to a connection once the first bytes have come; with nothing, it stays silent. Only the first
 * connection is answered, or with `each` every one.
 */
export function tlsServer(answer?: (socket: Socket, request: string) => void, each = false): Promise<TestServer> {
  const log: string[] = [];
  const server = createTls({ cert: certificate.cert, key: certificate.key }, (socket) => {
    socket.on('error', () => undefined);
    let first = each;
    socket.on('data', (bytes: Buffer) => {
      log.push(bytes.toString('latin1'));
      if (log.length === 1 || first) answer?.(socket, log.at(-1) ?? '');
      first = false;
    });
  });
  server.on('tlsClientError', () => undefined);
  return started(server, log);
}

/** Plain TCP. */
export function tcpServer(greet: (socket: Socket) => void): Promise<TestServer> {
  const log: string[] = [];
  const server = createTcp((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => log.push(bytes.toString('latin1')));
    greet(socket);
  });
  return started(server, log);
}

async function started(server: Server, log: string[]): Promise<TestServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `https://127.0.0.1:${port}`,
    pin: certificate.fingerprint256,
    received: () => log.join(''),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export const http = (body: string, head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json'): string =>
  `${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
