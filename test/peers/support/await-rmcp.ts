import { createSocket } from 'node:dgram';
import type { Endpoint } from './lab.ts';

/** RMCP header (class ASF) and an ASF Presence Ping with tag 0x5a; IPMI 2.0 section 13.2.3. Own bytes: not our codec's. */
const PRESENCE_PING = Buffer.from([0x06, 0x00, 0xff, 0x06, 0x00, 0x00, 0x11, 0xbe, 0x80, 0x5a, 0x00, 0x00]);
const RESEND_MS = 10;

/** Resolves when something at the endpoint answers an RMCP presence ping; rejects after `timeoutMs`. */
export function awaitRmcp(endpoint: Endpoint, timeoutMs = 10_000): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    const ping = () => socket.send(PRESENCE_PING, endpoint.port, endpoint.host);
    const finish = (settle: () => void) => {
      clearInterval(again);
      clearTimeout(deadline);
      socket.close();
      settle();
    };
    socket.on('message', () => finish(resolve));
    // A closed port answers with ICMP; the next ping asks again.
    socket.on('error', () => undefined);
    const again = setInterval(ping, RESEND_MS);
    const deadline = setTimeout(
      () => finish(() => reject(new Error(`${endpoint.host}:${endpoint.port} did not answer an RMCP ping`))),
      timeoutMs,
    );
    ping();
  });
}
