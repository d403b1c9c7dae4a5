import { getChannelAccess } from '../../ipmi/commands/get-channel-access.ts';
import { getChannelAuthCapabilities } from '../../ipmi/commands/get-channel-auth-capabilities.ts';
import { getChannelCipherSuites } from '../../ipmi/commands/get-channel-cipher-suites.ts';
import { getChannelInfo } from '../../ipmi/commands/get-channel-info.ts';
import { getLanConfiguration } from '../../ipmi/commands/get-lan-configuration.ts';
import { getSystemBootOptions } from '../../ipmi/commands/get-system-boot-options.ts';
import { getUserAccess } from '../../ipmi/commands/get-user-access.ts';
import { getUserName } from '../../ipmi/commands/get-user-name.ts';
import { getWatchdogTimer } from '../../ipmi/commands/get-watchdog-timer.ts';
import { setLanConfiguration } from '../../ipmi/commands/set-lan-configuration.ts';
import { setSystemBootOptions } from '../../ipmi/commands/set-system-boot-options.ts';
import { setUserAccess } from '../../ipmi/commands/set-user-access.ts';
import { setUserPassword } from '../../ipmi/commands/set-user-password.ts';
import { BOOT_PARAMETER, SET_IN_PROGRESS } from '../../ipmi/setup/boot-options.ts';
import { THIS_CHANNEL } from '../../ipmi/setup/channel.ts';
import { encodeSuite } from '../../ipmi/setup/cipher-suites.ts';
import { LAN_PARAMETER } from '../../ipmi/setup/lan.ts';
import { LAN_CHANNEL, USER_SLOTS } from './configuration.ts';
import { type Answer, type Handlers, type Machine, ok, refuse } from './machine.ts';

const NOT_SUPPORTED = 0x80;
const SET_ACTIVE_ALREADY = 0x81;
const READ_ONLY = 0x82;
const OTHER_PASSWORD = 0x80;
const OTHER_SIZE = 0x81;
const INVALID_LENGTH = 0xc7;
const INVALID_FIELD = 0xcc;
/** Bytes of the cipher suite list in one answer. */
const BLOCK = 16;
const LAN_8023 = 4;
const IPMB = 1;
const IPMI_FORUM = 7154;

const READ_ONLY_LAN: ReadonlySet<number> = new Set([
  LAN_PARAMETER.authSupport,
  LAN_PARAMETER.suiteCount,
  LAN_PARAMETER.suites,
]);

const isLan = (channel: number) => channel === LAN_CHANNEL || channel === THIS_CHANNEL;

