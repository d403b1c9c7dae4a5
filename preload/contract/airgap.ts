/** Round trips across the air gap: request out, bundle in. Never a download key, never a passphrase. */
import type { Failure, Reading, Text } from './basics.ts';

/** F.6 of the procedures reference. `round` may begin again with `idle` after `closed`. */
export type TripState =
  | 'idle'
  | 'clock-checked'
  | 'key-generated'
  | 'key-exported'
  | 'key-submitted'
  | 'list-recorded'
  | 'downloaded'
  | 'downloaded-twice'
  | 'window-confirmed'
  | 'imported'
  | 'verified'
  | 'base-installed'
  | 'backed-up'
  | 'product-installed'
  | 'client-wait'
  | 'closed';

/** Where Rackhand stands: at the rack inside the gap, or on the connected side. */
export type TripSide = 'rack' | 'connected';

/** One comparison of the appliance's clock (or of this computer's) with another one. */
export interface ClockReading {
  source: 'http-date' | 'sntp';
  address: string;
  /** What its clock is ahead of this computer's, in seconds. */
  offsetS: number;
  /** Half of the round trip plus the resolution of the source: the offset is not known better. */
  uncertaintyS: number;
  at: string;
}
export interface ClockVerdict {
  appliance: Reading<ClockReading>;
  reference: Reading<ClockReading>;
  /** Of the appliance against the reference, or against this computer where there is none; null when not read. */
  skewS: number | null;
  /** Small enough that the vendor takes a key made now. */
  ok: boolean;
}

export type PackageKind = 'base' | 'product' | 'firmware' | 'hotfix' | 'rpm' | 'licence' | 'other';
/** A package as the vendor's list names it. */
export interface OfferedPackage {
  name: string;
  version: string | null;
  kind: PackageKind;
  /** Names of packages that have to be installed before. */
  dependsOn: string[];
  sizeBytes: number | null;
  /** Checksum that the vendor states, with its name; null where there is none. */
  vendorSha256: string | null;
  /** Where it is downloaded; null when a person does it in the browser. */
  url: string | null;
}
export type ScanResult =
  | { verdict: 'clean' | 'found'; engine: string; at: string; detail: string }
  | { verdict: 'not-scanned' | 'error'; engine: string | null; at: string; detail: string };
export interface PackageState extends OfferedPackage {
  /** Place in the order of installation, from 1. */
  order: number;
  sha256: string | null;
  /** Whole and checked copies by place: `store` (this computer) or the id of a medium. */
  copies: { place: string; at: string; how: ReadBack }[];
  scan: ScanResult | null;
  installed: { at: string; result: 'done' | 'failed' } | null;
}
/** How something was read back: only `direct`, `dropped` and `remounted` say anything about the medium. */
export type ReadBack = 'direct' | 'dropped' | 'remounted' | 'cached';

/** A change of custody: who had it from when, as a signed statement. */
export interface Hop {
  n: number;
  person: string;
  role: 'admin' | 'courier' | 'technician' | 'other';
  from: string;
  to: string;
  at: string;
  medium: string | null;
  seal: string | null;
  note: string;
  /** Fingerprint of the key that signed it; null until it is signed. */
  signedBy: string | null;
}

export interface TripView {
  id: string;
  /** Of this device, from 1. */
  round: number;
  side: TripSide;
  state: TripState;
  siteId: string;
  deviceId: string;
  product: string;
  serial: string;
  host: string;
  baseVersion: string | null;
  productVersion: string | null;
  clock: ClockVerdict | null;
  /** The download key: what identifies it, never itself. */
  key: { masked: string; sha256: string; at: string; stored: boolean } | null;
  request: { id: string; at: string; signedBy: string } | null;
  offered: OfferedPackage[] | null;
  packages: PackageState[];
  bundle: BundleRef | null;
  window: { at: string; reference: string } | null;
  custody: Hop[];
  history: { state: TripState; at: string; author: string }[];
  /** What may come next, and why the rest may not. */
  next: { to: TripState; allowed: boolean; why: Text | null }[];
}
export interface BundleRef {
  id: string;
  sequence: number;
  tagmanifestSha256: string;
  signedBy: string;
  /** Media that hold it: the newest look at each. */
  media: {
    id: string;
    label: string | null;
    serial: string | null;
    role: 'primary' | 'reserve';
    verifiedAt: string | null;
    how: ReadBack | null;
  }[];
}

