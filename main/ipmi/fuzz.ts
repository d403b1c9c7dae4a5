import { type FuzzReport, type FuzzTarget, fuzzTargets } from '../ports/fuzz.ts';
import { DecodeError } from './bytes.ts';
import { suiteIds } from './commands/get-channel-cipher-suites.ts';
import { guidText } from './commands/get-system-guid.ts';
import { COMMANDS } from './commands/registry.ts';
import { decryptPayload, encryptPayload } from './crypto/confidentiality.ts';
import { packetCode, rakp2Code, type SessionKeys } from './crypto/keys.ts';
import { SUITES } from './crypto/suites.ts';
import { decodeBoard, decodeChassis, decodeProduct, encodeBoard, encodeChassis, encodeProduct } from './fru/areas.ts';
import { decodeFru, decodeHeader, encodeFru } from './fru/inventory.ts';
import { advance, type Handshake, startHandshake } from './session/handshake.ts';
import { newSecureSession, seal, unseal } from './session/secure.ts';
import { decodeAsf, encodeAsf } from './wire/asf.ts';
import { checksum, decodeMessage, encodeMessage } from './wire/message.ts';
import {
  decodeOpenSessionRequest,
  decodeOpenSessionResponse,
  encodeOpenSessionRequest,
  encodeOpenSessionResponse,
} from './wire/open-session.ts';
import { decodePacket, encodePacket, PAYLOAD, type PayloadType } from './wire/packet.ts';
import {
  decodeRakp1,
  decodeRakp2,
  decodeRakp3,
  decodeRakp4,
  encodeRakp1,
  encodeRakp2,
  encodeRakp3,
  encodeRakp4,
} from './wire/rakp.ts';
import { decodeRmcp } from './wire/rmcp.ts';
import { decodeSessionless, encodeSessionless } from './wire/sessionless.ts';

/** Mutated packets through every decoder of client and server; they may return a value or throw DecodeError. */
export function fuzz(iterations: number, seed: number): FuzzReport {
  return fuzzTargets(makeTargets(), (error) => error instanceof DecodeError, iterations, seed);
}

const KEYS: SessionKeys = { sik: Buffer.alloc(20, 1), k1: Buffer.alloc(20, 2), k2: Buffer.alloc(20, 3) };
const IV = Buffer.alloc(16, 4);

function plain(payloadType: PayloadType, payload: Buffer): Buffer {
  return encodePacket({ payloadType, encrypted: false, authenticated: false, sessionId: 0, sequence: 0, payload });
}

/** Puts a right AuthCode behind a damaged session packet, so that what the AuthCode guards is fuzzed as well. */
function resign(datagram: Buffer): Buffer {
  const suite = SUITES[3];
  const end = datagram.length - suite.authCodeLength;
  if (end < 4) return datagram;
  return Buffer.concat([datagram.subarray(0, end), packetCode(suite, KEYS.k1, datagram.subarray(4, end))]);
}

/** Makes the zero checksum of a FRU area right again. */
function rechecksum(area: Buffer): Buffer {
  const length = Math.min((area[1] ?? 0) * 8, area.length);
  if (length > 0) area[length - 1] = checksum(area.subarray(0, length - 1));
  return area;
}

function makeTargets(): FuzzTarget[] {
  const algorithms = SUITES[17].algorithms;
  const openRequest = encodeOpenSessionRequest({ tag: 0, privilege: 3, consoleId: 1, algorithms });
  const openResponse = encodeOpenSessionResponse({
    tag: 0,
    status: 0,
    privilege: 3,
    consoleId: 1,
    bmcId: 2,
    algorithms,
  });
  const r16 = Buffer.alloc(16, 9);
  const rakp1 = encodeRakp1({
    tag: 1,
    bmcId: 2,
    consoleRandom: r16,
    role: 0x13,
    user: Buffer.from('administrator123'),
  });
  const rakp2 = encodeRakp2({ tag: 1, status: 0, consoleId: 1, bmcRandom: r16, guid: r16, authCode: Buffer.alloc(32) });
  const rakp3 = encodeRakp3({ tag: 2, status: 0, bmcId: 2, authCode: Buffer.alloc(32) });
  const rakp4 = encodeRakp4({ tag: 2, status: 0, consoleId: 1, integrityCheck: r16 });
  const refused = (status: number) => encodeRakp2({ tag: 1, status, refused: true });
  const message = encodeMessage({ netFn: 7, cmd: 1, rqSeq: 1, data: Buffer.alloc(20, 5) });
  const session = newSecureSession(SUITES[3], KEYS, 1, 1);
  const sealed = seal(session, { netFn: 7, cmd: 1, rqSeq: 1, data: Buffer.from([0, 1]) }, IV).datagram;
  const encrypted = encryptPayload(KEYS.k2, IV, message);
  const datagrams = [
    plain(PAYLOAD.openRequest, openRequest),
    plain(PAYLOAD.openResponse, openResponse),
    plain(PAYLOAD.rakp1, rakp1),
    plain(PAYLOAD.rakp2, rakp2),
    plain(PAYLOAD.rakp2, refused(0x0d)),
    plain(PAYLOAD.rakp3, rakp3),
    plain(PAYLOAD.rakp4, rakp4),
    sealed,
    encodeSessionless(message),
    encodeAsf({ kind: 'ping', tag: 1 }),
    encodeAsf({ kind: 'pong', tag: 1, ipmi: true, enterprise: 4542 }),
  ];
  return [
    { name: 'rmcp', seeds: datagrams, decode: decodeRmcp },
    { name: 'asf', seeds: datagrams.slice(-2), decode: decodeAsf },
    { name: 'packet', seeds: datagrams, decode: (b) => [decodePacket(b, 12), decodePacket(b, 16)] },
    { name: 'sessionless', seeds: datagrams.slice(-3), decode: decodeSessionless },
    { name: 'message', seeds: [message], decode: decodeMessage },
    { name: 'open request', seeds: [openRequest], decode: decodeOpenSessionRequest },
    { name: 'open response', seeds: [openResponse], decode: decodeOpenSessionResponse },
    { name: 'rakp 1', seeds: [rakp1], decode: decodeRakp1 },
    { name: 'rakp 2', seeds: [rakp2, refused(2)], decode: (b) => decodeRakp2(b, 32) },
    { name: 'rakp 3', seeds: [rakp3], decode: decodeRakp3 },
    { name: 'rakp 4', seeds: [rakp4], decode: (b) => decodeRakp4(b, 16) },
    { name: 'session packet', seeds: [sealed], decode: (b) => unseal(session, b), repair: resign },
    { name: 'encrypted payload', seeds: [encrypted], decode: (b) => decryptPayload(KEYS.k2, b) },
    ...handshakeTargets(datagrams),
    ...fruTargets(),
    ...commandTargets(),
  ];
}

