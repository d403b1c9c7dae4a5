import { expect, test } from 'vitest';
import { fingerprintOf } from './fingerprint.ts';

// Made with ssh-keygen -t ed25519; its fingerprint as ssh-keygen -l prints it.
const openssh = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHgcKhigZg/aBZXroECIhN8qHN5rmQg6zwPrj2f4Xkv7 kim@desk';
const minisign = 'RWQBAgMEBQYHCHgcKhigZg/aBZXroECIhN8qHN5rmQg6zwPrj2f4Xkv7';
const fingerprint = 'SHA256:FAPJDygWP5uJ+/OYF/n4bh3ni+jIXVpfO9XOHgf5Zeo';

test('one key has one fingerprint, that of ssh-keygen, in either form', async () => {
  expect(await fingerprintOf(openssh)).toBe(fingerprint);
  expect(await fingerprintOf(`  ${openssh}\n`)).toBe(fingerprint);
  expect(await fingerprintOf(minisign)).toBe(fingerprint);
  expect(await fingerprintOf(`untrusted comment: minisign public key\n${minisign}\n`)).toBe(fingerprint);
});

test('what is no such key has none', async () => {
  const cut = openssh
    .split(' ')
    .map((part, i) => (i === 1 ? part.slice(0, -8) : part))
    .join(' ');
  const other = `ssh-rsa ${openssh.split(' ')[1]}`;
  for (const text of ['', 'hello', cut, other, minisign.slice(4), `x${minisign.slice(1)}`, 'ssh-ed25519', '%%%%'])
    expect(await fingerprintOf(text), text).toBeNull();
});
