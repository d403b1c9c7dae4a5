import { Reader, u16le } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Change, Read } from './command.ts';

/** `reservation` from Reserve SEL, so that nothing is erased that the operator has not seen. */
export interface ClearSelRequest {
  reservation: number;
  /** Start the erasure, or only ask how far it is. */
  step: 'erase' | 'status';
}

export type Erasure = 'in-progress' | 'completed';

const CLR = Buffer.from('CLR', 'latin1');
const ERASE = 0xaa;
const STATUS = 0x00;

const codec = {
  name: 'Clear SEL',
  netFn: NETFN.storage,
  cmd: 0x47,
  level: 'operator' as const,
  decodeRequest(data: Buffer): ClearSelRequest {
    const r = new Reader(data, 'Clear SEL request');
    const reservation = r.u16le();
    if (!r.take(CLR.length).equals(CLR)) r.fail('the letters CLR are missing');
    const step = r.u8();
    if (step !== ERASE && step !== STATUS) r.fail(`step ${step} is reserved`);
    return { reservation, step: step === ERASE ? 'erase' : 'status' };
  },
  encodeResponse: (erasure: Erasure): Buffer => Buffer.from([erasure === 'completed' ? 1 : 0]),
  decodeResponse: (data: Buffer): Erasure =>
    (new Reader(data, 'Clear SEL response').u8() & 0x0f) === 1 ? 'completed' : 'in-progress',
};

const encode = (q: ClearSelRequest): Buffer =>
  Buffer.concat([u16le(q.reservation), CLR, Buffer.from([q.step === 'erase' ? ERASE : STATUS])]);

/** Clear SEL (IPMI 2.0 section 31.9, Table 31-9). */
export const clearSel: Change<ClearSelRequest, Erasure> = { ...codec, changes: true, encodeRequest: encode };

/** The same command, only asking how far an erasure is: that may be repeated. Request: the reservation. */
export const getSelErasure: Read<number, Erasure> = {
  ...codec,
  name: 'Clear SEL (get erasure status)',
  encodeRequest: (reservation) => encode({ reservation, step: 'status' }),
  decodeRequest: (data) => codec.decodeRequest(data).reservation,
};
