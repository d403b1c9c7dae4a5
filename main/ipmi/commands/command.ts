import type { Privilege } from '../privilege.ts';

/** One IPMI command: request and response codec, shared by the client and the practice BMC. */
export interface Command<Request, Response> {
  name: string;
  /** Least level that may send it (IPMI 2.0 Appendix G); null when it is allowed before login. */
  level: Privilege | null;
  /** It changes the world: it goes on the wire at most once, and only as an action. */
  changes?: true;
  /** Request network function (even). */
  netFn: number;
  cmd: number;
  encodeRequest(request: Request): Buffer;
  /** DecodeError when the bytes do not fit the table. */
  decodeRequest(data: Buffer): Request;
  /** Without the completion code, which the caller adds; only for completion code 00h. */
  encodeResponse(response: Response): Buffer;
  /** `data` follows the completion code 00h. DecodeError when it does not fit the table. */
  decodeResponse(data: Buffer): Response;
}

/** A command that only reads. It may be repeated, and read calls take no other. */
export type Read<Request, Response> = Command<Request, Response> & { changes?: undefined };

/** A command that changes something. */
export type Change<Request, Response> = Command<Request, Response> & { changes: true };

export const EMPTY = Buffer.alloc(0);
