import type { Packages } from './packages.ts';

/** `VERIFY.txt`: how a person checks this bundle with what every system has, and without Rackhand. */
export function verifyText({ bundle, target, packages }: Packages): string {
  const split = packages.filter(({ parts }) => parts.length > 1);
  return `Bundle ${bundle} for ${target.product}, serial ${target.serial}

The public key comes from the printed sheet or by phone, NEVER from this medium. KEY is its minisign line,
allowed_signers a file with the line: rackhand namespaces="rackhand-bundle" <its OpenSSH line>

1. Who sealed it (one of the two is enough):
   minisign -Vm tagmanifest-sha256.txt -P KEY
   ssh-keygen -Y verify -f allowed_signers -I rackhand -n rackhand-bundle -s tagmanifest-sha256.txt.sig < tagmanifest-sha256.txt
2. Nothing was changed:
   sha256sum -c --strict tagmanifest-sha256.txt
   sha256sum -c --strict manifest-sha256.txt
   Windows: Get-FileHash -Algorithm SHA256 FILE, compared with the line of the manifest
3. Nothing was added (no output means good):
   find data -type f | sort | diff - <(cut -c67- manifest-sha256.txt | sort)
4. It is for this appliance, it is the newest one and has not expired: read bag-info.txt.
   X-Serial, X-Sequence (higher than that of the bundle before), X-Expires.
${split.map(joining).join('')}
Deutsch: Der öffentliche Schlüssel kommt vom gedruckten Blatt oder per Telefon, NIE von diesem Medium. 1. prüft, wer
versiegelt hat, 2. dass nichts verändert und 3. dass nichts hinzugefügt wurde; 4. Seriennummer, Folgenummer und
Ablauf in bag-info.txt lesen.
`;
}

function joining({ originalName, parts }: Packages['packages'][number]): string {
  const names = parts.map(({ path }) => path);
  const windows = names.map((name) => name.replace('/', '\\')).join('+');
  return `
${originalName} lies in parts; joined, its SHA-256 is in joined-sha256.txt:
   cat ${names.join(' ')} | sha256sum
   Windows: copy /b ${windows} JOINED
`;
}
