import type { Device, Site } from '../../preload/contract.ts';
import { probeTcp } from '../appliances/tcp.ts';
import type { Idrac } from '../idrac/idrac.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProbeAnswer, ProbeOrder } from '../procedures/engine.ts';
import type { ProbeName } from '../procedures/model.ts';
import { linePattern } from '../procedures/pattern.ts';
import type { SettingsStore } from '../store/settings.ts';
import { tripFields } from './airgap/trip-fields.ts';
import type { TripService } from './airgap/trip-service.ts';
import type { ApplianceService } from './appliances/appliance-service.ts';
import { applianceProbes } from './appliances/probes.ts';
import type { ConsoleService } from './console/console-service.ts';
import type { Finder } from './finder.ts';
import type { IdracService } from './idrac/idrac-service.ts';
import type { HeartbeatService } from './imprivata/heartbeat-service.ts';
import type { KeyService } from './keys/key-service.ts';
import { CommandError } from './router.ts';
import { TOOL } from './runner.ts';
import type { Targets } from './targets.ts';
import type { WebReader } from './web-reader.ts';

export interface ProbesParts {
  finder: Finder;
  targets: Targets;
  web: WebReader;
  clock: Clock;
  consoles: ConsoleService;
  idracs: IdracService;
  keys: KeyService;
  trips: TripService;
  appliances: ApplianceService;
  settings: SettingsStore;
  heartbeats: HeartbeatService;
}

/** One reading of a procedure: fields by the names of `main/procedures/probes.ts`, and the serial of who answered. */
type Probe = (site: Site, device: Device, signal: AbortSignal, order: ProbeOrder) => Promise<ProbeAnswer>;

const sshPort = 22;

const mapped = <K extends string, A, B>(of: Record<K, A>, to: (value: A) => B): Record<K, B> =>
  Object.fromEntries(Object.entries<A>(of).map(([key, value]) => [key, to(value)])) as Record<K, B>;

/** The readings that procedures can ask for, each over its driver. A field that is not reported is null, never "OK". */
export class Probes {
  readonly #p: ProbesParts;
  readonly #probes: Readonly<Record<ProbeName, Probe>>;

