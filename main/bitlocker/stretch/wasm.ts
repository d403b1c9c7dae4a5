/**
 * WebAssembly written by hand: as many instructions as SHA-256 takes, and the module around them. An instruction with
 * operands is written like a call, `add(get(a), get(b))`, and stands for their bytes followed by its own, because the
 * machine is a stack. (WebAssembly core specification 2.0, §5: binary format.)
 */

/** Bytes of instructions, as a tree that is flattened in the end. */
export type Code = number | Uint8Array | readonly Code[];

/** LEB128 (§5.2.2). */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (; rest < -0x40 || rest >= 0x40; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest & 0x7f];
}
const simd = (opcode: number): Code => [0xfd, unsigned(opcode)];
const binary =
  (opcode: Code) =>
  (a: Code, b: Code): Code => [a, b, opcode];
/** A shift or rotation by a constant. */
const turn =
  (opcode: Code) =>
  (value: Code, bits: number): Code => [value, i32(bits), opcode];

// §5.4.1 control, §5.4.4 variables
export const call = (fn: number, ...args: Code[]): Code => [args, 0x10, unsigned(fn)];
export const when = (condition: Code, ...body: Code[]): Code => [condition, 0x04, 0x40, body, 0x0b];
/** Runs the body again and again while the condition, looked at first, holds: a loop in a block. */
export const whileLoop = (condition: Code, ...body: Code[]): Code => [
  [0x02, 0x40, 0x03, 0x40],
  [condition, 0x45, 0x0d, 1], // i32.eqz, br_if to the end of the block
  [body, 0x0c, 0, 0x0b, 0x0b], // br to the head of the loop
];
export const get = (local: number): Code => [0x20, unsigned(local)];
export const set = (local: number, value: Code): Code => [value, 0x21, unsigned(local)];

// §5.4.7 words of 32 bits
export const i32 = (value: number): Code => [0x41, signed(value)];
export const isZero = (value: Code): Code => [value, 0x45];
export const less = binary(0x49); // unsigned
export const add = binary(0x6a);
export const and = binary(0x71);
export const xor = binary(0x73);
export const rotr = turn(0x78);

// §5.4.6 memory, 4 and 16 bytes at a time: an address from the stack plus a constant offset
export const load = (address: Code, offset: number): Code => [address, 0x28, 2, unsigned(offset)];
export const store = (address: Code, offset: number, value: Code): Code => [address, value, 0x36, 2, unsigned(offset)];
export const load4 = (address: Code, offset: number): Code => [address, simd(0), 4, unsigned(offset)];
export const store4 = (address: Code, offset: number, value: Code): Code => [
  [address, value],
  [simd(11), 4, unsigned(offset)],
];

// §5.4.8 vectors of four words (of two double words where it says 2x64)
export const vector = (...words: [number, number, number, number]): Code => [
  simd(12),
  words.map((word) => [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24]),
];
/** All four words the same. */
export const splat = (word: Code): Code => [word, simd(17)];
/** The 16 bytes named: 0 to 15 of the first vector, 16 to 31 of the second. */
export const shuffle = (a: Code, b: Code, bytes: readonly number[]): Code => [a, b, simd(13), bytes];
export const withWord = (vector: Code, at: number, word: Code): Code => [vector, word, simd(28), at];
export const xor4 = binary(simd(81));
export const add4 = binary(simd(174));
export const shl4 = turn(simd(171));
export const shr4 = turn(simd(173));
export const shr2x64 = turn(simd(205));

/** Takes words and returns nothing. Locals are numbered through: parameters, words, vectors. */
export interface Fn {
  name: string;
  params: number;
  words: number;
  vectors: number;
  body: Code;
}

const WORD = 0x7f;
const VECTOR = 0x7b;

/** Flattens a tree. A large program is flattened in pieces, or its tree keeps the garbage collector busy for longer. */
export function bytesOf(code: Code): Buffer {
  const bytes: number[] = [];
  const walk = (part: Code): void => {
    if (typeof part === 'number') bytes.push(part);
    else if (part instanceof Uint8Array) bytes.push(...part);
    else for (const inner of part) walk(inner);
  };
  walk(code);
  return Buffer.from(bytes);
}
const sized = (content: Buffer): Buffer => Buffer.concat([Buffer.from(unsigned(content.length)), content]);
const list = (items: readonly Code[]): Code => [unsigned(items.length), items];
const name = (text: string): Code => list([...Buffer.from(text, 'latin1')]);

/**
 * A module (§5.5) of these functions, each exported under its name. It imports its memory, one page of 64 KiB that is shared
 * between threads, as `env.memory`, so that whoever made it can wipe it.
 */
export function wasmModule(functions: readonly Fn[]): Buffer<ArrayBuffer> {
  const section = (id: number, ...content: Buffer[]): Buffer[] => [Buffer.of(id), sized(Buffer.concat(content))];
  const sectionOf = (id: number, items: readonly Code[]): Buffer[] => section(id, bytesOf(list(items)));
  const bodies = functions.map(({ words, vectors, body }) => {
    const locals = list([
      [unsigned(words), WORD],
      [unsigned(vectors), VECTOR],
    ]);
    return sized(bytesOf([locals, body, 0x0b]));
  });
  return Buffer.concat([
    Buffer.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
    ...sectionOf(
      1,
      functions.map(({ params }) => [0x60, list(Array<Code>(params).fill(WORD)), 0]),
    ),
    ...sectionOf(2, [[name('env'), name('memory'), 2, 3, 1, 1]]), // shared, at least and at most one page
    ...sectionOf(
      3,
      functions.map((_, index) => unsigned(index)),
    ),
    ...sectionOf(
      7,
      functions.map((fn, index) => [name(fn.name), 0, unsigned(index)]),
    ),
    ...section(10, Buffer.from(unsigned(functions.length)), ...bodies),
  ]);
}
