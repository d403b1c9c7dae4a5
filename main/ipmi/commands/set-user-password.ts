import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { type Change, EMPTY, type Read } from './command.ts';

export type PasswordOperation = 'disable' | 'enable' | 'set' | 'test';

export interface UserPasswordRequest {
  userId: number;
  operation: PasswordOperation;
  /**
   * Bytes the BMC stores. IPMI 1.5 knew 16 only; a password stored with 16 cannot be tested with 20, and the reverse
   * (completion code 81h).
   */
  size: 16 | 20;
  /** At most `size` bytes; padded with zeros. Empty for `enable` and `disable`. */
  password: Buffer;
}

const OPERATIONS: readonly PasswordOperation[] = ['disable', 'enable', 'set', 'test'];
const LONG = 0x80;

const codec = {
  netFn: NETFN.app,
  cmd: 0x47,
  level: 'administrator' as const,
  /** RangeError when the password does not fit: cut off silently, it would lock the user out. */
  encodeRequest(q: UserPasswordRequest): Buffer {
    if (q.password.length > q.size) throw new RangeError(`the password is longer than ${q.size} bytes`);
    const padded = Buffer.alloc(q.size);
    q.password.copy(padded);
    return Buffer.concat([
      Buffer.from([(q.size === 20 ? LONG : 0) | q.userId, OPERATIONS.indexOf(q.operation)]),
      q.operation === 'set' || q.operation === 'test' ? padded : EMPTY,
    ]);
  },
  decodeRequest(data: Buffer): UserPasswordRequest {
    const r = new Reader(data, 'Set User Password request');
    const first = r.u8();
    const size = (first & LONG) !== 0 ? 20 : 16;
    const operation = OPERATIONS[r.u8() & 3] ?? 'test';
    const carries = operation === 'set' || operation === 'test';
    const padded = carries ? Buffer.from(r.take(size)) : EMPTY;
    const end = padded.indexOf(0);
    return { userId: first & 0x3f, operation, size, password: end < 0 ? padded : padded.subarray(0, end) };
  },
  encodeResponse: (): Buffer => EMPTY,
  decodeResponse: (): void => undefined,
};

/** Set User Password (IPMI 2.0 section 22.30, Table 22-35). */
export const setUserPassword: Change<UserPasswordRequest, void> = {
  name: 'Set User Password',
  ...codec,
  changes: true,
};

export type PasswordTest = Omit<UserPasswordRequest, 'operation'>;

/**
 * The same command, only comparing: it changes nothing, but a wrong password counts as a failed login where the BMC counts
 * those. Success means equal; completion code 80h another password, 81h stored with the other size.
 */
export const testUserPassword: Read<PasswordTest, void> = {
  ...codec,
  name: 'Set User Password (test)',
  encodeRequest: (q) => codec.encodeRequest({ ...q, operation: 'test' }),
};
