import { expect, it } from 'vitest';
import { redact, scrub, secretsIn } from './redact.ts';

it('hides hashes, salts and keys of users, and leaves policies and links', () => {
  const seen = {
    Attributes: {
      'Users.2.UserName': 'root',
      'Users.2.Password': null,
      'Users.2.SHA256Password': 'A1B2',
      'Users.2.SHA256PasswordSalt': 'C3D4',
      'Users.2.IPMIKey': 'E5F6',
      'Users.2.SHA256': 'F9E8',
      'Users.2.MD5v3Key': '0708',
      'Users.2.SHA1v3Key': '090A',
      'IPMILan.1.EncryptionKey': '0000',
      'SNMP.1.AgentCommunity': 'public',
      'Security.1.MinimumPasswordScore': 2,
    },
    PasswordChangeRequired: true,
    Actions: { '#ManagerAccount.ChangePassword': { target: '/redfish/v1/x' } },
    SecretKeys: ['one', { Key: 'two', Password: 'three' }],
  };
  const shown = JSON.stringify(redact(seen));
  for (const secret of ['A1B2', 'C3D4', 'E5F6', 'F9E8', '0708', '090A', '0000', 'public', '"one"', 'three']) {
    expect(shown).not.toContain(secret);
  }
  expect(shown).toContain('"Users.2.UserName":"root"');
  expect(shown).toContain('"Security.1.MinimumPasswordScore":2');
  expect(shown).toContain('"PasswordChangeRequired":true');
  expect(shown).toContain('/redfish/v1/x');
});

it('finds the secrets in what is sent', () => {
  expect(secretsIn({ UserName: 'root', Password: 'a' })).toEqual(['a']);
  expect(secretsIn({ Attributes: { 'Users.2.Password': 'b', 'IPv4.1.Address': '10.0.0.1' } })).toEqual(['b']);
  expect(secretsIn({ ResetType: 'On' })).toEqual([]);
});

it('takes a secret out of a text however it is spelt', () => {
  const secret = 'p"a\\ss/w&rd';
  const text = `raw ${secret}, json ${JSON.stringify(secret)}, url ${encodeURIComponent(secret)}`;
  const clean = JSON.stringify(scrub({ error: [text] }, [secret]));
  expect(clean).not.toMatch(/ss\/w|ss%2Fw/);
  expect(clean.match(/\[redacted\]/g)).toHaveLength(3);
  expect(scrub('nothing', [''])).toBe('nothing');
});

it('does not trip over odd names', () => {
  const hostile: unknown = JSON.parse('{"__proto__":{"Password":"x"},"constructor":{"Password":"y"}}');
  expect(JSON.stringify(redact(hostile))).not.toMatch(/"[xy]"/);
  expect(({} as Record<string, unknown>).Password).toBeUndefined();
});
