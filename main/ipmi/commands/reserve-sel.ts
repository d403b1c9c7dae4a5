import { NETFN } from '../wire/message.ts';
import { reservation } from './reservation.ts';

/** Reserve SEL (IPMI 2.0 section 31.4, Table 31-4). */
export const reserveSel = reservation('Reserve SEL', NETFN.storage, 0x42);
