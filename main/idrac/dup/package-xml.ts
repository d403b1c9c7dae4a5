import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { DupError } from './error.ts';
import { xmlText } from './xml-text.ts';

/** A PCI device that a component is for; four hexadecimal digits each, upper case. */
export interface PciId {
  vendor: string;
  device: string;
  subVendor: string;
  subDevice: string;
}
/** One thing that is updated, as the machine's firmware inventory names it. */
export interface Component {
  /** Decimal, without leading zeros; `SoftwareId` of the inventory. */
  id: string;
  name: string;
  pci: PciId[];
}
/** One model that the package is for. */
export interface SupportedSystem {
  /** Four hexadecimal digits, upper case. */
  systemId: string;
  /** `PowerEdge R640`. */
  name: string;
  /** Versions that must be installed before, one for each dependency. */
  minimumVersions: string[];
}
export type ComponentType = 'BIOS' | 'FRMW' | 'APAC' | 'DRVR' | 'SBDL';

/** What a package says of itself. Nothing of it is proven before its signature is. */
export interface PackageFacts {
  name: string;
  description: string;
  /** The version that is compared. */
  vendorVersion: string;
  /** `A00` and so on; for people. */
  dellVersion: string | null;
  releaseId: string;
  packageId: string | null;
  /** `LW64` for 64-bit Windows, the only kind that iDRAC takes; LWXP 32-bit Windows, LLXP Linux. */
  packageType: string | null;
  /** As written. */
  date: string | null;
  /** 1 recommended, 2 urgent, 3 optional; with Dell's own sentence. */
  criticality: { value: number | null; text: string };
  componentType: ComponentType;
  /** `iDRAC with Lifecycle Controller`, `BIOS` and so on. */
  category: string;
  rebootRequired: boolean;
  /** Mains must be taken away after it. */
  powerCycleRequired: boolean;
  impactsTpm: boolean;
  components: Component[];
  systems: SupportedSystem[];
}

type Node = Readonly<Record<string, unknown>>;

/**
 * Facts of a `package.xml` (root `SoftwareComponent`; idrac.md §3.3). Unknown elements are ignored. A document type is
 * refused and entities are not expanded. DupError `xml` names the element that is missing or makes no sense.
 */
export function parsePackageXml(file: string, bytes: Buffer): PackageFacts {
  const root = rootOf(file, bytes);
  const attribute = (name: string): string => {
    const value = textOf(root[`@${name}`]);
    if (value === '') throw bad(file, `SoftwareComponent/@${name} is missing`);
    return value;
  };
  const name = displayOf(root.Name);
  if (name === '') throw bad(file, 'Name/Display is missing');
  const type = attributeOf(root.ComponentType, 'value').toUpperCase();
  const componentType = TYPES.find((known) => known === type);
  if (!componentType)
    throw bad(file, type === '' ? 'ComponentType/@value is missing' : `ComponentType is ${type.slice(0, 20)}`);
  const devices = childrenOf(first(root.SupportedDevices), 'Device');
  return {
    name,
    description: displayOf(root.Description),
    vendorVersion: attribute('vendorVersion'),
    dellVersion: textOf(root['@dellVersion']) || null,
    releaseId: attribute('releaseID'),
    packageId: textOf(root['@packageID']) || null,
    packageType: textOf(root['@packageType']).toUpperCase() || null,
    date: textOf(root['@dateTime']) || textOf(root['@releaseDate']) || null,
    criticality: {
      value: /^\d$/.test(attributeOf(root.Criticality, 'value'))
        ? Number(attributeOf(root.Criticality, 'value'))
        : null,
      text: displayOf(root.Criticality),
    },
    componentType,
    category: displayOf(root.LUCategory) || displayOf(root.Category),
    rebootRequired: flag(file, 'rebootRequired', root['@rebootRequired']),
    powerCycleRequired: flag(file, 'containerPowerCycleRequired', root['@containerPowerCycleRequired']),
    impactsTpm: devices
      .flatMap((device) => childrenOf(device, 'RollbackInformation'))
      .some((rollback) => flag(file, 'impactsTPMmeasurements', rollback['@impactsTPMmeasurements'])),
    components: devices.map((device) => componentOf(file, device)),
    systems: childrenOf(first(root.SupportedSystems), 'Brand').flatMap((brand) => systemsOf(file, brand)),
  };
}

