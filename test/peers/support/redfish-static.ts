import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from '../../../main/practice/tls/certificate.ts';

const DAY = 86_400_000;
const certificate = selfSigned(
  'redfish.invalid',
  ['127.0.0.1'],
  new Date(Date.now() - DAY),
  new Date(Date.now() + DAY),
);

export interface StaticRedfish extends AsyncDisposable {
  url: string;
  pin: string;
  /** `METHOD path` of everything that was asked, in order. */
  asked: string[];
}
export interface StaticReply {
  status: number;
  body?: string;
  headers?: Record<string, string>;
}

/**
 * Recorded resources over HTTPS on loopback, with a session that has to be opened first.
 * @param resources by path, without a slash at the end
 * @param instead answers in place of the recording, or lets it (null)
 */
export async function staticRedfish(
  resources: ReadonlyMap<string, unknown>,
  instead: (request: IncomingMessage, path: string) => StaticReply | null = () => null,
): Promise<StaticRedfish> {
  const asked: string[] = [];
  const token = randomBytes(12).toString('hex');
  const answer = (request: IncomingMessage, path: string): StaticReply => {
    const own = instead(request, path);
    if (own) return own;
    const session = `${path}/1`;
    if (request.method === 'POST' && path.endsWith('/Sessions')) {
      return { status: 201, body: '{}', headers: { 'x-auth-token': token, location: session } };
    }
    if (path !== '/redfish/v1' && request.headers['x-auth-token'] !== token) return { status: 401 };
    if (request.method === 'DELETE') return { status: 204 };
    const found = resources.get(path);
    return found === undefined ? { status: 404 } : { status: 200, body: JSON.stringify(found) };
  };
  const server = createServer({ cert: certificate.cert, key: certificate.key }, (request, response) => {
    request.resume().on('end', () => {
      const path = decodeURI(request.url ?? '/')
        .replace(/\?.*$/, '')
        .replace(/\/$/, '');
      asked.push(`${request.method} ${path}`);
      const { status, body = '', headers } = answer(request, path);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pin: certificate.fingerprint256,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
