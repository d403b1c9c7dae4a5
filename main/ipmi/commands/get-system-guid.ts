import { DecodeError } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { EMPTY, type Read } from './command.ts';

/** Get System GUID (IPMI 2.0 section 22.14, Table 22-16): the 16 bytes as sent. */
export const getSystemGuid: Read<void, Buffer> = {
  name: 'Get System GUID',
  netFn: NETFN.app,
  cmd: 0x37,
  level: null,
  encodeRequest: () => EMPTY,
  decodeRequest: () => undefined,
  encodeResponse: (guid) => guid,
  decodeResponse(data) {
    if (data.length < 16) throw new DecodeError(`Get System GUID response: ${data.length} bytes`);
    return data.subarray(0, 16);
  },
};

const hexText = (b: Buffer) =>
  [b.subarray(0, 4), b.subarray(4, 6), b.subarray(6, 8), b.subarray(8, 10), b.subarray(10)]
    .map((p) => p.toString('hex'))
    .join('-');

/**
 * The GUID as the operating system would show it (lower case, with dashes). The specification sends the last byte first,
 * most vendors send it as SMBIOS stores it (first three fields least significant byte first). The version nibble (1 to 5)
 * tells them apart in most cases; SMBIOS is tried first and also taken when nothing fits. The text is the same at each reading.
 */
export function guidText(bytes: Buffer): string {
  const smbios = Buffer.from(bytes);
  smbios.subarray(0, 4).reverse();
  smbios.subarray(4, 6).reverse();
  smbios.subarray(6, 8).reverse();
  const candidates = [smbios, Buffer.from(bytes).reverse(), bytes];
  return hexText(candidates.find(hasVersion) ?? smbios);
}

function hasVersion(guid: Buffer): boolean {
  const version = (guid[6] ?? 0) >> 4;
  const variant = (guid[8] ?? 0) >> 6;
  return version >= 1 && version <= 5 && variant === 2;
}