const TYPES: readonly ComponentType[] = ['BIOS', 'FRMW', 'APAC', 'DRVR', 'SBDL'];
const DEEPEST = 32;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  ignoreDeclaration: true,
  trimValues: true,
  maxNestedTags: DEEPEST,
});

function rootOf(file: string, bytes: Buffer): Node {
  const text = xmlText(bytes);
  if (text === null) throw bad(file, 'it is neither UTF-8 nor UTF-16');
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw bad(file, 'it brings a document type of its own');
  let document: unknown;
  try {
    if (XMLValidator.validate(text) !== true) throw new Error('not well-formed');
    document = parser.parse(text);
  } catch (error) {
    throw new DupError('xml', file, 'its package.xml is not well-formed', undefined, error);
  }
  const root = nodeOf((document as Node).SoftwareComponent);
  if (!root) throw bad(file, 'the root is not a SoftwareComponent');
  return root;
}

function componentOf(file: string, device: Node): Component {
  const id = textOf(device['@componentID']);
  if (!/^\d{1,10}$/.test(id)) throw bad(file, 'SupportedDevices/Device/@componentID is missing or no number');
  const pci = childrenOf(device, 'PCIInfo').map((info) => ({
    vendor: hex(info['@vendorID']),
    device: hex(info['@deviceID']),
    subVendor: hex(info['@subVendorID']),
    subDevice: hex(info['@subDeviceID']),
  }));
  return { id: String(Number(id)), name: displayOf(device), pci };
}

function systemsOf(file: string, brand: Node): SupportedSystem[] {
  const make = displayOf(brand) || textOf(brand['@prefix']);
  return childrenOf(brand, 'Model').map((model) => {
    const systemId = hex(model['@systemID']);
    if (!/^[0-9A-F]{4}$/.test(systemId)) {
      throw bad(file, 'SupportedSystems/Brand/Model/@systemID is missing or not of four hexadecimal digits');
    }
    const minimumVersions = childrenOf(model, 'Dependency')
      .map((dependency) => textOf(dependency['@version']))
      .filter((version) => version !== '');
    return { systemId, name: `${make} ${displayOf(model)}`.trim(), minimumVersions };
  });
}

const hex = (value: unknown): string => {
  const text = textOf(value).toUpperCase();
  return text === '' ? '' : text.padStart(4, '0');
};

/** Absent is false; anything but true, false, 1, 0 is an error, because "false" would be a guess that costs a reboot. */
function flag(file: string, name: string, value: unknown): boolean {
  const text = textOf(value).toLowerCase();
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0' || text === '') return false;
  throw bad(file, `@${name} is neither true nor false`);
}

/** The English `Display`, else the first one. */
function displayOf(parent: unknown): string {
  const shown = childrenOf(first(parent), 'Display', true);
  const english = shown.find((node) => textOf(node['@lang']).toLowerCase().startsWith('en')) ?? shown[0];
  return english ? plain(english['#text']) : '';
}

const attributeOf = (parent: unknown, name: string): string => textOf(first(parent)?.[`@${name}`]);

/** Elements of that name; with `texts`, those that hold nothing but text too. */
function childrenOf(parent: Node | null, name: string, texts = false): Node[] {
  const value = parent && Object.hasOwn(parent, name) ? parent[name] : undefined;
  return (Array.isArray(value) ? value : [value]).flatMap((child: unknown) => {
    const node = nodeOf(child);
    if (node) return [node];
    return texts && typeof child === 'string' ? [{ '#text': child }] : [];
  });
}

const first = (value: unknown): Node | null => nodeOf(Array.isArray(value) ? value[0] : value);
const nodeOf = (value: unknown): Node | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : null;
const textOf = (value: unknown): string => (typeof value === 'string' ? plain(value) : '');

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The five entities every XML has, and no others; control characters out, since this is printed on terminals. */
function plain(value: unknown): string {
  if (typeof value !== 'string') return '';
  return (
    value
      .replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => PREDEFINED[name] ?? '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')
      .trim()
  );
}

const bad = (file: string, what: string) => new DupError('xml', file, `package.xml: ${what}`);
