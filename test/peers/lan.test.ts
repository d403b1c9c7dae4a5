import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lanPlan } from '../../main/actions/plans/lan.ts';
import { probe } from '../../main/ipmi/findings/probe.ts';
import type { Privilege } from '../../main/ipmi/privilege.ts';
import { readChannel } from '../../main/ipmi/setup/channel.ts';
import type { CipherSuite } from '../../main/ipmi/setup/cipher-suites.ts';
import { type AuthType15, type LanConfiguration, readLan } from '../../main/ipmi/setup/lan.ts';
import { readWatchdog } from '../../main/ipmi/setup/watchdog.ts';
import { startBmc } from '../../main/practice/bmc/index.ts';
import { fieldsOf } from './support/fields.ts';
import { startIpmiSim } from './support/ipmi-sim.ts';
import { ipmitool } from './support/ipmitool.ts';
import type { PeerTarget } from './support/lab.ts';
import { bmcFor, performPlan } from './support/rackhand.ts';

// LAN parameters, channel, cipher suites and watchdog, field by field as ipmitool prints them.

async function printed(target: PeerTarget, ...command: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await ipmitool(target, command);
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

const AUTH: Record<AuthType15, string> = { none: 'NONE', md2: 'MD2', md5: 'MD5', straight: 'PASSWORD', oem: 'OEM' };
const SOURCE: Record<NonNullable<LanConfiguration['source']>, string> = {
  unspecified: 'Unspecified',
  static: 'Static Address',
  dhcp: 'DHCP Address',
  bios: 'BIOS Assigned Address',
  other: 'Other',
};
const LIMIT: Record<Privilege | 'unused', string> = {
  callback: 'c',
  user: 'u',
  operator: 'o',
  administrator: 'a',
  oem: 'O',
  unused: 'X',
};
/** ipmitool gives the list of suites and the string of their limits in a fixed width of 15. */
const PRINTED_SUITES = 15;

/** `lan print` of our reading. */
function asPrinted(lan: LanConfiguration): Record<string, string | undefined> {
  const types = (list: AuthType15[] | undefined) => (list ?? []).map((type) => AUTH[type]).join(' ');
  const levels = [
    ['Callback', 'callback'],
    ['User', 'user'],
    ['Operator', 'operator'],
    ['Admin', 'administrator'],
    ['OEM', 'oem'],
  ] as const;
  const suites = lan.cipherSuites ?? [];
  const { vlan } = lan;
  return {
    'Auth Type Support': types(lan.authSupport ?? []),
    'Auth Type Enable': levels.map(([word, level]) => `${word}: ${types(lan.authEnabled?.[level])}`.trim()).join('; '),
    'IP Address Source': lan.source === null ? undefined : SOURCE[lan.source],
    'IP Address': lan.address ?? undefined,
    'Subnet Mask': lan.mask ?? undefined,
    'MAC Address': lan.mac ?? undefined,
    'Default Gateway IP': lan.gateway ?? undefined,
    'Backup Gateway IP': lan.backupGateway ?? undefined,
    '802.1q VLAN ID': vlan?.enabled ? String(vlan.id) : 'Disabled',
    '802.1q VLAN Priority': String(vlan?.priority),
    'RMCP+ Cipher Suites': suites.map(({ id }) => id).join(','),
    'Cipher Suite Priv Max': suites
      .map(({ limit }) => LIMIT[limit ?? 'unused'])
      .join('')
      .padEnd(PRINTED_SUITES, 'X'),
  };
}

/** The same fields as ipmitool prints them, spaces evened out. */
async function lanPrint(target: PeerTarget): Promise<Record<string, string | undefined>> {
  const fields = fieldsOf(await printed(target, 'lan', 'print', '1'));
  const tidy = (name: string) =>
    fields.get(name)?.replace(/ +:/g, ':').replace(/ +/g, ' ').replace(/ ?; /g, '; ').trim();
  const limits = tidy('Cipher Suite Priv Max')?.split(';')[0];
  const names = Object.keys(asPrinted({} as LanConfiguration));
  return { ...Object.fromEntries(names.map((name) => [name, tidy(name)])), 'Cipher Suite Priv Max': limits };
}

const AUTHENTICATION = ['none', 'hmac_sha1', 'hmac_md5', 'hmac_sha256'];
const INTEGRITY = ['none', 'hmac_sha1_96', 'hmac_md5_128', 'md5_128', 'sha256_128'];
const CONFIDENTIALITY = ['none', 'aes_cbc_128', 'xrc4_128', 'xrc4_40'];
const suiteLine = ({ id, authentication, integrity, confidentiality }: CipherSuite): string =>
  [
    id,
    'N/A',
    AUTHENTICATION[authentication],
    INTEGRITY[integrity[0] ?? 0],
    CONFIDENTIALITY[confidentiality[0] ?? 0],
  ].join(' ');

interface Rig extends AsyncDisposable {
  target: PeerTarget;
}
const rigs: [string, () => Promise<Rig>][] = [
  [
    'ipmi_sim',
    async () => {
      const sim = await startIpmiSim();
      return { target: sim, [Symbol.asyncDispose]: () => sim.stop() };
    },
  ],
  [
    'practice BMC',
    async () => {
      const bmc = await startBmc();
      return { target: { host: bmc.host, port: bmc.port, cipherSuite: 17 }, [Symbol.asyncDispose]: bmc.close };
    },
  ],
  [
    'badly set up practice BMC',
    async () => {
      const bmc = await startBmc({ weakSetup: true });
      return { target: { host: bmc.host, port: bmc.port, cipherSuite: 17 }, [Symbol.asyncDispose]: bmc.close };
    },
  ],
];

describe.each(rigs)('%s', (name, start) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await start();
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  test('lan print', async () => {
    await using bmc = bmcFor(rig.target);
    expect(asPrinted(await readLan(bmc, 1))).toEqual(await lanPrint(rig.target));
  });

  test('lan print after each of our settings', async () => {
    const settings = [
      { parameter: 'source', value: 'static' },
      { parameter: 'address', value: '192.0.2.77' },
      { parameter: 'mask', value: '255.255.255.192' },
      { parameter: 'gateway', value: '192.0.2.65' },
      { parameter: 'vlan', value: '4094' },
    ] as const;
    const shown = {
      'IP Address Source': 'Static Address',
      'IP Address': '192.0.2.77',
      'Subnet Mask': '255.255.255.192',
      'Default Gateway IP': '192.0.2.65',
      '802.1q VLAN ID': '4094',
    };
    for (const setting of settings) {
      expect(await performPlan(rig.target, lanPlan({ channel: 1, ...setting })), setting.parameter).toMatchObject({
        outcome: 'done',
      });
    }
    expect(await lanPrint(rig.target)).toMatchObject(shown);
    await using bmc = bmcFor(rig.target);
    expect(asPrinted(await readLan(bmc, 1))).toMatchObject(shown);
  });

  test('channel info', async () => {
    await using bmc = bmcFor(rig.target);
    const { number, info, present, stored } = await readChannel(bmc);
    const out = await printed(rig.target, 'channel', 'info', '1');
    const [head = '', now = '', later = ''] = out.split(/Volatile\(active\) Settings|Non-Volatile Settings/);
    expect(number).toBe(1);
    expect(fieldsOf(head)).toEqual(
      new Map([
        ['Channel 0x1 info', ''],
        ['Channel Medium Type', info?.medium === 4 ? '802.3 LAN' : '?'],
        ['Channel Protocol Type', info?.protocol === 1 ? 'IPMB-1.0' : '?'],
        ['Session Support', `${info?.sessions}-session`],
        ['Active Session Count', expect.stringMatching(/^[12]$/)],
        ['Protocol Vendor ID', String(info?.vendor)],
      ]),
    );
    for (const [access, part] of [
      [present, now],
      [stored, later],
    ] as const) {
      const word = (on: boolean | undefined) => (on ? 'enabled' : 'disabled');
      expect(Object.fromEntries(fieldsOf(part))).toEqual({
        Alerting: word(access?.alerting),
        'Per-message Auth': word(access?.perMessageAuthentication),
        'User Level Auth': word(access?.userLevelAuthentication),
        'Access Mode': access?.mode === 'always' ? 'always available' : '?',
      });
    }
  });

  test('channel getciphers, asked without a login', async () => {
    await using open = await probe(rig.target.host, rig.target.port);
    const ours = (await open.cipherSuites()).map(suiteLine);
    const lines = (await printed(rig.target, 'channel', 'getciphers', 'ipmi', '1')).split('\n').slice(1);
    const theirs = lines.map((line) => line.trim().replace(/\s+/g, ' ')).filter((line) => line !== '');
    // ipmitool 1.8.19 reads no more than 64 bytes of the list: 12 suites.
    expect(ours.slice(0, theirs.length)).toEqual(theirs);
    expect(theirs.length).toBe(Math.min(ours.length, 12));
  });

  test('mc watchdog get', async () => {
    await using bmc = bmcFor(rig.target);
    const ours = await readWatchdog(bmc);
    const fields = fieldsOf(await printed(rig.target, 'mc', 'watchdog', 'get'));
    expect(Object.fromEntries(fields)).toMatchObject({
      'Watchdog Timer Use': ours?.use === null ? 'Reserved (0x00)' : 'SMS/OS (0x04)',
      'Watchdog Timer Is': ours?.running ? 'Started/Running' : 'Stopped',
      'Watchdog Timer Logging': ours?.logs ? 'On' : 'Off',
      'Watchdog Timer Action': ours?.action === 'none' ? 'No action (0x00)' : '?',
      'Pre-timeout interrupt': ours?.preTimeoutInterrupt === 'none' ? 'None' : '?',
      'Pre-timeout interval': `${ours?.preTimeoutSeconds} seconds`,
      'Initial Countdown': `${ours?.initialSeconds.toFixed(1)} sec`,
    });
    // ipmi_sim leaves the present countdown out; ipmitool then prints what happens to lie behind the answer.
    if (name === 'ipmi_sim') expect(ours?.presentSeconds).toBeNull();
    else expect(fields.get('Present Countdown')).toBe(`${ours?.presentSeconds?.toFixed(1)} sec`);
  });
});

