import { open } from 'node:fs/promises';
import type { RequestCarrier } from '../../../preload/contract.ts';
import type { Arrived } from '../../request/carriers.ts';
import { RequestError } from '../../request/errors.ts';

const MAX_REQUEST_FILE = 256 * 1024;

/** Reads the file of a carrier; other carriers are what they are. */
export async function readCarrier(carrier: RequestCarrier): Promise<Arrived> {
  if (carrier.kind !== 'file') return carrier;
  const handle = await open(carrier.path, 'r');
  try {
    const { size } = await handle.stat();
    if (size > MAX_REQUEST_FILE)
      throw new RequestError('request.unreadable', `${carrier.path} is too large for a request.`);
    return { kind: 'file', text: await handle.readFile('utf8') };
  } finally {
    await handle.close();
  }
}