/** Configuration of a practice BMC, as `Configuration` holds it. */
export const CONFIGURATION_HANDLERS: Handlers = {
  'auth-capabilities': ({ configuration: c, kg }, data) => {
    getChannelAuthCapabilities.decodeRequest(data);
    const named = c.users.filter((user) => user.enabled !== false);
    const nullUser = named.find((user) => user.name === '');
    return ok(
      getChannelAuthCapabilities.encodeResponse({
        channel: LAN_CHANNEL,
        types15: c.types15,
        kgSet: kg !== null,
        nonNullUsers: named.some((user) => user.name !== ''),
        nullUsers: nullUser !== undefined && nullUser.password !== '',
        anonymous: nullUser !== undefined && nullUser.password === '',
        ipmi15: c.types15.length > 0,
        ipmi20: true,
      }),
    );
  },
  'cipher-suites': ({ configuration, suites }, data) => {
    const { index } = getChannelCipherSuites.decodeRequest(data);
    const all = Buffer.concat([...configuration.listedSuites, ...suites].map(encodeSuite));
    const records = all.subarray(index * BLOCK, (index + 1) * BLOCK);
    return ok(getChannelCipherSuites.encodeResponse({ channel: LAN_CHANNEL, records }));
  },
  'channel-info': (_, data) => {
    if (!isLan(getChannelInfo.decodeRequest(data))) return refuse(INVALID_FIELD);
    return ok(
      getChannelInfo.encodeResponse({
        channel: LAN_CHANNEL,
        medium: LAN_8023,
        protocol: IPMB,
        sessions: 'multi',
        activeSessions: 1,
        vendor: IPMI_FORUM,
      }),
    );
  },
  'channel-access': ({ configuration: c }, data) => {
    if (!isLan(getChannelAccess.decodeRequest(data).channel)) return refuse(INVALID_FIELD);
    return ok(
      getChannelAccess.encodeResponse({
        alerting: true,
        perMessageAuthentication: true,
        userLevelAuthentication: true,
        mode: c.accessMode,
        limit: c.channelLimit,
      }),
    );
  },
  'boot-options': ({ configuration }, data) => {
    const { parameter } = getSystemBootOptions.decodeRequest(data);
    const stored = configuration.boot.get(parameter);
    return stored
      ? ok(getSystemBootOptions.encodeResponse({ parameter, valid: true, data: stored }))
      : refuse(NOT_SUPPORTED);
  },
  'boot-options-set': (m, data) => setBootOption(m, data),
  'lan-configuration': ({ configuration }, data) => {
    const { channel, parameter } = getLanConfiguration.decodeRequest(data);
    if (!isLan(channel)) return refuse(INVALID_FIELD);
    const stored = configuration.lan.get(parameter);
    return stored ? ok(getLanConfiguration.encodeResponse(stored)) : refuse(NOT_SUPPORTED);
  },
  'lan-configuration-set': (m, data) => {
    const q = setLanConfiguration.decodeRequest(data);
    const stored = m.configuration.lan.get(q.parameter);
    if (!isLan(q.channel)) return refuse(INVALID_FIELD);
    if (!stored) return refuse(NOT_SUPPORTED);
    if (READ_ONLY_LAN.has(q.parameter)) return refuse(READ_ONLY);
    if (q.data.length !== stored.length) return refuse(INVALID_LENGTH);
    m.configuration.lan.set(q.parameter, q.data);
    m.executed.push(`lan ${q.parameter} ${q.data.toString('hex')}`);
    return ok();
  },
  'user-access': ({ configuration: c }, data) => {
    const { channel, userId } = getUserAccess.decodeRequest(data);
    if (!isLan(channel) || userId < 1 || userId > USER_SLOTS) return refuse(INVALID_FIELD);
    const user = c.user(userId);
    const enabled = user !== null && user.enabled !== false;
    return ok(
      getUserAccess.encodeResponse({
        maxUsers: USER_SLOTS,
        enabledUsers: c.users.filter((other) => other.enabled !== false).length,
        fixedNames: 1,
        enabled,
        callbackOnly: false,
        linkAuthentication: false,
        messaging: enabled,
        privilege: user?.limit ?? null,
      }),
    );
  },
  'user-access-set': (m, data) => {
    const q = setUserAccess.decodeRequest(data);
    const user = m.configuration.user(q.userId);
    if (!isLan(q.channel) || !user) return refuse(INVALID_FIELD);
    if (q.access) user.enabled = q.access.messaging;
    if (q.privilege) user.limit = q.privilege;
    m.executed.push(`user ${q.userId} access`);
    return ok();
  },
  'user-name': ({ configuration }, data) => {
    const userId = getUserName.decodeRequest(data);
    if (userId < 1 || userId > USER_SLOTS) return refuse(INVALID_FIELD);
    return ok(getUserName.encodeResponse(configuration.user(userId)?.name ?? ''));
  },
  'user-password': (m, data) => {
    const q = setUserPassword.decodeRequest(data);
    const user = m.configuration.user(q.userId);
    if (!user) return refuse(INVALID_FIELD);
    if (q.operation === 'test') {
      if (q.size !== (user.passwordSize ?? 20)) return refuse(OTHER_SIZE);
      return q.password.equals(Buffer.from(user.password)) ? ok() : refuse(OTHER_PASSWORD);
    }
    if (q.operation === 'set') Object.assign(user, { password: q.password.toString('utf8'), passwordSize: q.size });
    else user.enabled = q.operation === 'enable';
    m.executed.push(`user ${q.userId} password ${q.operation}`);
    return ok();
  },
  watchdog: ({ configuration }) => ok(getWatchdogTimer.encodeResponse(configuration.watchdog)),
  'cold-reset': (m) => restart(m, 'cold'),
  'warm-reset': (m) => restart(m, 'warm'),
};

function restart(m: Machine, kind: 'cold' | 'warm'): Answer {
  m.executed.push(`bmc ${kind} reset`);
  m.restart();
  return ok();
}

function setBootOption(m: Machine, data: Buffer): Answer {
  const q = setSystemBootOptions.decodeRequest(data);
  const { boot } = m.configuration;
  const stored = boot.get(q.parameter);
  if (!stored) return refuse(NOT_SUPPORTED);
  if (q.data.length === 0) return ok(); // only marks the parameter valid or not
  if (q.data.length !== stored.length) return refuse(INVALID_LENGTH);
  if (q.parameter === BOOT_PARAMETER.setInProgress) {
    if (q.data[0] === SET_IN_PROGRESS && stored[0] === SET_IN_PROGRESS) return refuse(SET_ACTIVE_ALREADY);
    boot.set(q.parameter, q.data);
    return ok();
  }
  if (q.parameter === BOOT_PARAMETER.infoAcknowledge) {
    // The first byte says which bits of the second count.
    const [mask = 0, bits = 0] = q.data;
    boot.set(q.parameter, Buffer.from([0, ((stored[1] ?? 0) & ~mask) | (bits & mask)]));
  } else {
    boot.set(q.parameter, q.data);
  }
  m.executed.push(`boot ${q.parameter} ${q.data.toString('hex')}`);
  return ok();
}
