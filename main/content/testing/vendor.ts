/** A vendor's download server with every fault of media.md §5, one behaviour for each connection in turn. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from '../../practice/tls/certificate.ts';

export interface Behaviour {
  status?: number;
  headers?: Record<string, string>;
  /** Another file than the server's. */
  bytes?: Buffer;
  etag?: string | null;
  /** Hangs up after so many bytes of the body. */
  cutAt?: number;
  /** Says nothing more after so many bytes of the body, and does not hang up. */
  stallAt?: number;
  ignoreRange?: boolean;
  /** Moves the beginning of the part that is sent and announced. */
  shift?: number;
  chunked?: boolean;
  endless?: boolean;
  /** Neither a length nor chunks: only the end of the connection tells. */
  untold?: boolean;
}
export interface Vendor {
  url: string;
  /** PEM, to be trusted by the client under test. */
  authority: string;
  fingerprint: string;
  /** What was asked, in order: the Range and If-Range of each. */
  asked: { path: string; range: string | undefined; ifRange: string | undefined }[];
  /** The first is for the next connection; `usual` when there is none left. */
  script: Behaviour[];
  usual: Behaviour;
  bytes: Buffer;
  /** Resolves when a connection stalls. */
  stalled: Promise<void>;
  close(): Promise<void>;
}

const YEAR = 365 * 86_400_000;
const certificate = selfSigned(
  'vendor.invalid',
  ['127.0.0.1'],
  new Date(Date.now() - YEAR),
  new Date(Date.now() + YEAR),
);

export async function startVendor(bytes: Buffer): Promise<Vendor> {
  let stalls = () => {};
  const vendor: Vendor = {
    url: '',
    authority: certificate.cert,
    fingerprint: certificate.fingerprint256,
    asked: [],
    script: [],
    usual: {},
    bytes,
    stalled: new Promise((resolve) => {
      stalls = resolve;
    }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const server = createServer({ cert: certificate.cert, key: certificate.key }, (request, response) => {
    const behaviour = vendor.script.shift() ?? vendor.usual;
    vendor.asked.push({
      path: request.url ?? '',
      range: request.headers.range,
      ifRange: request.headers['if-range'] as string | undefined,
    });
    answer(behaviour, behaviour.bytes ?? vendor.bytes, request, response, stalls);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vendor.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return vendor;
}

function answer(
  how: Behaviour,
  bytes: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
  stalls: () => void,
): void {
  if (how.status !== undefined) return void response.writeHead(how.status, how.headers ?? {}).end('no');
  const etag = how.etag === undefined ? `"${bytes.length}-${bytes[0]}"` : how.etag;
  const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const matches = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const partial = asked !== null && matches && !how.ignoreRange;
  const start = partial ? Number(asked[1]) + (how.shift ?? 0) : 0;
  if (partial && start >= bytes.length) {
    return void response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
  }
  const body = bytes.subarray(start);
  if (how.untold) Object.assign(response, { useChunkedEncodingByDefault: false, shouldKeepAlive: false });
  response.writeHead(partial ? 206 : 200, {
    ...(etag === null ? {} : { etag }),
    ...(partial ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
    ...(how.chunked || how.endless ? { 'transfer-encoding': 'chunked' } : {}),
    ...(how.chunked || how.endless || how.untold ? {} : { 'content-length': String(body.length) }),
    ...how.headers,
  });
  if (how.endless) return void pour(response);
  const most = how.cutAt ?? how.stallAt;
  if (most === undefined || most >= body.length) return void response.end(body);
  response.write(body.subarray(0, most), () => {
    if (how.stallAt !== undefined) stalls();
    // Let go first, so that what was written before is received.
    else response.socket?.end(() => response.socket?.destroy());
  });
}

function pour(response: ServerResponse): void {
  const piece = Buffer.alloc(1 << 16, 7);
  const more = () => {
    while (!response.destroyed) if (!response.write(piece)) return void response.once('drain', more);
  };
  more();
}
