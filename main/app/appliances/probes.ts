import type { ClockReading, Device, Site } from '../../../preload/contract.ts';
import { readHttpDate } from '../../appliances/clock/read-http-date.ts';
import { readSntp } from '../../appliances/clock/sntp.ts';
import { clockVerdict } from '../../appliances/clock/verdict.ts';
import { leadsTo, lookUp } from '../../appliances/dns.ts';
import { type Endpoint, endpoint } from '../../appliances/endpoint.ts';
import { pageState } from '../../appliances/page-state.ts';
import { ping } from '../../appliances/ping.ts';
import { rsApiInfo, rsAppliances } from '../../appliances/remote-support/client.ts';
import { probeTcp } from '../../appliances/tcp.ts';
import { readCertificate } from '../../appliances/tls.ts';
import { usHaRole } from '../../appliances/u-series/ha-role.ts';
import { usWebState } from '../../appliances/u-series/web.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProbeAnswer, ProbeOrder } from '../../procedures/engine.ts';
import type { ProbeName } from '../../procedures/model.ts';
import { CommandError } from '../router.ts';
import type { WebReader } from '../web-reader.ts';
import type { ApplianceService } from './appliance-service.ts';

type Fields = ProbeAnswer['fields'];
type Told = ProbeOrder['told'];
type Read = (site: Site, device: Device, signal: AbortSignal, told?: Told) => Promise<Fields>;

export interface ApplianceProbeParts {
  web: WebReader;
  clock: Clock;
  appliances: ApplianceService;
  /** `host` or `host:port` of the site's time server; empty when none is set. */
  timeServer(): string;
}

const PORTS = { https: 443, http: 80, ssh: 22, rdp: 3389 } as const;
const rounded = (seconds: number): number => Math.round(seconds * 100) / 100;

/** The readings of procedures over the appliances' own interfaces and the network. Null is "not reported", never "OK". */
export function applianceProbes({ web, clock, appliances, timeServer }: ApplianceProbeParts) {
  const options = (signal: AbortSignal) => ({ clock, signal });
  const kept =
    (kind: 'bundle' | 'backup'): Read =>
    async (site, device) => ({ ...(appliances.newest(site, device, kind) ?? { sha256: null, size: null, at: null }) });
  return {
    'sps.calls': (site, device, signal) =>
      web.client(site, device, signal, async (client) => {
        const calls = await client.firmwareCalls();
        // Uploads have a place of their own, which is known to go with the slots.
        return { upload: calls.includes('slots'), test: calls.includes('test'), upgrade: calls.includes('upgrade') };
      }),
    'sps.cluster': (site, device, signal) =>
      web.client(site, device, signal, async (client) => ({ ...(await client.cluster()) })),
    'sps.bundle': kept('bundle'),
    'rs.backup': kept('backup'),
    async 'rs.api'(site, device, signal) {
      const reader = await web.remoteSupport();
      const info = await reader.ask(site, device, signal, async ({ where, pin, token, options: how }) => {
        const begun = clock.now();
        const said = await rsApiInfo(where, pin, token, how);
        return { ...said, middle: (begun + clock.now()) / 2 };
      });
      if (!info) return { version: null, commands: null, backup: null, skew: null };
      const { version, commands, backup, at, middle } = info;
      return { version, commands, backup, skew: at === null ? null : rounded((Date.parse(at) - middle) / 1000) };
    },
    async 'rs.appliances'(site, device, signal) {
      const reader = await web.remoteSupport();
      const names = await reader.ask(site, device, signal, ({ where, pin, token, options: how }) =>
        rsAppliances(where, pin, token, how),
      );
      return { count: names?.length ?? null, names: names?.join(', ').slice(0, 1000) || null };
    },
    async 'us.web'(_site, device, signal) {
      const { state, up, generation } = await usWebState(...placeOf(device), options(signal));
      return { state, up, generation };
    },
    'us.haRole': async (_site, device, signal) => ({ role: await usHaRole(...placeOf(device), options(signal)) }),
    async 'web.port'(_site, device, signal) {
      const { state, up } = await pageState(...placeOf(device), ['/'], options(signal));
      return { state, up };
    },
    async 'tls.pin'(_site, device, signal) {
      const [where, pin] = placeOf(device);
      const { fingerprint256, validTo } = await readCertificate(where, options(signal));
      const sha256 = fingerprint256.replaceAll(':', '').toLowerCase();
      return { pinned: pin === null ? null : pin === fingerprint256, fingerprint: fingerprint256, sha256, validTo };
    },
    async 'net.ping'(_site, device, signal) {
      return { ...(await ping(placeOf(device)[0].host, signal)) };
    },
    async 'clock.sntp'(_site, _device, signal) {
      const server = timeServer();
      if (server === '') {
        const advice = 'Enter the time server of the site in the settings.';
        throw new CommandError('no-time-server', 'No time server is set.', advice);
      }
      return againstOwnClock(await readSntp(server, options(signal)));
    },
    async 'clock.web'(_site, device, signal) {
      const [where, pin] = placeOf(device);
      return againstOwnClock(await readHttpDate(where, pin, options(signal)));
    },
    async 'tcp.port'(_site, device, signal) {
      const { host } = placeOf(device)[0];
      const open = async (port: number) => (await probeTcp(host, port, options(signal))).open;
      const [https, http, ssh, rdp] = await Promise.all(Object.values(PORTS).map(open));
      return { https, http, ssh, rdp };
    },
    async 'dns.lookup'(_site, _device, signal, told = {}) {
      const { name, server, expected } = told;
      const found = await lookUp(String(name), String(server), signal);
      const addresses = found.addresses.join(', ') || null;
      const matches = expected === undefined ? null : leadsTo(found.addresses, String(expected));
      return { addresses, matches, ttl: found.ttl };
    },
    async 'indexer.host'(site, device, signal) {
      const { packageName: _, ...fields } = await appliances.indexer(site, device, signal);
      return { ...fields };
    },
  } satisfies Partial<Record<ProbeName, Read>>;
}

const nothing = { value: null, at: null, error: null };

/** How far a clock is off this computer's. */
function againstOwnClock(value: ClockReading): Fields {
  const { skewS, ok } = clockVerdict({
    appliance: { value, at: value.at, error: null },
    reference: nothing,
    own: true,
  });
  return { skew: skewS === null ? null : rounded(skewS), ok };
}

/** Where a device's web interface is, and its pin. @throws CommandError `no-web`; ApplianceError `address` */
function placeOf({ name, web }: Device): [Endpoint, string | null] {
  if (web) return [endpoint(name, web.url), web.pin];
  throw new CommandError('no-web', `${name} has no web interface.`, 'Add its address to the device.');
}
