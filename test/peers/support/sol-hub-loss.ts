import { seeded } from '../../../main/ports/seeded.ts';
import { awaitRmcp } from './await-rmcp.ts';
import type { Endpoint } from './lab.ts';
import type { SolHubOptions } from './sol-hub.ts';
import type { Direction, FaultPlan } from './udp-proxy.ts';

/** Where the RMCP+ session header says what a datagram carries (IPMI 2.0 table 13-8), and the number for SOL (table 13-16). */
const AUTH_TYPE_AT = 4;
const PAYLOAD_TYPE_AT = 5;
const RMCP_PLUS = 0x06;
const PAYLOAD_TYPE_BITS = 0x3f;
const SOL = 0x01;

/** ipmi_sim reads its serial line in pieces of this size, so one piece is one SOL packet. */
const PIECE_BYTES = 128;
/** ipmi_sim sends a packet six times; one more than this many losses in a row is still answered. */
const MOST_IN_A_ROW = 4;

/** A link that loses datagrams both ways, and the pace of a serial line whose BMC can bear it. */
export interface LossyLine {
  plan: FaultPlan;
  pace: NonNullable<SolHubOptions['pace']>;
}

/**
 * ipmi_sim (lanserv/sol.c, `sol_timeout`) sends a packet six times at most and then throws away all that it has buffered; and it
 * counts the six anew only when its buffer has been empty. No client can get back what a BMC has thrown away. So the line is slow:
 * the next packet's bytes come when the client has shown the last ones and its acknowledgement has arrived. And the link has
 * bad luck with limits: `rate` of all datagrams are lost, by seed, but not more than four between two that reach the BMC.
 */
export function lossyLine(
  seed: number,
  rate: number,
  bmc: () => Endpoint,
  shown: (bytes: number) => Promise<void>,
): LossyLine {
  const random = seeded(seed);
  let lostInARow = 0;
  let watcher: ((direction: Direction) => void) | null = null;
  return {
    plan({ direction, bytes }) {
      if (random() < rate && lostInARow < MOST_IN_A_ROW) {
        lostInARow++;
        return { kind: 'drop' };
      }
      if (direction === 'to-bmc') lostInARow = 0;
      if (isSol(bytes)) watcher?.(direction);
      return { kind: 'pass' };
    },
    pace: {
      pieceBytes: PIECE_BYTES,
      async borne(bytesSoFar) {
        const acknowledged = new Promise<void>((resolve) => {
          let sent = false;
          watcher = (direction) => {
            if (direction === 'to-client') sent = true;
            else if (sent) resolve();
          };
        });
        await Promise.all([shown(bytesSoFar), acknowledged]);
        // It answers in the order of arrival: after this answer, the acknowledgement has been dealt with.
        await awaitRmcp(bmc());
      },
    },
  };
}

function isSol(datagram: Buffer): boolean {
  return datagram[AUTH_TYPE_AT] === RMCP_PLUS && ((datagram[PAYLOAD_TYPE_AT] ?? 0) & PAYLOAD_TYPE_BITS) === SOL;
}
