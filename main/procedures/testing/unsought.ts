/**
 * Branches of small procedures that the explorer is not asked for, because they need much that fits together, and the tests that
 * take them on a practice model (proven there by `everyBranchWalked`). Tests only.
 */
export const UNSOUGHT: Readonly<Record<string, string>> = {
  'imp-package-install:suspend': 'resources-imprivata.test.ts',
  'imp-package-install:suspend refuses imp.provisioning': 'resources-imprivata.test.ts',
  'rs-atlas-choose-halves:halved -> end': 'resources-remote-support-atlas.test.ts',
  'rs-msi-prestage:phase -> end': 'resources-remote-support-single.test.ts',
};