// ipmitool prints the whole byte behind each word, flags and all.
test('a running watchdog', async () => {
  await using server = await startBmc();
  server.configuration.watchdog = {
    ...{ use: 'os-load', running: true, logs: false, action: 'power-cycle', preTimeoutInterrupt: 'nmi' },
    ...{ preTimeoutSeconds: 10, expired: ['bios-post'], initialSeconds: 300, presentSeconds: 12.5 },
  };
  const target = { host: server.host, port: server.port, cipherSuite: 17 } as const;
  await using bmc = bmcFor(target);
  expect(await readWatchdog(bmc)).toEqual(server.configuration.watchdog);
  expect(Object.fromEntries(fieldsOf(await printed(target, 'mc', 'watchdog', 'get')))).toMatchObject({
    'Watchdog Timer Use': 'OS Load (0xc3)',
    'Watchdog Timer Is': 'Started/Running',
    'Watchdog Timer Logging': 'Off',
    'Watchdog Timer Action': 'Power Cycle (0x23)',
    'Pre-timeout interrupt': 'NMI/Diagnostic',
    'Pre-timeout interval': '10 seconds',
    'Timer Expiration Flags': '(0x04)',
    'Initial Countdown': '300.0 sec',
    'Present Countdown': '12.5 sec',
  });
});
