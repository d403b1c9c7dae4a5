import { Reader } from '../../ipmi/bytes.ts';
import { setSolConfiguration } from '../../ipmi/commands/set-sol-configuration.ts';
import { SOL_PARAMETER, solRetry } from '../../ipmi/sol/configuration.ts';
import { type Answer, ok, refuse } from './machine.ts';

const NOT_SUPPORTED = 0x80;
const READ_ONLY = 0x82;
const INVALID_LENGTH = 0xc7;

/** SOL configuration parameters of a practice BMC as raw bytes (IPMI 2.0 Table 26-5), well set up from the start. */
export class SolParameters {
  readonly #values = new Map<number, Buffer>([
    [SOL_PARAMETER.setInProgress, Buffer.from([0])],
    [SOL_PARAMETER.enable, Buffer.from([1])],
    // Encryption and authentication forced, operator.
    [SOL_PARAMETER.authentication, Buffer.from([0xc3])],
    [SOL_PARAMETER.accumulation, Buffer.from([4, 100])],
    // 7 repetitions, 100 ms apart.
    [SOL_PARAMETER.retry, Buffer.from([7, 10])],
    [SOL_PARAMETER.bitRate, Buffer.from([10])],
    [SOL_PARAMETER.volatileBitRate, Buffer.from([10])],
    [SOL_PARAMETER.channel, Buffer.from([1])],
  ]);

  get(parameter: number): Buffer | null {
    return this.#values.get(parameter) ?? null;
  }

  set(parameter: number, value: Buffer): void {
    this.#values.set(parameter, Buffer.from(value));
  }

  /** The mistakes that the findings list knows: neither encryption nor authentication is asked for, any user will do. */
  weaken(): void {
    this.set(SOL_PARAMETER.authentication, Buffer.from([0x02]));
  }

  /** Set SOL Configuration Parameters. DecodeError when the request is too short. */
  answer(data: Buffer): Answer {
    const { parameter, data: value } = setSolConfiguration.decodeRequest(data);
    if (parameter === SOL_PARAMETER.channel || parameter === SOL_PARAMETER.port) return refuse(READ_ONLY);
    const present = this.#values.get(parameter);
    if (!present) return refuse(NOT_SUPPORTED);
    if (value.length !== present.length) return refuse(INVALID_LENGTH);
    this.set(parameter, value);
    return ok();
  }

  /** What decides about an activation; `privilege` as its number. */
  summary(): { enabled: boolean; forceEncryption: boolean; privilege: number } {
    const authentication = this.get(SOL_PARAMETER.authentication)?.[0] ?? 0;
    return {
      enabled: ((this.get(SOL_PARAMETER.enable)?.[0] ?? 0) & 1) !== 0,
      forceEncryption: (authentication & 0x80) !== 0,
      privilege: authentication & 0x0f,
    };
  }

  retry(): { retries: number; retryMs: number } {
    const { retryCount, retryMs } = solRetry(new Reader(this.get(SOL_PARAMETER.retry) ?? Buffer.alloc(2), 'SOL retry'));
    return { retries: retryCount, retryMs: Math.max(10, retryMs) };
  }
}
