/** The management controller of a Dell server as the application sees it, whatever it is reached by. */

/** What came of a command that changes something; as in main/ipmi/bmc.ts, with the error type of the transport. */
export type Sent =
  | { kind: 'accepted' }
  | { kind: 'rejected'; error: Error }
  | { kind: 'lost'; reason: string }
  | { kind: 'not-sent'; error: Error };

export type PowerVerb = 'on' | 'off' | 'soft' | 'cycle' | 'reset' | 'diag';

/** Who answers. What it does not tell is null. */
export interface IdracInfo {
  serviceTag: string | null;
  model: string | null;
  /** Dell's system ID, as Update Packages name it (decimal). */
  systemId: number | null;
  biosVersion: string | null;
  idracVersion: string | null;
  power: 'on' | 'off' | null;
}

export interface InstalledFirmware {
  /** `BIOS`, `Integrated Dell Remote Access Controller` … */
  name: string;
  /** Dell component ID; null where it is not told. */
  componentId: number | null;
  version: string;
  updateable: boolean | null;
}

export type JobState = 'scheduled' | 'running' | 'completed' | 'failed' | 'other';
export interface IdracJob {
  /** `JID_…` */
  id: string;
  name: string;
  state: JobState;
  percent: number | null;
  message: string | null;
  startedAt: string | null;
  endedAt: string | null;
}

export interface LifecycleEntry {
  sequence: number | null;
  at: string | null;
  severity: string;
  messageId: string | null;
  message: string;
}

export interface IdracNic {
  enabled: boolean | null;
  dhcp: boolean | null;
  address: string | null;
  mask: string | null;
  gateway: string | null;
  mac: string | null;
}

/** Bytes of an upload so far. */
export interface UploadProgress {
  sent: number;
  size: number;
}

export interface UpdateOptions {
  progress?: (progress: UploadProgress) => void;
  signal?: AbortSignal;
}

/** Reads may be repeated and throw typed errors with `toFailure()`; every change is sent at most once. */
export interface Idrac extends AsyncDisposable {
  /** "host:port", for messages. */
  readonly name: string;
  /** How it is reached, for people: "Redfish", "racadm over SSH". */
  readonly by: string;
  info(): Promise<IdracInfo>;
  firmware(): Promise<InstalledFirmware[]>;
  jobs(): Promise<IdracJob[]>;
  /** Newest first, at most `limit`. */
  lifecycleLog(limit: number): Promise<LifecycleEntry[]>;
  nic(): Promise<IdracNic>;
  /** Null where it cannot be told without trying a password. */
  defaultPassword(): Promise<boolean | null>;

  power(verb: PowerVerb): Promise<Sent>;
  /** Restarts the iDRAC, not the server. */
  reset(): Promise<Sent>;
  deleteJob(id: string): Promise<Sent>;
  setStatic(address: string, mask: string, gateway: string): Promise<Sent>;
  setDhcp(): Promise<Sent>;
  enableNic(): Promise<Sent>;
  setUserPassword(userId: number, password: Buffer): Promise<Sent>;
  setIpmiOverLan(enabled: boolean): Promise<Sent>;
  /** Uploads a package and has it installed at once; the server restarts where the package needs it. */
  update(file: string, options?: UpdateOptions): Promise<Sent>;
}
