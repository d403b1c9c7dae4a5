import type { Failure } from '../../preload/contract.ts';
import { AdvisedError } from '../ports/advised-error.ts';

export type RequestErrorCode =
  | 'request.unreadable' // no request, or one that was damaged
  | 'request.signature' // whole, but not what its signer signed
  | 'request.incomplete' // more frames are needed
  | 'request.mixed' // frames of two requests
  | 'request.typed' // a line of the typed twin
  | 'request.sealed' // its key is sealed for another collector
  | 'request.collector' // no age recipient
  | 'request.field'; // something that a request cannot carry

const ADVICE: Readonly<Record<RequestErrorCode, string>> = {
  'request.unreadable': 'Scan or copy it again, or take another way: QR code, file or typed text.',
  'request.signature':
    'Do not use it. Have it shown again on the computer at the rack and compare the fingerprint of the signer by phone.',
  'request.incomplete': 'Keep the camera on the moving QR code until the bar is full.',
  'request.mixed': 'Begin again, and keep only one code before the camera.',
  'request.typed': 'Compare this line with the screen, group by group.',
  'request.sealed': 'Open it on the computer whose key it was made for, or make it anew for this one.',
  'request.collector': 'Take the line that begins with age1 from the connected computer.',
  'request.field': 'Correct it on the trip and make the request again.',
};

/** Names the line, the field or the carrier; never holds a character of a download key. */
export class RequestError extends AdvisedError<RequestErrorCode> {
  override readonly name = 'RequestError';
  readonly params: Readonly<Record<string, string | number>>;

  constructor(
    code: RequestErrorCode,
    message: string,
    params: Readonly<Record<string, string | number>> = {},
    cause?: unknown,
  ) {
    super(code, message, ADVICE[code], cause);
    this.params = params;
  }

  override toFailure(): Failure {
    return { ...super.toFailure(), params: { ...this.params } };
  }
}
