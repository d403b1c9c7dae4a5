/** One IPMI command: request and response codec, shared by the client and the practice BMC. */
export interface Command<Request, Response> {
  name: string;
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

export const EMPTY = Buffer.alloc(0);
