/** A packet that does not hold what its layout promises. The only thing a decoder in this folder may throw. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

/** Reads a packet from front to back; every step is bounds-checked, so that hostile bytes end in a DecodeError. */
export class Reader {
  readonly #bytes: Buffer;
  readonly #what: string;
  #at = 0;

  /** `what` names the structure in error messages, such as "RAKP message 2". */
  constructor(bytes: Buffer, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  get at(): number {
    return this.#at;
  }

  /** The next `n` bytes, sharing memory with the packet. */
  take(n: number): Buffer {
    const at = this.#skip(n);
    return this.#bytes.subarray(at, at + n);
  }

  /** Moves on by `n` bytes, which must be there; returns where they begin. */
  #skip(n: number): number {
    if (n < 0 || n > this.left) this.fail(`needs ${n} more bytes at offset ${this.#at}, has ${this.left}`);
    this.#at += n;
    return this.#at - n;
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#skip(1));
  }

  u16le(): number {
    return this.#bytes.readUInt16LE(this.#skip(2));
  }

  u32le(): number {
    return this.#bytes.readUInt32LE(this.#skip(4));
  }

  u32be(): number {
    return this.#bytes.readUInt32BE(this.#skip(4));
  }

  /** Everything that is left. */
  rest(): Buffer {
    return this.take(this.left);
  }

  /** One byte that must have this value. */
  expect(value: number, field: string): void {
    const got = this.u8();
    if (got !== value) this.fail(`${field} is ${hex(got)}, expected ${hex(value)}`);
  }

  fail(why: string): never {
    throw new DecodeError(`${this.#what}: ${why}`);
  }
}

/** 0x3c → "3Ch", the way the specification writes bytes. */
export function hex(value: number): string {
  return `${value.toString(16).toUpperCase().padStart(2, '0')}h`;
}

/** Four bytes, least significant first. */
export function u32le(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0, 0);
  return bytes;
}

/** Two bytes, least significant first. */
export function u16le(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value & 0xffff, 0);
  return bytes;
}
