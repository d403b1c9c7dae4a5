import { NETFN } from '../wire/message.ts';
import { reservation } from './reservation.ts';

/** Reserve Device SDR Repository (IPMI 2.0 section 35.4, Table 35-5). */
export const reserveDeviceSdrRepository = reservation('Reserve Device SDR Repository', NETFN.sensor, 0x22);
