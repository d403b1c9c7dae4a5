/** A practice group of Remote Support appliances on loopback: a web site each, gone while its appliance installs. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/log.ts';
import type { ManualAction } from '../../procedures/model.ts';
import { HttpsPorts, readBody } from '../https-port.ts';
import type { Played } from '../rack-state.ts';
import { SimulatedTime } from '../simulated-time.ts';
import { practiceCertificate, type SelfSigned } from '../tls/certificate.ts';
import { type GroupModel, newGroups } from './group-models.ts';

export type RsGroupView = ReturnType<GroupModel['view']>;
export interface PracticeGroupOptions {
  /** Simulated seconds that pass in one real second. */
  scale: number;
  clock: Clock;
  log: Logger;
}

export class PracticeGroup implements AsyncDisposable {
  readonly certificate: SelfSigned;
  readonly model: GroupModel;
  readonly #options: PracticeGroupOptions;
  readonly #time: SimulatedTime;
  #ports: HttpsPorts<string> | null = null;
  #closed = false;

  private constructor(model: GroupModel, certificate: SelfSigned, options: PracticeGroupOptions) {
    this.model = model;
    this.certificate = certificate;
    this.#options = options;
    this.#time = new SimulatedTime(options.clock, options.scale);
  }

  /** `certificate`: one for all groups of a rack is enough. */
  static async start(
    model: GroupModel,
    certificate: SelfSigned,
    options: PracticeGroupOptions,
  ): Promise<PracticeGroup> {
    const group = new PracticeGroup(model, certificate, options);
    const ids = model.members.map(({ id }) => id);
    group.#ports = await HttpsPorts.start(ids, {
      ...{ certificate, clock: options.clock, log: options.log },
      listens: (id) => model.listens(id),
      serve: (id, request, response) => group.#serve(id, request, response),
    });
    return group;
  }

  has(deviceId: string | null): boolean {
    return this.model.members.some(({ id }) => id === deviceId);
  }

  webPort(id: string): number {
    return this.#ports?.port(id) ?? 0;
  }

  view(): RsGroupView {
    this.#pass();
    return this.model.view();
  }

  /** Plays what a person does on the pages of one appliance; who follows the procedure waits for what is under way. */
  manual(action: ManualAction, id: string): Played {
    this.#pass();
    const due = this.model.due();
    if (due !== null) {
      const soonMs = Math.max(1, this.#time.realMs(due - this.#time.now));
      return { outcome: 'impossible', reason: 'something is still under way', soonMs };
    }
    this.#change(() => this.model.click(id, action));
    return { outcome: 'played', reason: null, soonMs: null };
  }

  /** Resolves when the web sites listen, or do not, as the present state demands. */
  async settled(): Promise<void> {
    this.#pass();
    await this.#follow();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#time.stop();
    await this.#ports?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #pass(): void {
    this.#change(() => undefined);
  }

  #change(change: () => void): void {
    if (this.#closed) return;
    const { log } = this.#options;
    const before = this.model.view().disasters.length;
    this.model.pass(this.#time.now);
    change();
    for (const disaster of this.model.view().disasters.slice(before))
      log.warn({ disaster }, 'practice: the disaster that the interlocks prevent');
    this.#follow().catch((error: unknown) => log.error({ error }, 'practice web interface'));
    this.#arm();
  }

  async #follow(): Promise<void> {
    await this.#ports?.follow();
  }

  /** Wakes up when something changes by itself next: the web sites come and go though nobody looks. */
  #arm(): void {
    const due = this.model.due();
    this.#time.wakeAfter(due === null ? null : due - this.#time.now, () => this.#pass());
  }

  async #serve(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = request.method === 'POST' ? new URLSearchParams(await readBody(request)).get('fault') : null;
    this.#change(() => fault !== null && this.model.strike(fault));
    const rows = Object.entries(this.model.page(id)).map(([name, value]) => `<tr><th>${name}<td>${value}`);
    const faults = [...this.model.faults, 'repaired'];
    const buttons = faults.map((name) => `<button name="fault" value="${name}">${name}</button>`).join(' ');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(
      request.method === 'HEAD'
        ? undefined
        : `<!doctype html><meta charset="utf-8"><title>${id}</title><h1>${id} (practice)</h1>
<table>${rows.join('')}</table><form method="post"><p>What is to go wrong: ${buttons}</p></form>`,
    );
  }
}

/** Every group of a rack. @throws Error when a port cannot be had */
export async function startGroups(options: PracticeGroupOptions): Promise<PracticeGroup[]> {
  const certificate = practiceCertificate('rs-group.practice.invalid', options.clock);
  const groups: PracticeGroup[] = [];
  for (const model of newGroups()) groups.push(await PracticeGroup.start(model, certificate, options));
  return groups;
}
