import type { RedfishErrorCode } from './error.ts';

/** What a message of a service means to whoever gets it. */
export interface KnownMessage {
  code: RedfishErrorCode;
  advice: string;
}
/** By the message key, the part of the MessageId that is the same in every registry version. */
export type KnownMessages = Readonly<Record<string, KnownMessage>>;

export const SESSION_LIMIT: KnownMessage = {
  code: 'session-limit',
  advice: 'Log out in the web interface or end a session there, or wait until one times out (30 minutes by default).',
};
export const PASSWORD_CHANGE: KnownMessage = {
  code: 'password-change',
  advice: 'Change the password of this user first; until then the device refuses everything else.',
};

/** DMTF Base message registry (DSP0268). */
export const BASE_MESSAGES: KnownMessages = {
  SessionLimitExceeded: SESSION_LIMIT,
  PasswordChangeRequired: PASSWORD_CHANGE,
  InsufficientPrivilege: { code: 'forbidden', advice: 'Give the user the privilege, or take another user.' },
  NoValidSession: { code: 'session-expired', advice: 'Log in again.' },
  PreconditionFailed: {
    code: 'precondition',
    advice: 'Somebody else changed it meanwhile: read it again, then decide.',
  },
  PreconditionRequired: { code: 'precondition', advice: 'Read it again, then decide.' },
  ResourceInUse: { code: 'busy', advice: 'Wait until the running operation is over, then read again.' },
  ServiceTemporarilyUnavailable: { code: 'starting', advice: 'The service is starting or busy: wait and read again.' },
};
