/**
 * Branches of small procedures that the explorer is not asked for, because they need much that fits together, and the tests that
 * take them on a practice model (proven there by `everyBranchWalked`). Tests only.
 */
export const UNSOUGHT: Readonly<Record<string, string>> = {
  'imp-download-ipm:levels skipped': 'resources-imprivata.test.ts',
  'imp-package-upload:levels skipped': 'resources-imprivata.test.ts',
  'imp-package-distribute:levels skipped': 'resources-imprivata.test.ts',
  'imp-package-install:levels skipped': 'resources-imprivata.test.ts',
  'imp-package-install:before skipped': 'resources-imprivata.test.ts',
  'imp-package-install:resume skipped': 'resources-imprivata.test.ts',
  'imp-package-install:suspend': 'resources-imprivata.test.ts',
  'imp-package-install:suspend refuses imp.provisioning': 'resources-imprivata.test.ts',
  'rs-atlas-choose-halves:halved -> end': 'resources-remote-support-atlas.test.ts',
  'rs-make-b-primary-shared-ip:tested skipped': 'resources-remote-support-pair.test.ts',
  'rs-make-b-primary-dns-swing:tested skipped': 'resources-remote-support-pair.test.ts',
  'rs-make-b-primary-nat-swing:tested skipped': 'resources-remote-support-pair.test.ts',
  'rs-msi-prestage:phase -> end': 'resources-remote-support-single.test.ts',
  'us-upgrade-node:order': 'resources-u-series-upgrade.test.ts',
};
