import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Signers } from '../../firmware/fit.ts';
import { anchorsOf, type TrustAnchors } from '../../idrac/dup/signature/chain.ts';
import { isDell } from '../../idrac/dup/signature/names.ts';
import { PRACTICE_ORGANISATION } from '../../practice/packages/signer.ts';
import { Stagehand } from '../../practice/stagehand.ts';
import type { Rehearsal } from './idrac-service.ts';
import { packageAnchors } from './inspect.ts';

export interface PackageTrust {
  anchors: TrustAnchors;
  expected: Signers;
}

/**
 * Whose packages are taken. For a server of the practice rack, and for no other, the authority of that very rack and its
 * signer count as well. `resources`: where the roots of Dell's signers lie. @throws PracticeError when the rack is gone
 */
export function packageTrust(resources: string): (rehearsal: Rehearsal | null) => Promise<PackageTrust> {
  const anchors = packageAnchors(() => [readFileSync(path.join(resources, 'authenticode', 'roots.pem'), 'utf8')]);
  return async (rehearsal) => {
    const real = anchors();
    if (!rehearsal) return { anchors: real, expected: isDell };
    const { anchor } = await new Stagehand({ practice: rehearsal }).packages();
    return {
      anchors: { certificates: [...anchorsOf(anchor).certificates, ...real.certificates] },
      expected: (organisation) => organisation === PRACTICE_ORGANISATION || isDell(organisation),
    };
  };
}
