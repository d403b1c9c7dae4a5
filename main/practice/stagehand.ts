import { z } from 'zod';
import type { Failure, PracticeFault, Site } from '../../preload/contract.ts';
import type { ManualAction } from '../procedures/model.ts';
import type { Played, RackState } from './rack.ts';

const TIMEOUT_MS = 5000;

export class PracticeError extends Error {
  override readonly name = 'PracticeError';
  readonly code: 'practice.unreachable' | 'practice.refused';
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

const rackState = z.custom<RackState>((value) => typeof value === 'object' && value !== null && 'nodes' in value);
const playedReply = z.object({ played: z.boolean(), reason: z.string().nullable() });

/** Plays on a practice rack, from any process, what a person would do in the vendor's interface. */
export class Stagehand {
  readonly #control: string;

  /** @throws PracticeError `practice.refused` when the site is no practice rack on this machine. */
  constructor(site: Pick<Site, 'practice'>) {
    const control = site.practice?.control ?? '';
    // A site may come from an imported file: its control address is not followed off this machine.
    if (!/^http:\/\/127\.0\.0\.1:\d{1,5}\/[0-9a-f]{32}$/.test(control)) {
      throw new PracticeError('practice.refused', 'This site is no practice rack on this machine.', START);
    }
    this.#control = control;
  }

  /** Not played (with the reason) when it is impossible just now or already the case. @throws PracticeError */
  async manual(action: ManualAction, deviceId: string): Promise<Played> {
    return this.#call('manual', { action, deviceId }, playedReply);
  }

  /** Switches a fault on beside the others; `none` switches all off. @throws PracticeError */
  async fault(fault: PracticeFault): Promise<void> {
    await this.#call('fault', { fault }, z.unknown());
  }

  /** @throws PracticeError */
  async state(): Promise<RackState> {
    return this.#call('state', null, rackState);
  }

  async #call<T>(verb: string, order: object | null, shape: z.ZodType<T>): Promise<T> {
    let response: Response;
    try {
      response = await fetch(`${this.#control}/${verb}`, {
        ...(order ? { method: 'POST', body: JSON.stringify(order) } : {}),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      throw new PracticeError('practice.unreachable', 'The practice rack does not answer.', START, error);
    }
    if (!response.ok) {
      throw new PracticeError('practice.refused', `The practice rack refused "${verb}" (${response.status}).`, START);
    }
    const reply = shape.safeParse(await response.json().catch(() => undefined));
    if (!reply.success) throw new PracticeError('practice.refused', 'What answers is no practice rack.', START);
    return reply.data;
  }
}

const START = 'Start the practice rack again and open its site anew.';
