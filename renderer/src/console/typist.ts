import type { Failure, Result } from '../../../preload/contract.ts';
import { base64Of } from './base64.ts';

/** Most that goes in one message; a longer paste is cut. Bytes may be cut anywhere: the machine sees one stream. */
const MOST = 4096;

/**
 * Sends what is typed in the order it was typed: one message is under way at a time, and what is typed meanwhile goes
 * with the next one. After a failure the rest is thrown away, for nobody knows what it would do on its own.
 */
export function createTypist(send: (data: string) => Promise<Result<null>>, failed: (failure: Failure) => void) {
  const encoder = new TextEncoder();
  let waiting = '';
  let busy = false;
  const flush = async () => {
    busy = true;
    let bytes = new Uint8Array();
    while (bytes.length > 0 || waiting !== '') {
      if (bytes.length === 0) {
        bytes = encoder.encode(waiting);
        waiting = '';
      }
      const result = await send(base64Of(bytes.subarray(0, MOST)));
      bytes = bytes.subarray(MOST);
      if (result.ok) continue;
      bytes = new Uint8Array();
      waiting = '';
      failed(result.error);
    }
    busy = false;
  };
  return (typed: string): void => {
    waiting += typed;
    if (!busy) void flush();
  };
}