  constructor(parts: ProbesParts) {
    this.#p = parts;
    const { web, clock } = parts;
    const { appliances, settings } = parts;
    const read = applianceProbes({ web, clock, appliances, timeServer: () => settings.get().timeServer });
    // The interfaces tell no serial: the pin vouches for who answers.
    const own = mapped(
      read,
      (of): Probe =>
        async (site, device, signal, { told }) => ({
          fields: await of(site, device, signal, told),
          serial: null,
        }),
    );
    this.#probes = {
      'bmc.power': async (site, device) => {
        await using target = await parts.targets.device(site.id, device.id);
        const { serial } = await target.bmc.identity();
        const { power } = await target.bmc.chassisStatus();
        return { fields: { powerStatus: power }, serial };
      },
      'bmc.identity': async (site, device) => {
        await using target = await parts.targets.device(site.id, device.id);
        const { serial } = await target.bmc.identity();
        const { firmware } = await target.bmc.deviceId();
        return { fields: { serial, firmware }, serial };
      },
      'bmc.console': async (site, device, _signal, { pattern = '', since }) => {
        const matches = linePattern(pattern);
        const connect = () => parts.targets.connection(site.id, device.id);
        const from = since === undefined ? 0 : Date.parse(since);
        const place = { siteId: site.id, deviceId: device.id };
        const { lines, serial } = await parts.consoles.watched(place, from, connect, TOOL);
        const values = lines.map(({ text }) => matches(text));
        return { fields: { line: values.findLast((value) => value !== null) ?? null }, serial };
      },
      'idrac.info': (site, device) =>
        this.#idrac(site, device, async (idrac) => {
          const { serviceTag, model, biosVersion, idracVersion, power } = await idrac.info();
          return { serviceTag, model, biosVersion, idracVersion, power };
        }),
      'idrac.jobs': (site, device) =>
        this.#idrac(site, device, async (idrac) => {
          const jobs = await idrac.jobs();
          const [newest] = jobs;
          const lastState = newest === undefined ? 'none' : newest.state === 'other' ? null : newest.state;
          const count = (...states: string[]) => jobs.filter(({ state }) => states.includes(state)).length;
          return { open: count('scheduled', 'running'), failed: count('failed'), lastState };
        }),
      'idrac.nic': (site, device) =>
        this.#idrac(site, device, async (idrac) => {
          const { enabled, dhcp, address, mask, gateway } = await idrac.nic();
          return { enabled, dhcp, address, mask, gateway };
        }),
      'idrac.login': (site, device) =>
        this.#idrac(site, device, async (idrac) => ({ defaultPassword: await idrac.defaultPassword() })),
      'airgap.trip': async (site, device) => ({
        fields: tripFields(parts.trips.newest(site.id, device.id), parts.clock.now()),
        serial: null,
      }),
      'imp.heartbeat': async (_site, device) => ({ fields: parts.heartbeats.fields(device), serial: null }),
      // The tool's own record of the device: nothing answers there, so no serial comes with it.
      'bitlocker.keys': async (site, device) => ({
        fields: { ...parts.keys.summary({ site, device }) },
        serial: null,
      }),
      'sps.web': async (_site, device, signal) => {
        const { state, up } = await web.state(device, signal);
        return { fields: { state, up }, serial: null };
      },
      'sps.info': (site, device, signal) =>
        web.client(site, device, signal, async (client) => {
          const { version, hostname } = await client.info();
          return { fields: { version, hostname }, serial: null };
        }),
      'sps.firmware': (site, device, signal) =>
        web.client(site, device, signal, async (client) => ({
          fields: { ...(await client.firmware()) },
          serial: null,
        })),
      'sps.firmwareTest': (site, device, signal) =>
        web.client(site, device, signal, async (client) => {
          const { uploaded } = await client.firmware();
          const slot = (await client.slots()).find(({ version, current }) => version === uploaded && current !== true);
          if (uploaded === null || !slot) {
            throw new CommandError(
              'no-uploaded-firmware',
              `${device.name}: no firmware beside the running one is in a slot.`,
              'Upload the firmware first.',
            );
          }
          const { verdict, summary } = await client.testFirmware(slot.key);
          return { fields: { verdict, summary }, serial: null };
        }),
      'sps.health': (site, device, signal) =>
        web.client(site, device, signal, async (client) => {
          const { integrity, tainted, raid, sessions } = await client.health();
          return { fields: { integrity, tainted, raid, sessions }, serial: null };
        }),
      ...own,
      'rs.clock': async (_site, device, signal) => {
        const { skewS, ok } = await (await web.remoteSupport()).clockVerdict(device, signal);
        return { fields: { skew: skewS === null ? null : Math.round(skewS * 100) / 100, ok }, serial: null };
      },
      'rs.health': async (site, device, signal) => {
        const reader = await web.remoteSupport();
        const { up: alive } = await reader.state(device, signal);
        const health = alive ? await reader.health(site, device, signal) : null;
        const { version = null, healthy = null, failoverRole: role = null, message = null } = health ?? {};
        const { guid = null, lastSync = null, syncStatus = null } = health ?? {};
        const sharedIps = health?.sharedIps?.join(', ') || null;
        const more = { guid, sharedIps, lastSync, syncStatus };
        return { fields: { alive, version, healthy, role, message, ...more }, serial: null };
      },
      'tcp.ssh': async (_site, device, signal) => {
        const host = device.web ? new URL(device.web.url).hostname.replace(/^\[|\]$/g, '') : null;
        if (host === null) throw new CommandError('no-web', `${device.name} has no web interface.`);
        const { open } = await probeTcp(host, sshPort, { clock, signal });
        return { fields: { open }, serial: null };
      },
    };
  }

  /** One reading over the iDRAC, with the service tag of the server that answered. */
  async #idrac(
    site: Site,
    device: Device,
    read: (idrac: Idrac) => Promise<ProbeAnswer['fields']>,
  ): Promise<ProbeAnswer> {
    await using target = await this.#p.idracs.target(site, device);
    const { serviceTag } = await target.bmc.idrac.info();
    return { fields: await read(target.bmc.idrac), serial: serviceTag };
  }

  /** @throws the driver's typed error, which the engine records as a failed reading. */
  read(siteId: string, order: ProbeOrder, signal: AbortSignal): Promise<ProbeAnswer> {
    const { site, device } = this.#p.finder.device(siteId, order.deviceId);
    return this.#probes[order.probe](site, device, signal, order);
  }
}
