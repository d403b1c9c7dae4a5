/** One HTTP exchange over one pinned TLS connection: bounded in time and size, never retried, never redirected. */
import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { Deadline } from '../ports/deadline.ts';
import type { CallOptions, Endpoint } from './endpoint.ts';
import { ApplianceError } from './error.ts';
import { dropped, openPinned } from './tls.ts';

/**
 * A body of exactly `size` bytes that is never held in memory as a whole: a chunk is with the system before the next one is
 * asked for, so a source may use one buffer over and over.
 */
export interface StreamedBody {
  size: number;
  chunks: AsyncIterable<Uint8Array>;
  onSent?(bytes: number): void;
}
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  body?: Buffer | StreamedBody;
}
export interface HttpReply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}
export interface ExchangeOptions extends CallOptions {
  /** Most bytes of the reply; 1 MiB if not given. */
  limit?: number;
  /** Called once, when the certificate has been found to be the pinned one and the request is about to be written. */
  onSending?(): void;
  /** Takes the body of a 2xx reply, chunk after chunk and each waited for, so that none of it is held in memory. */
  into?(chunk: Buffer): Promise<void>;
}

const REPLY_MS = 15_000;
const REPLY_LIMIT = 1 << 20;
/** Not a browser's: SPS asks those for a token of the web interface with every change (appliances.md §1.1). */
const USER_AGENT = 'rackhand';

/**
 * @param pin SHA-256 fingerprint of the certificate, or null for a question without secrets
 * @throws ApplianceError for everything that is no complete HTTP reply; the signal's reason when that was aborted
 */
export async function exchange(
  where: Endpoint,
  pin: string | null,
  request: HttpRequest,
  options: ExchangeOptions,
): Promise<HttpReply> {
  const socket = await openPinned(where, pin, options);
  const late = () => noReply(where.device);
  const deadline = new Deadline(options.clock, options.replyMs ?? REPLY_MS, options.signal, late);
  options.onSending?.();
  const outgoing = begin(where, socket, request);
  const abort = () => outgoing.destroy(asError(deadline.signal.reason));
  deadline.signal.addEventListener('abort', abort);
  if (deadline.signal.aborted) abort();
  try {
    const response = await replyTo(outgoing, request, deadline);
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: await read(response, where.device, options, deadline),
    };
  } catch (error) {
    if (deadline.signal.aborted) throw deadline.signal.reason;
    throw explain(error, where.device);
  } finally {
    deadline.stop();
    outgoing.destroy();
    socket.destroy();
  }
}

function begin(where: Endpoint, socket: TLSSocket, request: HttpRequest): ClientRequest {
  const { body } = request;
  const size = body === undefined ? null : 'chunks' in body ? body.size : body.length;
  const host = where.host.includes(':') ? `[${where.host}]` : where.host;
  return httpRequest({
    createConnection: () => socket,
    method: request.method,
    path: request.path,
    setHost: false,
    headers: {
      host: where.port === 443 ? host : `${host}:${where.port}`,
      'user-agent': USER_AGENT,
      accept: 'application/json',
      'accept-encoding': 'identity',
      connection: 'close',
      ...(size === null ? {} : { 'content-length': String(size) }),
      ...request.headers,
    },
  });
}

/** The response as soon as it begins. An appliance may refuse an upload before it has all of it: then sending ends. */
async function replyTo(outgoing: ClientRequest, request: HttpRequest, deadline: Deadline): Promise<IncomingMessage> {
  const answered = new AbortController();
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    // Stays for the life of the request: what breaks after the response has begun shows in the response itself.
    outgoing.on('error', reject);
    outgoing.once('close', () => reject(new Error('closed without a reply')));
  }).finally(() => answered.abort());
  response.catch(() => undefined);
  const { body } = request;
  if (body && 'chunks' in body) await send(outgoing, body, deadline, answered.signal);
  else outgoing.end(body);
  return response;
}