/** The client's whole state machine, in each phase that waits for an answer. */
function handshakeTargets(seeds: Buffer[]): FuzzTarget[] {
  const fixed = (n: number) => (n === 4 ? Buffer.from([1, 0, 0, 0]) : Buffer.alloc(n, 9));
  const config = { suite: SUITES[17], user: Buffer.from('a'), password: Buffer.from('b'), kg: null, privilege: 3 };
  const opening = startHandshake(config, fixed).state;
  const answer = seeds[1] ?? Buffer.alloc(0);
  const asking = advance(opening, { kind: 'datagram', bytes: answer }, fixed).state;
  const bytes16 = fixed(16);
  const { user, password, kg, suite } = config;
  const ids = { consoleId: 1, bmcId: 2, consoleRandom: bytes16, bmcRandom: bytes16, guid: bytes16 };
  const authCode = rakp2Code({ ...ids, suite, user, password, kg, role: 0x13 });
  const proof = encodeRakp2({ tag: 1, status: 0, consoleId: 1, bmcRandom: bytes16, guid: bytes16, authCode });
  const proving = advance(asking, { kind: 'datagram', bytes: plain(PAYLOAD.rakp2, proof) }, fixed).state;
  if (proving.phase.at !== 'rakp3') throw new Error('the fuzzer does not reach RAKP 3');
  const step = (state: Handshake) => (bytes: Buffer) => advance(state, { kind: 'datagram', bytes }, fixed);
  return [
    { name: 'handshake at open', seeds, decode: step(opening) },
    { name: 'handshake at rakp 1', seeds, decode: step(asking) },
    { name: 'handshake at rakp 3', seeds, decode: step(proving) },
  ];
}

function fruTargets(): FuzzTarget[] {
  const chassis = { chassisType: 23, partNumber: 'PN', serial: 'S-1234', custom: ['X'] };
  const board = {
    language: 0,
    manufactured: 1,
    manufacturer: 'M',
    product: 'P',
    serial: 'S',
    partNumber: 'N',
    fileId: null,
    custom: [],
  };
  const product = {
    language: 17,
    manufacturer: 'M',
    product: 'P',
    partNumber: 'N',
    version: '1',
    serial: 'S',
    assetTag: null,
    fileId: null,
    custom: [],
  };
  const whole = encodeFru({ chassis, board, product });
  return [
    { name: 'fru', seeds: [whole], decode: decodeFru },
    { name: 'fru header', seeds: [whole.subarray(0, 8)], decode: decodeHeader },
    {
      name: 'fru chassis',
      seeds: [encodeChassis(chassis), encodeChassis(chassis, 'ascii6')],
      decode: decodeChassis,
      repair: rechecksum,
    },
    {
      name: 'fru board',
      seeds: [encodeBoard(board), encodeBoard(board, 'ascii6')],
      decode: decodeBoard,
      repair: rechecksum,
    },
    { name: 'fru product', seeds: [encodeProduct(product)], decode: decodeProduct, repair: rechecksum },
  ];
}

/** Request and response decoder of every command. */
function commandTargets(): FuzzTarget[] {
  const seeds = [
    Buffer.alloc(0),
    Buffer.from([0]),
    Buffer.from([1, 2, 3, 4]),
    Buffer.alloc(16, 0x21),
    Buffer.alloc(24, 0xc0),
  ];
  return Object.entries(COMMANDS).flatMap(([name, command]): FuzzTarget[] => [
    { name: `${name} request`, seeds, decode: (b) => command.decodeRequest(b) },
    { name: `${name} response`, seeds, decode: (b) => texts(command.decodeResponse(b)) },
  ]);
}

/** Goes on to what is made of byte strings: GUID text and cipher suite list. */
function texts(value: unknown): unknown {
  return Buffer.isBuffer(value) ? [guidText(value), suiteIds(value)] : value;
}
