import { Reader, u32le } from '../bytes.ts';

/** Algorithm numbers of one cipher suite (IPMI 2.0 Tables 13-17, 13-18, 13-19). */
export interface Algorithms {
  authentication: number;
  integrity: number;
  confidentiality: number;
}

/** RMCP+ Open Session Request (IPMI 2.0 Table 13-9). Session ids least significant byte first. */
export interface OpenSessionRequest {
  tag: number;
  /** Privilege level number, 0 for "highest the algorithms allow". */
  privilege: number;
  consoleId: number;
  algorithms: Algorithms;
}

/** RMCP+ Open Session Response (IPMI 2.0 Table 13-10). A status other than 0 carries nothing but tag and status for sure. */
export type OpenSessionResponse =
  | { status: 0; tag: number; privilege: number; consoleId: number; bmcId: number; algorithms: Algorithms }
  | { status: number; tag: number; refused: true };

function encodeAlgorithms(a: Algorithms): Buffer {
  const payload = (type: number, algorithm: number) => Buffer.from([type, 0, 0, 8, algorithm, 0, 0, 0]);
  return Buffer.concat([payload(0, a.authentication), payload(1, a.integrity), payload(2, a.confidentiality)]);
}

function decodeAlgorithms(r: Reader): Algorithms {
  const payload = (type: number) => {
    r.expect(type, 'payload type');
    r.take(2);
    // A length of 0 is the wildcard "any algorithm"; the algorithm byte then says nothing, and we never accept it.
    const length = r.u8();
    const algorithm = r.u8() & 0x3f;
    r.take(3);
    if (length !== 8) r.fail(`algorithm record ${type} has length ${length}`);
    return algorithm;
  };
  return { authentication: payload(0), integrity: payload(1), confidentiality: payload(2) };
}

export function encodeOpenSessionRequest(q: OpenSessionRequest): Buffer {
  const front = Buffer.from([q.tag, q.privilege, 0, 0]);
  return Buffer.concat([front, u32le(q.consoleId), encodeAlgorithms(q.algorithms)]);
}

export function decodeOpenSessionRequest(bytes: Buffer): OpenSessionRequest {
  const r = new Reader(bytes, 'Open Session Request');
  const tag = r.u8();
  const privilege = r.u8() & 0x0f;
  r.take(2);
  return { tag, privilege, consoleId: r.u32le(), algorithms: decodeAlgorithms(r) };
}

export function encodeOpenSessionResponse(a: OpenSessionResponse): Buffer {
  if ('refused' in a) return Buffer.from([a.tag, a.status, 0, 0, 0, 0, 0, 0]);
  const front = Buffer.from([a.tag, a.status, a.privilege, 0]);
  return Buffer.concat([front, u32le(a.consoleId), u32le(a.bmcId), encodeAlgorithms(a.algorithms)]);
}

export function decodeOpenSessionResponse(bytes: Buffer): OpenSessionResponse {
  const r = new Reader(bytes, 'Open Session Response');
  const tag = r.u8();
  const status = r.u8();
  if (status !== 0) return { status, tag, refused: true };
  const privilege = r.u8() & 0x0f;
  r.u8();
  const consoleId = r.u32le();
  const bmcId = r.u32le();
  return { status, tag, privilege, consoleId, bmcId, algorithms: decodeAlgorithms(r) };
}
