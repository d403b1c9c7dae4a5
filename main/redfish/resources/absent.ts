import type { Endpoint } from '../../appliances/endpoint.ts';
import { RedfishError } from '../error.ts';

/** The service has no link or action for it. */
export const absent = ({ device }: Endpoint, what: string): RedfishError =>
  new RedfishError({
    code: 'not-supported',
    device,
    finding: `the service offers no ${what}`,
    advice: 'This firmware may be too old for it: use the web interface or another way in.',
  });

export const notOffered = ({ device }: Endpoint, value: string, allowable: readonly string[]): RedfishError =>
  new RedfishError({
    code: 'usage',
    device,
    finding: `the service does not take ${value}, only ${allowable.join(', ')}`,
    advice: 'Nothing was sent. Choose one of those.',
  });
