// Timestamps of the kind before RFC 3161, which older update packages carry: osslsigncode asks a service on loopback.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DupError } from '../../main/idrac/dup/error.ts';
import { packageInMemory } from '../../main/idrac/dup/file.ts';
import { inspect } from '../../main/idrac/dup/inspect.ts';
import { anchorsOf } from '../../main/idrac/dup/signature/chain.ts';
import { child, parseDer, TAG } from '../../main/idrac/dup/signature/der.ts';
import { dupOf } from '../../main/idrac/dup/testing/package.ts';
import { type Authority, createAuthority } from './support/authenticode.ts';

let authority: Authority;
let service: Server;
let hash: 'sha1' | 'sha256' = 'sha256';

beforeAll(async () => {
  authority = await createAuthority();
  await authority.leaf('rsa');
  service = createServer(async (request, response) => {
    // TimeStampRequest: OID, then a ContentInfo with the signature's bytes.
    const order = parseDer(Buffer.from((await buffer(request)).toString('latin1'), 'base64'));
    const content = child(child(order, order.children.length - 1, TAG.sequence), 1, 0xa0);
    const stamp = await authority.stamp(child(content, 0, TAG.octets).content, hash);
    response.setHeader('content-type', 'application/octet-stream').end(stamp.toString('base64'));
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  service.close();
  authority.remove();
});

it.each(['sha1', 'sha256'] as const)(
  'a countersignature with %s counts, and no byte of it can be changed',
  async (name) => {
    hash = name;
    const counterSigner = `http://127.0.0.1:${(service.address() as AddressInfo).port}/`;
    const file = await authority.sign(authority.write('old.exe', dupOf()), 'rsa', { counterSigner });
    expect(await authority.verifies(file)).toBe(true);
    const original = readFileSync(file);
    const look = (bytes: Buffer, now = new Date()) =>
      inspect(packageInMemory('old.exe', bytes), { anchors: anchorsOf(authority.rootPem), now });
    const { signature } = await look(original);
    expect(signature, signature?.reason).toMatchObject({ state: 'valid', timestamp: { authority: 'Test TSA' } });
    // The stamp is what counts once the certificates are over.
    expect((await look(original, new Date('2200-01-01T00:00:00Z'))).signature?.state).toBe('valid');

    const attribute = original.lastIndexOf(Buffer.from('06092a864886f70d010906', 'hex')); // 1.2.840.113549.1.9.6
    expect(attribute).toBeGreaterThan(0);
    const accepted: number[] = [];
    for (let at = attribute; at < original.length; at++) {
      const bytes = Buffer.from(original);
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      // Without a checksum, so that it is the signature that notices.
      bytes.writeUInt32LE(0, 0xd8);
      const state = await look(bytes).then(
        (found) => found.signature?.state,
        (error: unknown) => {
          if (error instanceof DupError) return error.code;
          throw error;
        },
      );
      if (state === 'valid') accepted.push(at);
    }
    expect(accepted).toEqual([]);
  },
);
