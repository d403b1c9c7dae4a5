import * as z from 'zod';
import type { BmcEndpoint, Device, IdracEndpoint, Site, SshEndpoint, WebEndpoint } from '../../preload/contract.ts';
import { normaliseBmc } from './bmc.ts';

export const product = z.enum(['sps', 'u-series', 'remote-support', 'imprivata']);

/** Lower-case slug: what ids of sites and devices look like. They are part of vault ids and file names. */
export const SLUG = /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/;

const id = z.string().regex(SLUG, 'must be lower-case letters, digits and hyphens');
/** One line, no control characters, nothing that turns the direction of text around. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `must not be longer than ${max} characters`)
    .regex(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u, 'must be one line of plain text');
const filled = (max: number) => text(max).min(1, 'must not be empty');
/** Several lines. */
const prose = z
  .string()
  .max(20_000, 'must not be longer than 20000 characters')
  .regex(/^([^\p{Cc}\p{Cs}]|[\n\r\t])*$/u, 'must be plain text');

const bmcAddress = z.string().transform((address, context) => {
  try {
    normaliseBmc(address);
    return address.trim();
  } catch {
    context.addIssue({ code: 'custom', message: 'must be host, host:port or [IPv6]:port' });
    return z.NEVER;
  }
});

const webUrl = z.string().transform((written, context) => {
  const url = URL.canParse(written) ? new URL(written) : null;
  const plain = url?.protocol === 'https:' && !url.username && !url.password && !url.search && !url.hash;
  if (!url || !plain || url.pathname !== '/') {
    context.addIssue({ code: 'custom', message: 'must be https://host or https://host:port and nothing more' });
    return z.NEVER;
  }
  return url.origin;
});

/** SHA-256, colon-separated. Case is a matter of the tool that printed it. */
const pin = z
  .string()
  .regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){31}$/i, 'must be a SHA-256 fingerprint, 32 bytes in hex with colons')
  .transform((hex) => hex.toUpperCase());

/** Who agreed to something weak, and when; null for nobody. */
const consent = z
  .strictObject({ by: filled(200), at: z.iso.datetime() })
  .nullable()
  .default(null);

/** `host`, `host:port` or `[IPv6]:port`; the port defaults to 443. */
const webAddress = z.string().transform((written, context) => {
  const url = URL.canParse(`https://${written}`) ? new URL(`https://${written}`) : null;
  if (url && url.pathname === '/' && !url.username && !url.search && !url.hash) return url.host;
  context.addIssue({ code: 'custom', message: 'must be host, host:port or [IPv6]:port' });
  return z.NEVER;
});

export const bmcSchema: z.ZodType<BmcEndpoint> = z.strictObject({
  address: bmcAddress,
  /** Empty is the anonymous user of IPMI. */
  user: text(64),
  cipherSuite: z.literal([17, 3]).default(17),
  suite3Consent: consent,
});

export const webSchema: z.ZodType<WebEndpoint> = z.strictObject({
  url: webUrl,
  user: text(200),
  pin: pin.nullable().default(null),
});

const sshPin = z
  .string()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'must be a SHA-256 fingerprint as OpenSSH prints it')
  .nullable()
  .default(null);

export const idracSchema: z.ZodType<IdracEndpoint> = z.strictObject({
  address: webAddress,
  sshPort: z.int().min(1).max(65_535).default(22),
  user: filled(64),
  tlsPin: pin.nullable().default(null),
  sshPin,
  legacySsh: consent,
});

/** `host`, `host:port` or `[IPv6]:port`; the port defaults to 22. */
const sshAddress = z.string().transform((written, context) => {
  const url = URL.canParse(`ssh://${written}`) ? new URL(`ssh://${written}`) : null;
  if (url && url.host !== '' && url.pathname === '' && !url.username && !url.search && !url.hash) return url.host;
  context.addIssue({ code: 'custom', message: 'must be host, host:port or [IPv6]:port' });
  return z.NEVER;
});
export const sshSchema: z.ZodType<SshEndpoint> = z.strictObject({
  address: sshAddress,
  // It stands on a command line when somebody else than root logs in.
  user: filled(64).regex(/^[A-Za-z_][\w.-]*$/, 'must be a user name'),
  pin: sshPin,
});

export const deviceSchema: z.ZodType<Device> = z.strictObject({
  id,
  name: filled(100),
  product,
  model: text(100).default(''),
  serial: filled(100).nullable().default(null),
  rackUnit: z.int().min(1).max(100).default(1),
  heightUnits: z.int().min(1).max(50).default(1),
  bmc: bmcSchema.nullable().default(null),
  web: webSchema.nullable().default(null),
  idrac: idracSchema.nullable().default(null),
  ssh: sshSchema.nullable().optional(),
});

/** 200 devices are four full racks of appliances; more is a mistake or an attack. */
const MAX_DEVICES = 200;

export const siteSchema: z.ZodType<Site> = z
  .strictObject({
    id,
    name: filled(100),
    notes: prose.default(''),
    devices: z.array(deviceSchema).max(MAX_DEVICES).default([]),
    practice: z
      .strictObject({ scale: z.number().positive(), control: z.string().max(500) })
      .nullable()
      .default(null),
  })
  .superRefine((site, context) => {
    for (const { index, key, message } of clashes(site.devices)) {
      context.addIssue({ code: 'custom', path: ['devices', index, ...key], message });
    }
  });

interface Clash {
  /** The later of the two devices. */
  index: number;
  key: string[];
  message: string;
}

/** Whatever two devices of one site must not share: id, name, serial number, BMC address. */
export function* clashes(devices: readonly Device[]): Generator<Clash> {
  const identities: { key: string[]; word: string; of: (device: Device) => string | null }[] = [
    { key: ['id'], word: 'id', of: (device) => device.id },
    { key: ['name'], word: 'name', of: (device) => device.name.toLowerCase() },
    { key: ['serial'], word: 'serial number', of: (device) => device.serial?.toLowerCase() ?? null },
    {
      key: ['bmc', 'address'],
      word: 'BMC address',
      of: (device) => (device.bmc ? normaliseBmc(device.bmc.address) : null),
    },
  ];
  for (const { key, word, of } of identities) {
    const seen = new Map<string, Device>();
    for (const [index, device] of devices.entries()) {
      const value = of(device);
      if (value === null) continue;
      const other = seen.get(value);
      if (other) yield { index, key, message: `is the ${word} of ${other.name} already` };
      else seen.set(value, device);
    }
  }
}

/** An id out of a name: `Müller & Söhne, Rack 4` becomes `mueller-soehne-rack-4`. `taken` ids get a number. */
export function slugOf(name: string, taken: Iterable<string> = []): string {
  const plain = name
    .toLowerCase()
    .replace(/[äöü]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[letter] ?? letter)
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 56)
    .replace(/^-|-$/g, '');
  const used = new Set(taken);
  const base = plain || 'site';
  let slug = base;
  for (let n = 2; used.has(slug); n += 1) slug = `${base}-${n}`;
  return slug;
}
