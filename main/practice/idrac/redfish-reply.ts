/** Replies of the practice Redfish service. */
import type { RedfishProfile } from './redfish-profile.ts';

export interface RedfishReply {
  status: number;
  json?: unknown;
  headers?: Record<string, string>;
  /** Done when the reply is on its way: what cuts the connection must not cut off its own answer. */
  after?(): void;
}

/** An error in Redfish's form (DSP0266 §8.6). `key` without registry is one of Dell's, `Base.…` of DMTF's. */
export function refuse(profile: RedfishProfile, status: number, key: string, text: string): RedfishReply {
  const id = key.startsWith('Base.') ? key : `${profile.registry}.${key}`;
  const info = { MessageId: id, Message: text, MessageArgs: [], Resolution: 'See the message.', Severity: 'Warning' };
  return { status, json: { error: { code: id, message: text, '@Message.ExtendedInfo': [info] } } };
}

export const notFound = (profile: RedfishProfile): RedfishReply =>
  refuse(profile, 404, 'SYS403', 'The resource is not there.');
export const success: RedfishReply = {
  status: 200,
  json: { '@Message.ExtendedInfo': [{ MessageId: 'Base.1.8.Success', Message: 'Done.', Severity: 'OK' }] },
};
