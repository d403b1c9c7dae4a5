import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Device, Site } from '../../../preload/contract.ts';
import { ApplianceError } from '../../appliances/error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Evidence } from '../../procedures/events.ts';
import type { EvidenceRoom } from '../evidence.ts';

export type Fetched = Extract<Evidence['kind'], 'bundle' | 'backup' | 'transcript'>;
const ENDING: Readonly<Record<Fetched, string>> = { bundle: '.tar.gz', backup: '.bin', transcript: '.txt' };

/** Files that the tool fetches from appliances: in the data folder, complete or not there, vouched for in the journal. */
export class Downloads {
  readonly #p: { home: string; evidence: EvidenceRoom; clock: Clock };

  constructor(parts: { home: string; evidence: EvidenceRoom; clock: Clock }) {
    this.#p = parts;
  }

  /** A new name in the data folder, with the time in it. */
  nameFor(site: Site, device: Device, kind: Fetched): string {
    const time = new Date(this.#p.clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
    return `${folderOf(site, device)}${time}-${kind}${ENDING[kind]}`;
  }

  /** Whether a file lies there complete: an incomplete one has another name. */
  kept(name: string): boolean {
    return existsSync(this.#path(name));
  }

  /**
   * Receives a file chunk by chunk. It has its name only when it is complete and on the disk itself; then its hash goes into the
   * journal. Whatever `fetch` throws is thrown on, and nothing is left.
   */
  async receive(
    site: Site,
    device: Device,
    { name, kind, author }: { name: string; kind: Fetched; author: string },
    fetch: (into: (chunk: Buffer) => Promise<void>) => Promise<unknown>,
  ): Promise<void> {
    const file = this.#path(name);
    const part = `${file}.part`;
    const hash = createHash('sha256');
    const from = new Date(this.#p.clock.now()).toISOString();
    let size = 0;
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(part, 'wx', 0o600);
    try {
      await fetch(async (chunk) => {
        hash.update(chunk);
        size += chunk.length;
        await handle.writeFile(chunk);
      });
      await handle.sync();
      await handle.close();
      await rename(part, file);
    } catch (error) {
      await handle.close().catch(() => undefined);
      await rm(part, { force: true });
      throw error;
    }
    const to = new Date(this.#p.clock.now()).toISOString();
    const sha256 = hash.digest('hex');
    const { id: deviceId, serial } = device;
    this.#p.evidence.vouch(
      site.id,
      { ...{ kind, name, deviceId, serial, bmc: '' }, size, sha256, from, to, gaps: 0 },
      author,
    );
  }

  /** The newest file of a kind that was fetched from a device and is still there; null when there is none. */
  newest(site: Site, device: Device, kind: Fetched): { sha256: string; size: number; at: string } | null {
    const found = this.#p.evidence.newest(kind, folderOf(site, device));
    return found && this.kept(found.name) ? { sha256: found.sha256, size: found.size, at: found.to } : null;
  }

  #path(name: string): string {
    return path.join(this.#p.home, ...name.split('/'));
  }
}

const folderOf = (site: Site, device: Device): string => `appliances/${site.id}/${device.id}/`;

/** SHA-256 of a file on this computer. @throws ApplianceError `file` */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch (cause) {
    const finding = 'the file cannot be read';
    throw new ApplianceError({
      code: 'file',
      device: path.basename(file),
      finding,
      advice: 'Check the medium.',
      cause,
    });
  }
  return hash.digest('hex');
}