/** A request as its QR code, its typed twin and its file carry it. */
export interface RequestView {
  id: string;
  tripId: string;
  /** Of this device, from 1. */
  round: number;
  product: string;
  serial: string;
  host: string;
  baseVersion: string | null;
  productVersion: string | null;
  skewS: number | null;
  madeAt: string;
  /** Fingerprint of the key that signed it, and whether this computer trusts that key. */
  signedBy: string;
  trusted: boolean;
  /** False: the download key lies in it in clear, and everybody who sees the code has it. */
  keySealed: boolean;
  /** Both empty while the key cannot be opened here. */
  keyMasked: string;
  keySha256: string;
}
export interface RequestCarriers {
  request: RequestView;
  /** One text for a static QR code, or the frames of an animated one (UR). */
  frames: string[];
  /** Crockford base32 in groups with check characters, for typing. */
  typed: string[];
  file: { filename: string; text: string };
}

export interface DriveView {
  /** Stable while it is plugged: path of the volume. */
  path: string;
  /** Mounted at; null while it is not. */
  mount: string | null;
  model: string | null;
  serial: string | null;
  label: string | null;
  fileSystem: string | null;
  uuid: string | null;
  sizeBytes: number | null;
  freeBytes: number | null;
  readOnly: boolean;
  /** Identity that Rackhand wrote on it (MEDIA-ID.json). */
  mediumId: string | null;
  /** Why it is no place to write to; null when it is one. */
  unfit: Text | null;
}
export interface CopyProgress {
  tripId: string | null;
  path: string;
  file: string;
  phase: 'writing' | 'reading-back';
  /** Durable bytes, of the whole job. */
  doneBytes: number;
  totalBytes: number;
  bytesPerS: number | null;
  remainingS: number | null;
}
/** What is wrong with a bundle, by name; an empty list of problems means good. */
export interface BundleProblem {
  code:
    | 'no-bundle'
    | 'unsigned'
    | 'unknown-key'
    | 'revoked-key'
    | 'bad-signature'
    | 'tag-changed'
    | 'missing-file'
    | 'extra-file'
    | 'changed-file'
    | 'older-bundle'
    | 'replayed-bundle'
    | 'other-serial'
    | 'other-request'
    | 'expired'
    | 'other-medium'
    | 'wrong-size'
    | 'mixed-bundle'
    | 'custody-broken'
    | 'unreadable'
    | 'hostile-name';
  file: string | null;
  detail: string;
}
export interface BundleView {
  id: string;
  path: string;
  sequence: number | null;
  product: string | null;
  serial: string | null;
  signedBy: string | null;
  sealedAt: string | null;
  packages: {
    name: string;
    version: string | null;
    kind: PackageKind;
    order: number;
    sizeBytes: number;
    sha256: string;
    dependsOn: string[];
  }[];
  custody: Hop[];
  problems: BundleProblem[];
  how: ReadBack | null;
}
export interface TrustedKey {
  fingerprint: string;
  name: string;
  own: boolean;
  since: string;
  revoked: { at: string; reason: string } | null;
  /** As minisign and OpenSSH print it, for the sheet that a person compares. */
  minisign: string;
  openssh: string;
}
export interface IntakeView {
  /** Watched folder, or null. */
  folder: string | null;
  arrived: {
    file: string;
    sizeBytes: number;
    sha256: string | null;
    package: string | null;
    failure: Failure | null;
  }[];
}

/** What is wrong with one line of a typed request. */
export interface TypedFault {
  /** From 1. */
  line: number;
  problem: 'character' | 'short' | 'long' | 'check' | 'missing' | 'surplus';
  /** The group to look at first, from 1, as far as it can be told. */
  group: number | null;
  /** The number of the line that this one seems to be. */
  belongsTo: number | null;
}
/** How a request arrives on the connected side. */
export type RequestCarrier =
  | { kind: 'typed'; lines: string[] }
  | { kind: 'frames'; frames: string[] }
  | { kind: 'file'; path: string };

