/** A practice group of Remote Support appliances on loopback: a web site and an API each, gone while its appliance installs. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/log.ts';
import type { ManualAction } from '../../procedures/model.ts';
import { HttpsPorts, readBody } from '../https-port.ts';
import type { Played } from '../rack-state.ts';
import { SimulatedTime } from '../simulated-time.ts';
import { practiceCertificate, type SelfSigned } from '../tls/certificate.ts';
import { type ApiMember, answerApi, type RsReply } from './api.ts';
import { ApiAccount } from './api-account.ts';
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
  readonly #account: ApiAccount;
  #ports: HttpsPorts<string> | null = null;
  #closed = false;

  private constructor(model: GroupModel, certificate: SelfSigned, options: PracticeGroupOptions) {
    this.model = model;
    this.certificate = certificate;
    this.#options = options;
    this.#time = new SimulatedTime(options.clock, options.scale);
    this.#account = new ApiAccount(options.clock);
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

  /** Where a name leads that is its site's. */
  leadsTo(name: string): string | null {
    this.#pass();
    return this.model.leadsTo(name);
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
    const { status, type, body, headers } = await this.#answer(id, request);
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  async #answer(id: string, request: IncomingMessage): Promise<RsReply> {
    const { method = 'GET' } = request;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://appliance');
    const given = method === 'POST' ? await readBody(request) : '';
    const fields = new URLSearchParams([...searchParams, ...new URLSearchParams(given)]);
    this.#pass();
    const account = this.#account;
    if (pathname === '/oauth2/token') return account.issue(account.basic(request), fields);
    const token = account.bearer(request);
    const called = answerApi(this.#member(id), { method, path: pathname, fields, administrator: false, token });
    if (called?.event) this.#change(() => this.model.click(id, 'rs.backup'));
    if (called) return called;
    const fault = method === 'POST' ? fields.get('fault') : null;
    if (fault !== null) this.#change(() => this.model.strike(fault));
    return this.#page(id);
  }

  /** One of its appliances as its API tells of it. */
  #member(id: string): ApiMember {
    const { lastSync, ...told } = this.model.api(id);
    const timeMs = this.#options.clock.now();
    const lastSyncMs = lastSync === null ? null : timeMs - this.#time.realMs(this.#time.now - lastSync);
    const settings = `Practice settings of ${id}, product ${told.product}.\n`;
    return {
      ...told,
      ...{ host: `${id}.practice.invalid`, guid: guidOf(id), trouble: null, timeMs, lastSyncMs, settings },
    };
  }

  #page(id: string): RsReply {
    const rows = Object.entries(this.model.page(id)).map(([name, value]) => `<tr><th>${name}<td>${value}`);
    const faults = [...this.model.faults, 'repaired'];
    const buttons = faults.map((name) => `<button name="fault" value="${name}">${name}</button>`).join(' ');
    const body = `<!doctype html><meta charset="utf-8"><title>${id}</title><h1>${id} (practice)</h1>
<table>${rows.join('')}</table><form method="post"><p>What is to go wrong: ${buttons}</p></form>`;
    return { status: 200, type: 'text/html', body };
  }
}

/** An ID like a real one: the same on every rack, and another for every appliance. */
function guidOf(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** Every group of a rack. @throws Error when a port cannot be had */
export async function startGroups(options: PracticeGroupOptions): Promise<PracticeGroup[]> {
  const certificate = practiceCertificate('rs-group.practice.invalid', options.clock);
  const groups: PracticeGroup[] = [];
  for (const model of newGroups()) groups.push(await PracticeGroup.start(model, certificate, options));
  return groups;
}
