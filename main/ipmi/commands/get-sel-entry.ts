import { NETFN } from '../wire/message.ts';
import { recordPart } from './record-part.ts';

/** Get SEL Entry (IPMI 2.0 section 31.5, Table 31-5). */
export const getSelEntry = recordPart('Get SEL Entry', NETFN.storage, 0x43);
