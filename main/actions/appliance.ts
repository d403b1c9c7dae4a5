/** What plans for an appliance's own interface use of it. Changes are sent once; readings log in anew where they have to. */

import type { IndexerState } from '../appliances/indexer/state.ts';
import type { RsHealth } from '../appliances/remote-support/reply.ts';
import type { Sent } from '../appliances/sent.ts';
import type { SpsFirmwareTest } from '../appliances/sps/firmware-test.ts';
import type { SpsSlot } from '../appliances/sps/slots.ts';

/** A file on this computer that is to be sent, bound to its content. */
export interface FileOrder {
  file: string;
  sha256: string;
}
/** Reads a file on this computer in full. @throws ApplianceError `file` */
export type Hash = (file: string) => Promise<string>;

export interface SpsHand {
  /** How many other SPS nodes the run is about: with one, it is a pair. */
  readonly partners: number;
  version(): Promise<string | null>;
  firmwareCalls(): Promise<string[]>;
  slots(): Promise<SpsSlot[]>;
  test(slotKey: string): Promise<SpsFirmwareTest>;
  upload(file: string): Promise<Sent>;
  upgrade(slotKey: string, message: string): Promise<Sent>;
  /** Has a bundle made and downloads it to `name` in the data folder. */
  bundle(name: string): Promise<Sent>;
}

export interface RemoteSupportHand {
  health(): Promise<RsHealth>;
  /** The other appliances of the run, or of the site, as far as they can be read. */
  peers(): Promise<RsHealth[]>;
  setFailoverRole(role: 'primary' | 'backup', syncFirst: boolean): Promise<Sent>;
  backup(name: string): Promise<Sent>;
}

export interface IndexerHand {
  state(): Promise<IndexerState>;
  backup(): Promise<Sent>;
  stop(): Promise<Sent>;
  start(): Promise<Sent>;
  upgrade(order: FileOrder): Promise<Sent>;
}

export interface ApplianceHands {
  readonly sps?: SpsHand;
  readonly remoteSupport?: RemoteSupportHand;
  readonly indexer?: IndexerHand;
  readonly hash: Hash;
  /** Whether a file is complete in the data folder. */
  kept(name: string): Promise<boolean>;
}