async function send(outgoing: ClientRequest, body: StreamedBody, deadline: Deadline, answered: AbortSignal) {
  const source = body.chunks[Symbol.asyncIterator]();
  let sent = 0;
  try {
    for (;;) {
      const next = await nextOf(source, answered);
      if (next === null || answered.aborted) return;
      if (next instanceof LocalFile) throw next;
      if (next.done) break;
      sent += next.value.length;
      if (sent > body.size) throw new LocalFile('longer than announced');
      await written(outgoing, next.value, answered);
      deadline.extend();
      body.onSent?.(sent);
    }
    if (sent !== body.size) throw new LocalFile('shorter than announced');
    outgoing.end();
  } finally {
    // Not awaited: a source that hangs must not hold up the error that ended the sending.
    void source.return?.().catch(() => undefined);
  }
}

/**
 * The next chunk, or null as soon as there is an answer. Not Promise.race against one promise for the whole upload: that
 * one would hold on to every chunk that it was raced with, hundreds of megabytes until the end.
 */
function nextOf(
  source: AsyncIterator<Uint8Array>,
  answered: AbortSignal,
): Promise<IteratorResult<Uint8Array> | LocalFile | null> {
  return new Promise((resolve) => {
    const stop = () => resolve(null);
    answered.addEventListener('abort', stop);
    if (answered.aborted) stop();
    const over = (result: IteratorResult<Uint8Array> | LocalFile) => {
      answered.removeEventListener('abort', stop);
      resolve(result);
    };
    source.next().then(over, (cause: unknown) => over(new LocalFile(cause)));
  });
}

/** The file on this side could not be read, or not as long as its size had been announced. */
class LocalFile extends Error {
  constructor(cause: unknown) {
    super('local file', { cause });
  }
}

/** Done when the chunk is out of our hands, or when there is an answer and nobody wants it any more. */
function written(outgoing: ClientRequest, chunk: Uint8Array, answered: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      answered.removeEventListener('abort', done);
      resolve();
    };
    answered.addEventListener('abort', done);
    outgoing.write(chunk, done);
    if (answered.aborted) done();
  });
}

async function read(
  response: IncomingMessage,
  device: string,
  { limit = REPLY_LIMIT, into }: ExchangeOptions,
  deadline: Deadline,
): Promise<Buffer> {
  if (Number(response.headers['content-length'] ?? 0) > limit) throw tooLarge(device, limit);
  const { statusCode = 0 } = response;
  const sink = statusCode >= 200 && statusCode <= 299 ? into : undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(device, limit);
    if (!sink) chunks.push(chunk);
    else {
      await sink(chunk).catch((cause: unknown) => Promise.reject(new LocalFile(cause)));
      deadline.extend();
    }
  }
  return Buffer.concat(chunks);
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error('aborted'));

function explain(error: unknown, device: string): ApplianceError {
  if (error instanceof ApplianceError) return error;
  if (error instanceof LocalFile) {
    const advice = 'Nothing was installed. Check the medium and the file, then try it again.';
    const finding = 'the file on this side could not be read or written in full, or changed meanwhile';
    return new ApplianceError({ code: 'file', device, finding, advice, cause: error.cause });
  }
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code?.startsWith('HPE_')) {
    const advice = 'Check that the address is that of the web interface.';
    const finding = 'what answers is not valid HTTP';
    return new ApplianceError({ code: 'malformed', device, finding, advice, cause: error });
  }
  return dropped(device, error);
}

const noReply = (device: string): ApplianceError =>
  new ApplianceError({
    code: 'timeout',
    device,
    finding: 'the connection stands, but no complete reply came in time',
    advice: 'The web interface may be starting or overloaded: wait and read again.',
  });

const tooLarge = (device: string, limit: number): ApplianceError =>
  new ApplianceError({
    code: 'too-large',
    device,
    finding: `the reply is larger than ${limit} bytes and was not read`,
    advice: 'Check that the address is that of the web interface.',
  });
