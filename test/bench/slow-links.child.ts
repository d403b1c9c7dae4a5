// A process that puts a link with a round trip time before each of the ports on 127.0.0.1 given after it:
// `node slow-links.child.ts RTT PORT…`. Prints the ports of the links as a JSON array; ends when standard input does.
import { once } from 'node:events';
import { startUdpProxy } from '../peers/support/udp-proxy.ts';

const [rttMs = 0, ...ports] = process.argv.slice(2).map(Number);
const links = await Promise.all(ports.map((port) => startUdpProxy({ target: { host: '127.0.0.1', port }, rttMs })));
process.stdout.write(`${JSON.stringify(links.map(({ port }) => port))}\n`);
await once(process.stdin.resume(), 'end');
await Promise.all(links.map((link) => link.close()));
