import type { Endpoint } from '../appliances/endpoint.ts';
import type { HttpReply } from '../appliances/http.ts';
import { plainText } from '../appliances/plain-text.ts';
import { RedfishError, type RedfishErrorCode } from './error.ts';
import { type KnownMessage, type KnownMessages, PASSWORD_CHANGE } from './known.ts';
import { messagesOf, type RedfishMessage } from './messages.ts';

/** A reply whose status is not 2xx. `json` is its body, redacted. */
export function refusal(
  where: Endpoint,
  path: string,
  reply: Pick<HttpReply, 'status' | 'headers'>,
  json: unknown,
  known: KnownMessages,
): RedfishError {
  const { device } = where;
  const { status } = reply;
  if (status >= 300 && status < 400) return redirected(where, path, reply);
  const messages = messagesOf(json);
  const match = recognised(messages, known);
  const told = match?.message ?? messages[0];
  const { code, advice } = match?.meaning ?? byStatus(status);
  const said = told ? `: ${told.text ?? 'no text'}${told.key === null ? '' : ` (${told.key})`}` : '';
  const finding = `${path} was answered with status ${status}${said.replace(/\.(?= \(|$)/, '')}`;
  const own = match ? advice : (told?.resolution ?? advice);
  return new RedfishError({ code, device, finding, advice: own, status, messages });
}

/** The first message that is known, and what it means. */
export function recognised(
  messages: readonly RedfishMessage[],
  known: KnownMessages,
): { message: RedfishMessage; meaning: KnownMessage } | null {
  for (const message of messages) {
    const meaning = message.key !== null && Object.hasOwn(known, message.key) ? known[message.key] : undefined;
    if (meaning) return { message, meaning };
  }
  return null;
}

/** Whether a good reply says that nothing but a change of the password is allowed (DSP0266 §13.3.7.2). */
export function demandsPassword(json: unknown): boolean {
  return messagesOf(json).some((message) => message.key === 'PasswordChangeRequired');
}

export const passwordChange = (where: Endpoint): RedfishError =>
  new RedfishError({
    ...PASSWORD_CHANGE,
    device: where.device,
    finding: 'the password of this user must be changed first',
  });

function redirected(where: Endpoint, path: string, { status, headers }: Pick<HttpReply, 'status' | 'headers'>) {
  const target = plainText(headers.location ?? 'nowhere', 200);
  return new RedfishError({
    code: 'redirect',
    device: where.device,
    finding: `${path} is redirected to ${target}, which was not followed`,
    advice: 'Nothing was sent there. Enter the address of the device itself, over https.',
    status,
  });
}

function byStatus(status: number): { code: RedfishErrorCode; advice: string } {
  const meaning = BY_STATUS[status];
  if (meaning) return meaning;
  if (status >= 500) return { code: 'starting', advice: 'The service is starting or in trouble: wait and read again.' };
  return { code: 'rejected', advice: 'Look at the web interface of the device.' };
}

const ABSENT = { code: 'not-supported', advice: 'This firmware does not offer it: use the web interface.' } as const;
const BY_STATUS: Readonly<Record<number, { code: RedfishErrorCode; advice: string }>> = {
  401: { code: 'session-expired', advice: 'The session has ended: read again, which logs in anew.' },
  403: { code: 'forbidden', advice: 'Give the user the privilege, or take another user.' },
  404: ABSENT,
  405: ABSENT,
  501: ABSENT,
  409: { code: 'busy', advice: 'Wait until the running operation is over, then read again.' },
  412: { code: 'precondition', advice: 'Somebody else changed it meanwhile: read it again, then decide.' },
  428: { code: 'precondition', advice: 'Read it again, then decide.' },
};
