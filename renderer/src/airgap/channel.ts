import type { AirgapCommands, AirgapEvents, Bridge, Result } from '../../../preload/contract.ts';
import { call as callAny, listen as listenAny, send as sendAny } from '../store.ts';

type Name = keyof AirgapCommands;

/** The air gap's part of the contract. */
export const send = sendAny as unknown as <K extends Name>(
  name: K,
  ...args: AirgapCommands[K]['args']
) => Promise<Result<AirgapCommands[K]['result']>>;

export const call = callAny as unknown as <K extends Name>(
  name: K,
  ...args: AirgapCommands[K]['args']
) => Promise<AirgapCommands[K]['result'] | null>;

export const listen = listenAny as unknown as <K extends keyof AirgapEvents>(
  name: K,
  listener: (payload: AirgapEvents[K]) => void,
) => ReturnType<Bridge['subscribe']>;
