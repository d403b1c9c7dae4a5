import type { Failure } from '../../preload/contract.ts';

/** Why an appliance's interface did not give its answer. Screens translate by `appliance.<code>`. */
export type ApplianceErrorCode =
  | 'address' // the address cannot be used as it is written
  | 'unknown-name' // the host name does not resolve
  | 'silent' // nothing said anything
  | 'refused' // the host is up, the service is not
  | 'dropped' // the connection was closed in the middle
  | 'plain-http' // HTTP without TLS answers on the port
  | 'tls' // no TLS could be agreed on: too old to verify
  | 'no-pin' // a secret was about to be sent to an unpinned certificate
  | 'wrong-pin'
  | 'timeout' // TLS is up, the reply does not come
  | 'too-large'
  | 'malformed' // it answers, but not what the product's documentation says
  | 'starting' // the product is booting
  | 'login-refused'
  | 'session-expired'
  | 'forbidden'
  | 'not-supported' // this firmware has no such call
  | 'rejected' // an error reply of the product
  | 'server-error' // the web server failed inside: what came of the request is not known
  | 'file'; // the local file could not be read, or did not have the announced size

export interface ApplianceErrorInit {
  code: ApplianceErrorCode;
  /** Name of the device and where it was reached. */
  device: string;
  /** What was found, without the device name and without any secret. */
  finding: string;
  /** The next thing to try. */
  advice: string;
  cause?: unknown;
}

/** The one error type of the appliance drivers. The message names device and finding, and never holds a secret. */
export class ApplianceError extends Error {
  override readonly name = 'ApplianceError';
  readonly code: ApplianceErrorCode;
  readonly device: string;
  readonly finding: string;
  readonly advice: string;

  constructor(init: ApplianceErrorInit) {
    super(`${init.device}: ${init.finding}.`, init.cause === undefined ? {} : { cause: init.cause });
    this.code = init.code;
    this.device = init.device;
    this.finding = init.finding;
    this.advice = init.advice;
  }

  toFailure(): Failure {
    const { code, message, advice, device, finding } = this;
    return { code: `appliance.${code}`, message, advice, params: { device, finding } };
  }
}
