/** A request as tests of several files need it. */
import { keyFromSeed } from '../bundle/keys.ts';
import type { RequestFields } from './document.ts';
import { makeRequest, type SignedRequest } from './request.ts';

export const SIGNER = keyFromSeed(Buffer.alloc(32, 7));
export const DOWNLOAD_KEY = Buffer.from('RS-7F3K-91QX-04ZB-77TC-5H2M-RACK-0001-LOCAL');

export const FIELDS: RequestFields = {
  id: '00112233445566778899aabbccddeeff',
  tripId: '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
  round: 2,
  product: 'remote-support',
  serial: 'RS-4711-0815',
  host: 'rs.rack.example',
  baseVersion: '7.1.0',
  productVersion: '24.2.1',
  skewS: -3.25,
  madeAt: '2026-11-21T10:00:00.000Z',
};

export const signedRequest = (
  recipient: string | null = null,
  fields: Partial<RequestFields> = {},
): Promise<SignedRequest> => makeRequest({ ...FIELDS, ...fields }, DOWNLOAD_KEY, SIGNER, recipient);
