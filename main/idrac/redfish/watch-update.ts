/** After the job: wait until the iDRAC is back, read the version, and only then say what came of the update. */
import type { Clock } from '../../ports/clock.ts';
import { RedfishError } from '../../redfish/error.ts';
import type { Reads } from '../../redfish/service.ts';
import { type Followed, type FollowOptions, followJob } from './follow-job.ts';
import { type Proof, proveInstalled } from './installed.ts';

export interface WatchOptions extends Omit<FollowOptions, 'until'> {
  /** Dell's component ID, 159 for the BIOS. */
  componentId: number;
  /** What is to be installed afterwards. */
  version: string;
}

export interface UpdateEnd {
  /** `done` only when the version was read back; `unknown` when it could not be read. */
  outcome: 'done' | 'not-done' | 'unknown';
  followed: Followed;
  proof: Proof | null;
  error: RedfishError | null;
}

const MINUTE = 60_000;
const PAUSE_MS = 30_000;
/** The inventory of an iDRAC that has just come back is still the old one for a while. */
const SETTLE_MS = 10 * MINUTE;

/** Follows the job to its end and reads the version back, whatever the job has said. */
export async function watchUpdate(options: WatchOptions): Promise<UpdateEnd> {
  const followed = await followJob({ ...options, until: 'over' });
  const patience = followed.kind === 'over' && followed.job.phase === 'failed' ? 0 : SETTLE_MS;
  const read = await proof(options, options.clock, patience);
  if (read instanceof RedfishError) return { outcome: 'unknown', followed, proof: null, error: read };
  const outcome = read.kind === 'proven' ? 'done' : followed.kind === 'over' ? 'not-done' : 'unknown';
  return { outcome, followed, proof: read, error: null };
}

/** The version as soon as it is the wanted one, or what it is when `patience` (milliseconds) is over. */
async function proof(options: WatchOptions, clock: Clock, patience: number): Promise<Proof | RedfishError> {
  const service: Reads = options.service;
  const began = clock.monotonic();
  for (;;) {
    const read = await proveInstalled(service, options.componentId, options.version).catch((error: unknown) => {
      if (error instanceof RedfishError) return error;
      throw error;
    });
    const proven = !(read instanceof RedfishError) && read.kind === 'proven';
    if (proven || clock.monotonic() - began >= patience) return read;
    await clock.sleep(PAUSE_MS, options.signal);
  }
}
