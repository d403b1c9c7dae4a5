/** Plays on a practice rack, from any process, what a person would do in the vendor's interface. */
import { z } from 'zod';
import type { Failure, PracticeFault, Site } from '../../preload/contract.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import type { ManualAction } from '../procedures/model.ts';
import { isImpAction } from './imprivata/enterprise.ts';
import type { RackState } from './rack.ts';
import { isRsAction } from './remote-support/appliance.ts';
import { isInGroup } from './remote-support/group-models.ts';
import { isSpsAction } from './sps/pair.ts';
import { DURATION, isApplianceAction } from './u-series/appliance.ts';
import { isPairAction } from './u-series/pair.ts';
import type { ApplianceKeys } from './u-series/practice-appliance.ts';
import { sideOfDevice } from './u-series/practice-pair.ts';

const TIMEOUT_MS = 5000;
/** Volumes are encrypted when they are first asked for. */
const KEYS_TIMEOUT_MS = 60_000;
/** How long somebody stands at the appliance until it is ready for a click. */
const PATIENCE_MS = 60_000;
/** Between two looks at the rack. */
const LOOK_MS = 50;
const START = 'Start the practice rack again and open its site anew.';

export class PracticeError extends Error {
  override readonly name = 'PracticeError';
  readonly code: 'practice.unreachable' | 'practice.refused' | 'practice.impossible';
  readonly advice: string;

  constructor(code: PracticeError['code'], message: string, advice: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.advice = advice;
  }

  toFailure(): Failure {
    return { code: this.code, message: this.message, advice: this.advice };
  }
}

const played = z.object({
  outcome: z.enum(['played', 'already', 'impossible']),
  reason: z.string().nullable(),
  soonMs: z.number().nullable(),
});
const files = z.array(z.object({ name: z.string().regex(/^\w[\w. -]*$/), base64: z.base64() }));
const packages = z.object({ anchor: z.string(), files });
const keys = z.object({ stick: files.nullable(), listings: files, disk: z.base64() });
const rackState = z.custom<RackState>((value) => typeof value === 'object' && value !== null && 'nodes' in value);

export class Stagehand {
  readonly #control: string;
  readonly #clock: Clock;

  /** @throws PracticeError `practice.refused` when the site is no practice rack on this machine. */
  constructor(site: Pick<Site, 'practice'>, clock: Clock = systemClock) {
    const control = site.practice?.control ?? '';
    // A site may come from an imported file: its control address is not followed off this machine.
    if (!/^http:\/\/127\.0\.0\.1:\d{1,5}\/[0-9a-f]{32}$/.test(control)) {
      throw new PracticeError('practice.refused', 'This site is no practice rack on this machine.', START);
    }
    this.#control = control;
    this.#clock = clock;
  }

  /**
   * Plays a manual action. What is already the case is no error, so a step that was confirmed just before a crash can
   * be confirmed again. The slave is not shut down before it holds the new firmware: the person of the procedure has
   * seen it there, so the stagehand looks too, which takes up to a simulated minute. Where an appliance is on its way to
   * where the click is possible, the stagehand waits as a person would, but not longer than a minute.
   * @throws PracticeError `practice.impossible` when a person could not do it now either; `practice.unreachable`
   */
  async manual(action: ManualAction, deviceId: string | null): Promise<void> {
    // What leaves no trace on this rack, the person only says.
    const onPair = isPairAction(action) && sideOfDevice(deviceId) !== null;
    const plays = [isSpsAction, isApplianceAction, isRsAction, isImpAction].some((can) => can(action));
    const online = action === 'rs.updates.check';
    if (!plays && !onPair && !online && !isInGroup(deviceId)) return;
    if (action === 'sps.otherNode.shutdown') await this.#firmwareArrived();
    const click = () => call(this.#control, 'manual', { action, deviceId }, played);
    const latest = this.#clock.monotonic() + PATIENCE_MS;
    let { outcome, reason, soonMs } = await click();
    while (outcome === 'impossible' && soonMs !== null && this.#clock.monotonic() + soonMs <= latest) {
      await this.#clock.sleep(soonMs);
      ({ outcome, reason, soonMs } = await click());
    }
    if (outcome !== 'impossible') return;
    const what = isSpsAction(action) ? 'pair' : 'appliance';
    const advice = `Look at the practice ${what} and take the step when it is possible.`;
    throw new PracticeError('practice.impossible', `Practice rack: ${reason ?? 'not possible now'}.`, advice);
  }

  /** Switches a fault on beside the others; `none` switches all off. @throws PracticeError */
  async fault(fault: PracticeFault): Promise<void> {
    await call(this.#control, 'fault', { fault }, z.unknown());
  }

  /** What a referee, or a person with a view behind the scene, would see. @throws PracticeError */
  state(): Promise<RackState> {
    return call(this.#control, 'state', null, rackState);
  }

  /**
   * Update Packages for the practice Dell server, and the certificate (PEM) of the authority that signs them: to be
   * trusted for a device of the practice rack and for nothing else. @throws PracticeError
   */
  async packages(): Promise<{ anchor: string; files: { name: string; bytes: Buffer }[] }> {
    const { anchor, files } = await call(this.#control, 'packages', null, packages);
    return { anchor, files: decoded(files) };
  }

  /** Files on the key stick of the U-Series (null while it is missing), listings of its Windows, its disk. @throws PracticeError */
  async keys(): Promise<ApplianceKeys> {
    const { stick, listings, disk } = await call(this.#control, 'keys', null, keys, KEYS_TIMEOUT_MS);
    return { stick: stick && decoded(stick), listings: decoded(listings), disk: Buffer.from(disk, 'base64') };
  }

  /** Waits, as somebody at the machine would for a while, until the U-Series has done what it does by itself. @throws PracticeError */
  async settled(): Promise<void> {
    const latest = this.#clock.monotonic() + PATIENCE_MS;
    const busy = async () => (await this.state()).appliance.stage in DURATION;
    while (this.#clock.monotonic() < latest && (await busy())) await this.#clock.sleep(LOOK_MS);
  }

  async #firmwareArrived(): Promise<void> {
    while ((await this.state()).firmwareOnItsWay) await this.#clock.sleep(LOOK_MS);
  }
}

const decoded = (encoded: z.infer<typeof files>) =>
  encoded.map(({ name, base64 }) => ({ name, bytes: Buffer.from(base64, 'base64') }));

async function call<T>(
  control: string,
  verb: string,
  order: object | null,
  shape: z.ZodType<T>,
  timeoutMs = TIMEOUT_MS,
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`${control}/${verb}`, {
      ...(order ? { method: 'POST', body: JSON.stringify(order) } : {}),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw new PracticeError('practice.unreachable', 'The practice rack does not answer.', START, error);
  }
  const reply = shape.safeParse(await response.json().catch(() => undefined));
  if (!response.ok || !reply.success) {
    throw new PracticeError('practice.refused', `The practice rack refused "${verb}" (${response.status}).`, START);
  }
  return reply.data;
}