export interface AirgapCommands {
  'trips.list': { args: []; result: TripView[] };
  'trips.get': { args: [tripId: string]; result: TripView };
  /** A new round on the rack side; the key of a former one is spent. */
  'trips.start': { args: [siteId: string, deviceId: string]; result: TripView };
  /** Compares the appliance's clock with a time server (host[:port]) or, without one, with this computer's. */
  'trips.clock': { args: [tripId: string, reference: string | null]; result: TripView };
  'trips.versions': { args: [tripId: string, base: string | null, product: string | null]; result: TripView };
  /** The appliance download key, into the vault. */
  'trips.key': { args: [tripId: string, downloadKey: string]; result: TripView };
  /** Makes and signs the request, and gives all its carriers. */
  'trips.request': { args: [tripId: string]; result: RequestCarriers };
  /** Every line of a typed request that cannot be right, while it is typed. */
  'trips.checkTyped': { args: [lines: string[]]; result: TypedFault[] };
  /** Connected side: a request has come in; begins the round here. */
  'trips.receive': { args: [carrier: RequestCarrier]; result: TripView };
  /** The download key of the request, for one look; journalled. */
  'trips.revealKey': { args: [tripId: string]; result: { key: string } };
  'trips.submitted': { args: [tripId: string]; result: TripView };
  /** What a pasted list of the vendor's page says; nothing is recorded. */
  'trips.readList': { args: [text: string]; result: OfferedPackage[] };
  'trips.offer': { args: [tripId: string, packages: OfferedPackage[]]; result: TripView };
  /** Watches a download folder for the packages of the round; null stops. `trips.intake` events follow. */
  'trips.watch': { args: [tripId: string, folder: string | null]; result: IntakeView };
  /** Takes one file into the store. */
  'trips.take': { args: [tripId: string, name: string, file: string]; result: TripView };
  'trips.download': { args: [tripId: string, name: string]; result: TripView };
  /** The second copy of everything, in another place than the store. */
  'trips.second': { args: [tripId: string, folder: string]; result: TripView };
  'trips.window': { args: [tripId: string, at: string, reference: string]; result: TripView };
  /** Seals the bundle onto a medium that is named by its model and serial; progress follows. */
  'trips.seal': {
    args: [
      tripId: string,
      medium: { path: string; model: string | null; serial: string | null },
      role: 'primary' | 'reserve',
      person: string,
    ];
    result: TripView;
  };
  /** Rack side: takes a bundle in. With problems it is refused, and they are named. */
  'trips.import': { args: [tripId: string, path: string]; result: TripView };
  'trips.installed': { args: [tripId: string, name: string, result: 'done' | 'failed']; result: TripView };
  'trips.backup': { args: [tripId: string]; result: TripView };
  'trips.clientWait': { args: [tripId: string]; result: TripView };
  'trips.close': { args: [tripId: string]; result: TripView };
  'trips.hop': {
    args: [tripId: string, hop: Pick<Hop, 'person' | 'role' | 'from' | 'to' | 'medium' | 'seal' | 'note'>];
    result: TripView;
  };
  'trips.cancel': { args: [tripId: string]; result: null };

  'media.list': { args: []; result: DriveView[] };
  /** Everything on the medium, read back from it with the cache bypassed. */
  'media.verify': { args: [path: string]; result: BundleView };
  'media.eject': { args: [path: string]; result: { gone: boolean } };
  /** Overwrites and removes the requests on it; what was done is recorded. */
  'media.wipe': { args: [path: string, tripId: string | null]; result: { wiped: string[] } };

  'keyring.list': { args: []; result: TrustedKey[] };
  /** `age1…` of this computer, from the open vault: what is encrypted to it is opened here and nowhere else. */
  'keyring.recipient': { args: []; result: { recipient: string } };
  /** A minisign or OpenSSH public key; the fingerprint has to be compared by a person. */
  'keyring.trust': { args: [key: string, name: string]; result: TrustedKey[] };
  'keyring.revoke': { args: [fingerprint: string, reason: string]; result: TrustedKey[] };
  /** A new own key, vouched for by the old one. */
  'keyring.rotate': { args: []; result: TrustedKey[] };
}
export interface AirgapEvents {
  'trips.changed': TripView;
  'trips.progress': CopyProgress;
  'trips.intake': IntakeView & { tripId: string };
}
