import { NETFN } from '../wire/message.ts';
import { recordPart } from './record-part.ts';

/** Get SDR (IPMI 2.0 section 33.12, Table 33-6). */
export const getSdr = recordPart('Get SDR', NETFN.storage, 0x23);
