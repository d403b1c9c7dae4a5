import { DecodeError, Reader } from '../bytes.ts';
import { IpmiError, present } from '../errors.ts';

/** "Parameter not supported": the code that the parameter commands (boot options, LAN, SOL) have for it. */
const NOT_SUPPORTED = 0x80;

/**
 * One configuration parameter, decoded; null where the BMC does not have it, or has fewer bytes of it than the
 * specification says. Every other failure stays one (IpmiError).
 */
export async function parameter<T>(data: Promise<Buffer>, what: string, decode: (r: Reader) => T): Promise<T | null> {
  try {
    const bytes = await present(data);
    return bytes === null ? null : decode(new Reader(bytes, what));
  } catch (e) {
    if (e instanceof DecodeError || (e instanceof IpmiError && e.status === NOT_SUPPORTED)) return null;
    throw e;
  }
}
