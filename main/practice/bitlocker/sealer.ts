import { ccmSeal } from '../../bitlocker/crypto/ccm.ts';
import { datum, fileTime, joined, keyDatum, TYPE, u32 } from './datum.ts';

/** Seals keys as Windows does: AES-256-CCM, nonce of FILETIME and a counter, tag of 16 bytes, a key datum inside. */
export class Sealer {
  readonly #time: Buffer;
  #next = 1;

  constructor(created: Date) {
    this.#time = fileTime(created);
  }

  /** The counter of the nonce to come: the metadata header keeps it, so that no nonce is ever used twice. */
  get next(): number {
    return this.#next;
  }

  /** A datum of type 5: nonce (12), tag (16), ciphertext. `kind` says what the sealed key is. */
  seal(role: number, key: Buffer, kind: number, secret: Buffer): Buffer {
    const nonce = joined(this.#time, u32(this.#next++));
    const open = keyDatum(kind, secret);
    const { ciphertext, tag } = ccmSeal(key, nonce, open, 16);
    open.fill(0);
    return datum(role, TYPE.sealed, nonce, tag, ciphertext);
  }
}
