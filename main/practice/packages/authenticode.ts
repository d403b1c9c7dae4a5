/** Signs a program as Windows does it, with nothing but DER and a key: Microsoft, "Windows Authenticode PE Signature Format". */
import { createHash, sign } from 'node:crypto';
import { packageInMemory } from '../../idrac/dup/file.ts';
import { readPe } from '../../idrac/dup/pe.ts';
import { digestsOf } from '../../idrac/dup/signature/digests.ts';
import { ECDSA_WITH_SHA256 } from '../tls/certificate.ts';
import * as der from '../tls/der.ts';
import type { PackageSigner } from './signer.ts';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const INDIRECT_DATA = '1.3.6.1.4.1.311.2.1.4';
const PE_IMAGE = '1.3.6.1.4.1.311.2.1.15';
const OPUS_INFO = '1.3.6.1.4.1.311.2.1.12';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SHA256 = der.sequence(der.oid('2.16.840.1.101.3.4.2.1'), der.nothing());

/** The program, filled up to a multiple of 8, with a certificate table as its end and the right checksum. @throws DupError */
export async function signProgram(program: Buffer, signer: PackageSigner): Promise<Buffer> {
  const image = padded(program);
  const pe = await readPe(packageInMemory('program', image));
  const { authenticode } = await digestsOf(packageInMemory('program', image), pe, ['sha256']);
  const signature = signedData(authenticode.get('sha256') ?? Buffer.alloc(0), signer);
  // WIN_CERTIFICATE: length, revision 2.0, type PKCS #7 SignedData.
  const header = Buffer.alloc(8);
  header.writeUInt32LE(8 + signature.length, 0);
  header.writeUInt16LE(0x0200, 4);
  header.writeUInt16LE(2, 6);
  const table = padded(Buffer.concat([header, signature]));
  table.writeUInt32LE(table.length, 0);
  const signed = Buffer.concat([image, table]);
  signed.writeUInt32LE(image.length, pe.securityEntryAt);
  signed.writeUInt32LE(table.length, pe.securityEntryAt + 4);
  const file = packageInMemory('program', signed);
  const { checksum } = await digestsOf(file, await readPe(file), []);
  signed.writeUInt32LE(checksum, pe.checksumAt);
  return signed;
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)]);

/** RFC 2315 §9 with one signer, whose signed attributes are what the signature is over. */
function signedData(imageDigest: Buffer, { certificate, issuerAndSerial, key }: PackageSigner): Buffer {
  // SpcPeImageData: no flags, and a file link that nobody reads any more.
  const link = der.explicit(0, der.explicit(2, der.implicit(0, Buffer.alloc(0))));
  const content = [
    der.sequence(der.oid(PE_IMAGE), der.sequence(der.bitString(Buffer.alloc(0)), link)),
    der.sequence(SHA256, der.octetString(imageDigest)),
  ];
  const digest = createHash('sha256').update(Buffer.concat(content)).digest();
  const attributes = [
    der.sequence(der.oid(CONTENT_TYPE), der.set(der.oid(INDIRECT_DATA))),
    der.sequence(der.oid(OPUS_INFO), der.set(der.sequence())),
    der.sequence(der.oid(MESSAGE_DIGEST), der.set(der.octetString(digest))),
  ].sort(Buffer.compare);
  const signerInfo = der.sequence(
    der.integer(Buffer.of(1)),
    issuerAndSerial,
    SHA256,
    der.implicitList(0, ...attributes),
    der.sequence(der.oid(ECDSA_WITH_SHA256)),
    der.octetString(sign('sha256', der.set(...attributes), key)),
  );
  const data = der.sequence(
    der.integer(Buffer.of(1)),
    der.set(SHA256),
    der.sequence(der.oid(INDIRECT_DATA), der.explicit(0, der.sequence(...content))),
    der.implicitList(0, certificate.raw),
    der.set(signerInfo),
  );
  return der.sequence(der.oid(SIGNED_DATA), der.explicit(0, data));
}
