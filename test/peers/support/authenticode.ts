/** A test authority made by openssl, and signatures made and judged by osslsigncode. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { requirePeer } from './require-peer.ts';

const run = promisify(execFile);

export interface LeafOptions {
  subject?: string;
  key?: 'rsa' | 'P-256' | 'P-384';
  usage?: string;
  /** From and to, as openssl writes times (`20200101000000Z`). */
  valid?: readonly [string, string];
  /** Signed by the root itself. */
  issuer?: 'root' | 'intermediate';
}
export interface SignOptions {
  hash?: 'sha1' | 'sha256' | 'sha384';
  /** A timestamp of the built-in authority, at this time (Unix seconds). */
  stampedAt?: number;
  /** Address of a timestamp service of the older kind (countersignature). */
  counterSigner?: string;
  /** Time the signer writes, for certificates that are over. */
  at?: number;
  /** Adds a signature inside the one that is there. */
  nest?: boolean;
  /** Leaves the intermediate certificate out. */
  alone?: boolean;
}

export interface Authority {
  readonly rootPem: string;
  /** Path of the root's certificate. */
  readonly root: string;
  leaf(name: string, options?: LeafOptions): Promise<void>;
  sign(input: string, leaf: string, options?: SignOptions): Promise<string>;
  /** Whether osslsigncode takes the file; by default with this authority's root. */
  verifies(file: string, root?: string): Promise<boolean>;
  /** What the timestamp authority's certificate says of `bytes`: a PKCS #7 SignedData that holds them, with the time. */
  stamp(bytes: Buffer, hash: 'sha1' | 'sha256'): Promise<Buffer>;
  write(name: string, bytes: Buffer): string;
  remove(): void;
}

const RSA = ['-newkey', 'rsa:2048'];
const CA = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n';

export async function createAuthority(): Promise<Authority> {
  const openssl = requirePeer('openssl');
  const signcode = requirePeer('osslsigncode');
  const folder = mkdtempSync(path.join(tmpdir(), 'rackhand-signing-'));
  const at = (name: string) => path.join(folder, name);
  let count = 0;

  async function issue(
    name: string,
    subject: string,
    issuer: string | null,
    extensions: string,
    key: string[],
    valid: readonly [string, string],
  ) {
    await run(openssl, [
      'req',
      '-new',
      ...key,
      '-nodes',
      '-keyout',
      at(`${name}.key`),
      '-out',
      at(`${name}.csr`),
      '-subj',
      subject,
    ]);
    writeFileSync(at(`${name}.ext`), extensions);
    // `openssl x509` takes days only; `openssl ca` takes both ends.
    const config = at('ca.cnf');
    writeFileSync(at('index.txt'), '');
    writeFileSync(
      config,
      `[ca]\ndefault_ca=d\n[d]\ndatabase=${at('index.txt')}\nnew_certs_dir=${folder}\nrand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncountryName=optional\norganizationName=optional\ncommonName=supplied\n`,
    );
    const by =
      issuer === null
        ? ['-selfsign', '-keyfile', at(`${name}.key`)]
        : ['-cert', at(`${issuer}.pem`), '-keyfile', at(`${issuer}.key`)];
    await run(openssl, [
      ...['ca', '-batch', '-config', config, ...by, '-in', at(`${name}.csr`), '-out', at(`${name}.pem`), '-notext'],
      ...['-extfile', at(`${name}.ext`), '-startdate', valid[0], '-enddate', valid[1], '-preserveDN'],
    ]);
  }

  const long = ['20000101000000Z', '21000101000000Z'] as const;
  await issue('root', '/O=Rackhand Test/CN=Test Root', null, CA, RSA, long);
  await issue('intermediate', '/O=Rackhand Test/CN=Test Code CA', 'root', CA, RSA, long);
  await issue(
    'tsa',
    '/O=Rackhand Test/CN=Test TSA',
    'root',
    'keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n',
    RSA,
    long,
  );

  return {
    rootPem: readFileSync(at('root.pem'), 'utf8'),
    root: at('root.pem'),
    async leaf(
      name,
      {
        subject = '/C=US/O=Dell Inc/CN=Dell Inc',
        key = 'rsa',
        usage = 'codeSigning',
        valid = long,
        issuer = 'intermediate',
      } = {},
    ) {
      const made = key === 'rsa' ? RSA : ['-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${key}`];
      await issue(
        name,
        subject,
        issuer,
        `basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=${usage}\n`,
        made,
        valid,
      );
    },
    async sign(input, leaf, { hash = 'sha256', stampedAt, counterSigner, at: time, nest = false, alone = false } = {}) {
      const output = at(`signed-${++count}.exe`);
      await run(signcode, [
        ...['sign', '-certs', at(`${leaf}.pem`), '-key', at(`${leaf}.key`), '-h', hash],
        ...(alone ? [] : ['-ac', at('intermediate.pem')]),
        ...(stampedAt === undefined
          ? []
          : ['-TSA-certs', at('tsa.pem'), '-TSA-key', at('tsa.key'), '-TSA-time', String(stampedAt)]),
        ...(time === undefined ? [] : ['-time', String(time)]),
        ...(counterSigner === undefined ? [] : ['-t', counterSigner]),
        ...(nest ? ['-nest'] : []),
        ...['-in', input, '-out', output],
      ]);
      return output;
    },
    verifies: (file, root = at('root.pem')) =>
      run(signcode, ['verify', '-CAfile', root, '-TSA-CAfile', root, '-in', file]).then(
        () => true,
        () => false,
      ),
    async stamp(bytes, hash) {
      const [input, output] = [at('stamp.in'), at('stamp.out')];
      writeFileSync(input, bytes);
      await run(openssl, [
        ...['cms', '-sign', '-binary', '-nodetach', '-nosmimecap', '-md', hash, '-outform', 'DER'],
        ...['-signer', at('tsa.pem'), '-inkey', at('tsa.key'), '-in', input, '-out', output],
      ]);
      return readFileSync(output);
    },
    write(name, bytes) {
      writeFileSync(at(name), bytes);
      return at(name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
