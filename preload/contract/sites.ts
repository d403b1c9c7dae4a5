/** Sites, devices, the vault, and "test connection". */
import type { Failure } from './basics.ts';

export type Product = 'sps' | 'u-series' | 'remote-support' | 'imprivata';

export interface BmcEndpoint {
  /** `host` or `host:port`; the port defaults to 623. */
  address: string;
  user: string;
  cipherSuite: 17 | 3;
  /** Suite 3 (HMAC-SHA1) is used only when somebody agreed to it for this very device. */
  suite3Consent: { by: string; at: string } | null;
}
export interface WebEndpoint {
  /** https://host[:port] */
  url: string;
  user: string;
  /** SHA-256 fingerprint of the pinned certificate (colon-separated hex), or null while nothing is pinned. */
  pin: string | null;
}
/** The management controller of a Dell server: racadm over SSH and Redfish over HTTPS, one login for both. */
export interface IdracEndpoint {
  /** `host` or `host:port` of its web server; the port defaults to 443. */
  address: string;
  sshPort: number;
  user: string;
  /** SHA-256 fingerprint of the pinned certificate (colon-separated hex), or null while nothing is pinned. */
  tlsPin: string | null;
  /** Fingerprint of the pinned SSH host key (`SHA256:…`), or null. */
  sshPin: string | null;
  /** Weak SSH algorithms of old iDRACs are used only when somebody agreed to it for this very device. */
  legacySsh: { by: string; at: string } | null;
}
/** A host that is logged in to over SSH, such as one of an external indexer. */
export interface SshEndpoint {
  /** `host` or `host:port`; the port defaults to 22. */
  address: string;
  user: string;
  /** Fingerprint of the pinned host key (`SHA256:…`), or null. */
  pin: string | null;
}
export interface Device {
  /** Stable slug, unique within the site. */
  id: string;
  name: string;
  product: Product;
  model: string;
  /** Chassis serial or service tag: the identity. Null until it was read or entered. */
  serial: string | null;
  /** Lowest rack unit and height, for the picture. */
  rackUnit: number;
  heightUnits: number;
  bmc: BmcEndpoint | null;
  web: WebEndpoint | null;
  idrac: IdracEndpoint | null;
  /** Absent where nobody logs in. */
  ssh?: SshEndpoint | null | undefined;
}
/** What of a device can be logged in to. */
export type EndpointKind = 'bmc' | 'web' | 'idrac' | 'ssh';
export interface Site {
  id: string;
  name: string;
  notes: string;
  devices: Device[];
  /** Set while this site is the simulated rack: `scale` simulated seconds pass in one real second. */
  practice: { scale: number; control: string } | null;
}

export interface SecretState {
  deviceId: string;
  endpoint: EndpointKind;
  stored: boolean;
}
export interface VaultState {
  state: 'absent' | 'locked' | 'open';
  secrets: SecretState[];
  keyStore: KeyStoreView;
}
/** Key stores of operating systems that keep a key for this user: DPAPI, macOS Keychain, libsecret, KWallet. */
export type KeyStoreName = 'dpapi' | 'keychain' | 'libsecret' | 'kwallet';
export interface KeyStoreView {
  available: boolean;
  name: KeyStoreName | null;
  /** Why there is none: this shell reaches none, or the one of this system protects nothing. */
  reason: 'shell' | 'unprotected' | null;
  /** It can open this vault. */
  enrolled: boolean;
}
export interface VaultChange {
  state: VaultState['state'];
  /** Who locked or opened it; `change` where only what belongs to it is different. */
  why: 'person' | 'idle' | 'sleep' | 'screen-lock' | 'quit' | 'change';
}

/** One line of "test connection": what was tried, what came back, what to try next. */
export interface ConnectionCheck {
  id: 'bmc.ping' | 'bmc.session' | 'bmc.identity' | 'bmc.power' | 'web.tls' | 'web.info' | 'web.login';
  ok: boolean;
  /** What was read, e.g. a serial, a firmware revision or a fingerprint. */
  value: string | null;
  error: Failure | null;
}
export interface ConnectionReport {
  deviceId: string;
  at: string;
  checks: ConnectionCheck[];
  /** Serial read from the BMC, offered for binding when the device has none or another. */
  serial: string | null;
  /** Fingerprint seen on TLS, offered for pinning. */
  fingerprint: string | null;
}
