import { randomInt } from 'node:crypto';
import { type Clock, systemClock } from '../../ports/clock.ts';
import { DecodeError, hex } from '../bytes.ts';
import type { Read } from '../commands/command.ts';
import { type AuthCapabilities, getChannelAuthCapabilities } from '../commands/get-channel-auth-capabilities.ts';
import { getChannelCipherSuites } from '../commands/get-channel-cipher-suites.ts';
import { completion } from '../completion-codes.ts';
import { type DatagramPort, udp } from '../datagram.ts';
import { IpmiError } from '../errors.ts';
import { deviceName, IPMI_PORT } from '../options.ts';
import { privilegeNumber } from '../privilege.ts';
import { silenceAdvice } from '../quirks.ts';
import { Link } from '../session/link.ts';
import { networkError } from '../session/open.ts';
import { THIS_CHANNEL } from '../setup/channel.ts';
import { type CipherSuite, decodeSuites } from '../setup/cipher-suites.ts';
import { decodeMessage, encodeMessage } from '../wire/message.ts';
import { decodeSessionless, encodeSessionless } from '../wire/sessionless.ts';

export interface ProbeOptions {
  /** For one answer with all its attempts, milliseconds; 3000 if not given. */
  timeoutMs?: number;
  clock?: Clock;
  datagrams?: DatagramPort;
}

/** What a BMC tells anybody who asks, before any login. */
export interface SessionlessProbe extends AsyncDisposable {
  /** As for a login as administrator. IpmiError. */
  capabilities(): Promise<AuthCapabilities>;
  /** All suites offered on the channel asked. IpmiError. */
  cipherSuites(): Promise<CipherSuite[]>;
}

const ATTEMPTS = 3;
/** Bytes of the suite list in a full answer; a shorter one is the last. */
const BLOCK = 16;
/** More indexes than the six bits of the request can name are not asked for. */
const MAX_BLOCKS = 0x40;
const ADMINISTRATOR = privilegeNumber('administrator');

/** Opens a socket for questions that need no session and take no slot. Close it when done. */
export async function probe(host: string, port = IPMI_PORT, options: ProbeOptions = {}): Promise<SessionlessProbe> {
  const clock = options.clock ?? systemClock;
  const device = deviceName(host, port);
  const share = (options.timeoutMs ?? 3_000) / ATTEMPTS;
  const link = await Link.connect(options.datagrams ?? udp, clock, host, port);
  let rqSeq = randomInt(0x40);

  async function ask<Q, R>(command: Read<Q, R>, request: Q): Promise<R> {
    rqSeq = (rqSeq + 1) & 0x3f;
    const { netFn, cmd } = command;
    const bytes = encodeSessionless(encodeMessage({ netFn, cmd, rqSeq, data: command.encodeRequest(request) }));
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      link.send(bytes);
      const until = clock.monotonic() + share;
      for (;;) {
        const arrival = await link.next(until);
        if (!arrival) break;
        if (arrival.kind === 'failed') throw networkError(device, arrival.failure, false);
        const answer = answerTo(arrival.bytes, netFn + 1, cmd, rqSeq);
        if (answer) return decoded(command, answer);
      }
    }
    const finding = `no answer to ${command.name}`;
    throw new IpmiError({ code: 'timeout', device, finding, advice: silenceAdvice() });
  }

  function decoded<Q, R>(command: Read<Q, R>, answer: Buffer): R {
    const cc = answer[0] ?? 0xff;
    if (cc !== 0) {
      const { code, text, advice } = completion(command.netFn, command.cmd, cc);
      const finding = `${command.name} refused: ${text} (${hex(cc)})`;
      throw new IpmiError({ code, device, finding, advice, status: cc });
    }
    try {
      return command.decodeResponse(answer.subarray(1));
    } catch (e) {
      if (!(e instanceof DecodeError)) throw e;
      const advice = 'The BMC answers against the specification: note its firmware version';
      throw new IpmiError({ code: 'protocol', device, finding: e.message, advice, cause: e });
    }
  }

  return {
    capabilities: () =>
      ask(getChannelAuthCapabilities, { channel: THIS_CHANNEL, privilege: ADMINISTRATOR, extended: true }),
    async cipherSuites() {
      const blocks: Buffer[] = [];
      for (let index = 0; index < MAX_BLOCKS; index++) {
        const { records } = await ask(getChannelCipherSuites, { channel: THIS_CHANNEL, index });
        blocks.push(records);
        if (records.length < BLOCK) break;
      }
      return decodeSuites(Buffer.concat(blocks));
    },
    [Symbol.asyncDispose]: () => link.close(),
  };
}

/** Completion code and data, when this datagram is the answer; null for everything else that may fly by. */
function answerTo(datagram: Buffer, netFn: number, cmd: number, rqSeq: number): Buffer | null {
  try {
    const message = decodeMessage(decodeSessionless(datagram));
    const fits = message.checksumsOk && message.netFn === netFn && message.cmd === cmd && message.rqSeq === rqSeq;
    return fits ? message.data : null;
  } catch (e) {
    if (e instanceof DecodeError) return null;
    throw e;
  }
}
