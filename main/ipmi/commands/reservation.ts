import { Reader, u16le } from '../bytes.ts';
import { EMPTY, type Read } from './command.ts';

/**
 * The three commands that give a reservation id for partial reads: they take nothing and answer with two bytes. A new
 * reservation ends the former one of anybody, and changes nothing else.
 */
export function reservation(name: string, netFn: number, cmd: number): Read<void, number> {
  return {
    name,
    netFn,
    cmd,
    level: 'user',
    encodeRequest: () => EMPTY,
    decodeRequest: () => undefined,
    encodeResponse: u16le,
    decodeResponse: (data) => new Reader(data, `${name} response`).u16le(),
  };
}
