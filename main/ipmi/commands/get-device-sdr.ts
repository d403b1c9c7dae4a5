import { NETFN } from '../wire/message.ts';
import { recordPart } from './record-part.ts';

/** Get Device SDR (IPMI 2.0 section 35.3, Table 35-4): records that a controller without a repository keeps itself. */
export const getDeviceSdr = recordPart('Get Device SDR', NETFN.sensor, 0x21);
