import { DELL_MESSAGES } from '../../../main/idrac/redfish/messages.ts';
import { SimulatedClock } from '../../../main/ports/simulated-clock.ts';
import { DELL_TIMES } from '../../../main/practice/idrac/physics.ts';
import { PracticeRedfish } from '../../../main/practice/idrac/redfish.ts';
import { type DellState, dellState, type Personality } from '../../../main/practice/idrac/state.ts';
import { selfSigned } from '../../../main/practice/tls/certificate.ts';
import { Redfish, type RedfishOptions } from '../../../main/redfish/client.ts';
import type { FirmwareFile } from '../../../main/redfish/firmware-file.ts';
import { type Manager, readManagers } from '../../../main/redfish/resources/manager.ts';
import { readSystems, type System } from '../../../main/redfish/resources/system.ts';
import type { Reads } from '../../../main/redfish/service.ts';

export const PASSWORD = 'Sehr-Geheim-42';
const certificate = selfSigned('idrac.invalid', ['127.0.0.1'], new Date(0), new Date(Date.now() + 86_400_000));

/** A practice Dell server whose time is simulated: who sleeps on `clock` moves it on. Connections are real. */
export class RedfishLab implements AsyncDisposable {
  readonly clock = new SimulatedClock(undefined, true);
  readonly state: DellState;
  /** `METHOD path` of every request. */
  readonly asked: string[] = [];
  readonly headers: Record<string, unknown>[] = [];
  #practice: PracticeRedfish | null = null;
  readonly #clients: Redfish[] = [];
  readonly pin = certificate.fingerprint256;

  private constructor(personality: Personality) {
    this.state = dellState({ personality, serviceTag: 'ABC1234', password: PASSWORD });
  }

  static async start(personality: Personality): Promise<RedfishLab> {
    const lab = new RedfishLab(personality);
    const { state, clock } = lab;
    lab.#practice = await PracticeRedfish.start({
      state,
      clock,
      times: DELL_TIMES,
      certificate,
      onRequest: ({ method, path, headers }) => {
        lab.asked.push(`${method} ${path}`);
        lab.headers.push(headers);
      },
    });
    return lab;
  }

  get practice(): PracticeRedfish {
    if (!this.#practice) throw new Error('not started');
    return this.#practice;
  }

  client(more: Partial<RedfishOptions> = {}): Redfish {
    const client = new Redfish({
      device: 'dell',
      url: `https://127.0.0.1:${this.practice.port}`,
      pin: certificate.fingerprint256,
      user: 'root',
      password: Buffer.from(PASSWORD),
      known: DELL_MESSAGES,
      readAttempts: 1,
      ...more,
    });
    this.#clients.push(client);
    return client;
  }

  /** How often something was asked. */
  count(pattern: RegExp): number {
    return this.asked.filter((line) => pattern.test(line)).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) await client.close();
    await this.practice.close();
  }
}

export async function theSystem(reads: Reads): Promise<System> {
  const [system] = await readSystems(reads);
  if (!system) throw new Error('no system');
  return system;
}
export async function theManager(reads: Reads): Promise<Manager> {
  const [manager] = await readManagers(reads);
  if (!manager) throw new Error('no manager');
  return manager;
}

const BLOCK = Buffer.alloc(64 * 1024, 7);
/** A firmware file of nothing, as long as it is said to be. */
export function blankFile(name: string, size = 300_000): FirmwareFile {
  return {
    name,
    size,
    async *open() {
      for (let left = size; left > 0; left -= BLOCK.length) yield BLOCK.subarray(0, Math.min(left, BLOCK.length));
    },
  };
}
