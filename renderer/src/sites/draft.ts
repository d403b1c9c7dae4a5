import type { Device, Product } from '../../../preload/contract.ts';

export const products: Product[] = ['sps', 'u-series', 'remote-support', 'imprivata'];

/** The device form as it is typed. */
export interface Draft {
  id: string | null;
  name: string;
  product: Product;
  model: string;
  serial: string;
  rackUnit: string;
  heightUnits: string;
  bmcAddress: string;
  bmcUser: string;
  suite: '17' | '3';
  consent: boolean;
  webUrl: string;
  webUser: string;
  idracAddress: string;
  idracSshPort: string;
  idracUser: string;
  idracTlsPin: string | null;
  idracSshPin: string | null;
  legacySsh: boolean;
  sshAddress: string;
  sshUser: string;
  sshPin: string | null;
}
export type Problem = 'required' | 'unit' | 'height' | 'address' | 'url' | 'consent' | 'operator' | 'port';
export type Problems = Partial<Record<keyof Draft, Problem>>;

export function draftOf(device: Device | null): Draft {
  return {
    id: device?.id ?? null,
    name: device?.name ?? '',
    product: device?.product ?? 'sps',
    model: device?.model ?? '',
    serial: device?.serial ?? '',
    rackUnit: String(device?.rackUnit ?? 1),
    heightUnits: String(device?.heightUnits ?? 1),
    bmcAddress: device?.bmc?.address ?? '',
    bmcUser: device?.bmc?.user ?? '',
    suite: device?.bmc?.cipherSuite === 3 ? '3' : '17',
    consent: !!device?.bmc?.suite3Consent,
    webUrl: device?.web?.url ?? '',
    webUser: device?.web?.user ?? '',
    idracAddress: device?.idrac?.address ?? '',
    idracSshPort: String(device?.idrac?.sshPort ?? 22),
    idracUser: device?.idrac?.user ?? 'root',
    idracTlsPin: device?.idrac?.tlsPin ?? null,
    idracSshPin: device?.idrac?.sshPin ?? null,
    legacySsh: !!device?.idrac?.legacySsh,
    sshAddress: device?.ssh?.address ?? '',
    sshUser: device?.ssh?.user ?? 'root',
    sshPin: device?.ssh?.pin ?? null,
  };
}

/** Letters, digits and hyphens; a number is appended until nobody else has it. */
export function slug(name: string, taken: readonly string[]): string {
  const base =
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'device';
  let id = base;
  for (let n = 2; taken.includes(id); n++) id = `${base}-${n}`;
  return id;
}

const whole = (text: string, max: number) => {
  const n = Number(text);
  return /^\d+$/.test(text.trim()) && n >= 1 && n <= max ? n : null;
};
const isAddress = (text: string) => /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?$/.test(text);
const isHttps = (text: string) => URL.canParse(text) && new URL(text).protocol === 'https:';

/** What is wrong with the form, field by field; empty when it can be saved. */
export function problemsOf(draft: Draft, operator: string): Problems {
  const out: Problems = {};
  if (draft.name.trim() === '') out.name = 'required';
  if (whole(draft.rackUnit, 60) === null) out.rackUnit = 'unit';
  if (whole(draft.heightUnits, 20) === null) out.heightUnits = 'height';
  if (draft.bmcAddress.trim() !== '') {
    if (!isAddress(draft.bmcAddress.trim())) out.bmcAddress = 'address';
    if (draft.bmcUser.trim() === '') out.bmcUser = 'required';
    if (draft.suite === '3' && !draft.consent) out.consent = 'consent';
    else if (draft.suite === '3' && operator.trim() === '') out.consent = 'operator';
  }
  if (draft.webUrl.trim() !== '' && !isHttps(draft.webUrl.trim())) out.webUrl = 'url';
  if (draft.idracAddress.trim() !== '') {
    if (!isAddress(draft.idracAddress.trim())) out.idracAddress = 'address';
    if (whole(draft.idracSshPort, 65_535) === null) out.idracSshPort = 'port';
    if (draft.idracUser.trim() === '') out.idracUser = 'required';
    if (draft.legacySsh && operator.trim() === '') out.legacySsh = 'operator';
  }
  if (draft.sshAddress.trim() !== '') {
    if (!isAddress(draft.sshAddress.trim())) out.sshAddress = 'address';
    if (draft.sshUser.trim() === '') out.sshUser = 'required';
  }
  return out;
}

/** A host key belongs to the address it was read from. Nothing at all where a device never had SSH. */
function sshOf(draft: Draft, before: Device['ssh']): Pick<Device, 'ssh'> {
  const address = draft.sshAddress.trim();
  if (address === '') return before === undefined ? {} : { ssh: null };
  return { ssh: { address, user: draft.sshUser.trim(), pin: before?.address === address ? draft.sshPin : null } };
}

/** A certificate belongs to the address it was read from, a host key to address and SSH port: elsewhere both are dropped. */
function idracOf(draft: Draft, before: Device['idrac'], by: string, at: string): Device['idrac'] {
  const address = draft.idracAddress.trim();
  const sshPort = Number(draft.idracSshPort);
  if (address === '') return null;
  const sameHost = before?.address === address;
  return {
    address,
    sshPort,
    user: draft.idracUser.trim(),
    tlsPin: sameHost ? draft.idracTlsPin : null,
    sshPin: sameHost && before.sshPort === sshPort ? draft.idracSshPin : null,
    legacySsh: draft.legacySsh ? (before?.legacySsh ?? { by, at }) : null,
  };
}

/**
 * The device to save. Consents keep their first author and time; the pin is dropped when the web address changes, because
 * a fingerprint belongs to the host it was read from.
 */
export function deviceOf(
  draft: Draft,
  before: Device | null,
  taken: readonly string[],
  by: string,
  at: string,
): Device {
  const text = (s: string) => s.trim();
  const weak = draft.suite === '3';
  const url = text(draft.webUrl);
  return {
    id: before?.id ?? slug(draft.name, taken),
    name: text(draft.name),
    product: draft.product,
    model: text(draft.model),
    serial: text(draft.serial) || null,
    rackUnit: Number(draft.rackUnit),
    heightUnits: Number(draft.heightUnits),
    bmc:
      text(draft.bmcAddress) === ''
        ? null
        : {
            address: text(draft.bmcAddress),
            user: text(draft.bmcUser),
            cipherSuite: weak ? 3 : 17,
            suite3Consent: weak ? (before?.bmc?.suite3Consent ?? { by, at }) : null,
          },
    web: url === '' ? null : { url, user: text(draft.webUser), pin: before?.web?.url === url ? before.web.pin : null },
    idrac: idracOf(draft, before?.idrac ?? null, by, at),
    ...sshOf(draft, before?.ssh),
  };
}
