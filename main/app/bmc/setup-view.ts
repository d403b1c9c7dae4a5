/** The set-up of a BMC as named lines: `setup.label.<label>` in the locale. Parts that cannot be read say why, each by itself. */
import type { BmcSetupView, Reading } from '../../../preload/contract.ts';
import type { Bmc } from '../../ipmi/bmc.ts';
import { readBootFlags } from '../../ipmi/setup/boot-options.ts';
import { readChannel } from '../../ipmi/setup/channel.ts';
import { type LanConfiguration, readLan } from '../../ipmi/setup/lan.ts';
import { readUsers } from '../../ipmi/setup/users.ts';
import { readWatchdog } from '../../ipmi/setup/watchdog.ts';
import { readSolConfiguration } from '../../ipmi/sol/configuration.ts';
import { failureOf } from '../../ports/failure.ts';

type Line = { label: string; value: string };
type Value = string | number | boolean | null;

/** Lines of what was told; what is null was not. */
function lines(values: Record<string, Value>): Line[] {
  return Object.entries(values).flatMap(([label, value]) => {
    if (value === null || value === '') return [];
    return [{ label, value: typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value) }];
  });
}

/** `now`: milliseconds since the epoch. Never rejects. */
export async function readSetup(bmc: Bmc, now: () => number): Promise<BmcSetupView> {
  const part = async <T>(read: () => Promise<T | null>): Promise<Reading<T>> => {
    try {
      const value = await read();
      return { value, at: new Date(now()).toISOString(), error: null };
    } catch (error) {
      return { value: null, at: null, error: failureOf(error) };
    }
  };
  let channel: number | null = null;
  const device = await part(async () => {
    const { firmware, ipmiVersion, manufacturerId, productId, available } = await bmc.deviceId();
    return lines({ firmware, ipmiVersion, manufacturerId, productId, starting: available ? null : true });
  });
  const channelView = await part(async () => {
    const read = await readChannel(bmc);
    channel = read.number;
    const access = read.present;
    return lines({
      number: read.number,
      medium: read.info?.medium ?? null,
      sessions: read.info?.activeSessions ?? null,
      mode: access?.mode ?? null,
      limit: access?.limit ?? null,
      perMessageAuthentication: access?.perMessageAuthentication ?? null,
      userLevelAuthentication: access?.userLevelAuthentication ?? null,
    });
  });
  /** Parts that belong to the channel cannot be asked for without its number. */
  const ofChannel = <T>(read: (channel: number) => Promise<T | null>): Promise<Reading<T>> => {
    const number = channel;
    if (number === null) return Promise.resolve({ value: null, at: null, error: channelView.error });
    return part(() => read(number));
  };
  return {
    device,
    boot: await part(() => readBootFlags(bmc)),
    lan: await ofChannel(async (number) => lines(lanValues(await readLan(bmc, number)))),
    users: await ofChannel(async (number) => {
      const found = await readUsers(bmc, number);
      return (
        found?.users.map(({ id, name, enabled, privilege, fixedName }) => ({
          id,
          name,
          enabled,
          privilege: privilege ?? 'none',
          fixedName,
        })) ?? null
      );
    }),
    watchdog: await part(async () => {
      const w = await readWatchdog(bmc);
      if (!w) return null;
      const { use, running, action, initialSeconds, presentSeconds, expired } = w;
      return lines({ running, use, action, initialSeconds, presentSeconds, expired: expired.join(', ') });
    }),
    sol: await part(async () => lines({ ...(await readSolConfiguration(bmc)) })),
    channel: channelView,
  };
}

function lanValues(lan: LanConfiguration): Record<string, Value> {
  const { source, address, mask, gateway, backupGateway, mac, vlan, cipherSuites, authEnabled } = lan;
  const types = authEnabled && [...new Set(Object.values(authEnabled).flat())];
  return {
    source,
    address,
    mask,
    gateway,
    backupGateway,
    mac,
    vlan: vlan === null ? null : vlan.enabled ? vlan.id : 'off',
    authEnabled: types?.join(', ') ?? null,
    cipherSuites:
      cipherSuites?.map(({ id, limit }) => (limit === null ? `${id}` : `${id} (${limit})`)).join(', ') ?? null,
  };
}
