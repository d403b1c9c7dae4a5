import type { Reads } from '../bmc.ts';
import { Reader } from '../bytes.ts';
import { getSolConfiguration } from '../commands/get-sol-configuration.ts';
import { IpmiError, isAbsent } from '../errors.ts';
import { type Privilege, privilegeName } from '../privilege.ts';

/** SOL configuration of a channel (IPMI 2.0 Table 26-5). What a BMC does not tell is null. */
export interface SolConfiguration {
  enabled: boolean | null;
  /** SOL is refused unless it is encrypted (authenticated); otherwise the console chooses. */
  forceEncryption: boolean | null;
  forceAuthentication: boolean | null;
  /** Level a session needs. */
  privilege: Privilege | null;
  /** Longest time characters are collected before they are sent. */
  accumulateMs: number | null;
  /** Characters after which they are sent at once. */
  sendThreshold: number | null;
  /** Repetitions of a packet that is not acknowledged, and the wait before each. */
  retryCount: number | null;
  retryMs: number | null;
  /** Bit/s; 0 stands for the setting of the serial port. */
  bitRate: number | null;
  volatileBitRate: number | null;
  channel: number | null;
  port: number | null;
}

/** Selectors of Table 26-5. */
export const SOL_PARAMETER = {
  setInProgress: 0,
  enable: 1,
  authentication: 2,
  accumulation: 3,
  retry: 4,
  bitRate: 5,
  volatileBitRate: 6,
  channel: 7,
  port: 8,
} as const;

/** "The channel this request comes in on." */
export const PRESENT_CHANNEL = 0x0e;
const NOT_SUPPORTED = 0x80;

const BIT_RATES: Readonly<Record<number, number>> = {
  0: 0,
  6: 9_600,
  7: 19_200,
  8: 38_400,
  9: 57_600,
  10: 115_200,
};

/** Reads the whole SOL configuration. Throws IpmiError when the BMC does not answer; what it does not have is null. */
export async function readSolConfiguration(bmc: Reads, channel = PRESENT_CHANNEL): Promise<SolConfiguration> {
  const of = async (parameter: number, bytes: number): Promise<Reader | null> => {
    try {
      const data = await bmc.read(getSolConfiguration, { channel, parameter });
      return data.length < bytes ? null : new Reader(data, `SOL parameter ${parameter}`);
    } catch (e) {
      if (isAbsent(e) || (e instanceof IpmiError && e.status === NOT_SUPPORTED)) return null;
      throw e;
    }
  };
  const enable = (await of(SOL_PARAMETER.enable, 1))?.u8() ?? null;
  const authentication = (await of(SOL_PARAMETER.authentication, 1))?.u8() ?? null;
  const accumulation = await of(SOL_PARAMETER.accumulation, 2);
  const retry = await of(SOL_PARAMETER.retry, 2);
  const bitRate = (await of(SOL_PARAMETER.bitRate, 1))?.u8() ?? null;
  const volatileBitRate = (await of(SOL_PARAMETER.volatileBitRate, 1))?.u8() ?? null;
  const payloadChannel = (await of(SOL_PARAMETER.channel, 1))?.u8() ?? null;
  const port = (await of(SOL_PARAMETER.port, 2))?.u16le() ?? null;
  return {
    enabled: enable === null ? null : (enable & 1) !== 0,
    forceEncryption: authentication === null ? null : (authentication & 0x80) !== 0,
    forceAuthentication: authentication === null ? null : (authentication & 0x40) !== 0,
    privilege: authentication === null ? null : privilegeName(authentication & 0x0f),
    accumulateMs: accumulation === null ? null : accumulation.u8() * 5,
    sendThreshold: accumulation?.u8() ?? null,
    ...(retry === null ? { retryCount: null, retryMs: null } : solRetry(retry)),
    bitRate: bitRate === null ? null : (BIT_RATES[bitRate & 0x0f] ?? null),
    volatileBitRate: volatileBitRate === null ? null : (BIT_RATES[volatileBitRate & 0x0f] ?? null),
    channel: payloadChannel === null ? null : payloadChannel & 0x0f,
    port,
  };
}

/** Parameter 4: count in bits 2 to 0, then the interval in units of 10 ms. DecodeError when it is shorter than two bytes. */
export function solRetry(r: Reader): { retryCount: number; retryMs: number } {
  return { retryCount: r.u8() & 7, retryMs: r.u8() * 10 };
}
