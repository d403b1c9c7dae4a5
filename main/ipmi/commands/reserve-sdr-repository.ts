import { NETFN } from '../wire/message.ts';
import { reservation } from './reservation.ts';

/** Reserve SDR Repository (IPMI 2.0 section 33.11, Table 33-5). */
export const reserveSdrRepository = reservation('Reserve SDR Repository', NETFN.storage, 0x22);
