/** Which procedures are walked on practice models, and where. Tests only. */

/**
 * Large ones, each with the tests that take it to its end and through its branches on a practice model: walking them without
 * a model takes longer than a unit test may.
 */
export const ON_MODELS: Readonly<Record<string, string>> = {
  'sps-upgrade-standalone': 'resources-branches.test.ts',
  'sps-upgrade-ha-cluster': 'resources-branches.test.ts',
  'sps-slave-ipmi-power-on': 'resources-sps-slave.test.ts',
  'imp-hotfix-upgrade': 'resources-imprivata.test.ts',
  'us-appliance-recovery': 'resources-u-series-recovery.test.ts',
  'us-dell-bios-update': 'resources-u-series.test.ts',
  'us-dell-idrac-update': 'resources-u-series-idrac.test.ts',
  'us-upgrade-active-passive': 'resources-u-series-upgrade.test.ts',
  'us-upgrade-active-active': 'resources-u-series-upgrade.test.ts',
  'rs-atlas-upgrade-with-failover': 'resources-remote-support-atlas.test.ts',
  'rs-atlas-upgrade-no-failover': 'resources-remote-support-atlas.test.ts',
  'rs-upgrade-failover-synchronous': 'resources-remote-support-pair.test.ts',
  'rs-upgrade-failover-asynchronous': 'resources-remote-support-pair.test.ts',
  'rs-hardware-migration': 'resources-remote-support-hardware.test.ts',
  'rs-upgrade-single-automatic': 'resources-remote-support-single.test.ts',
  'rs-upgrade-single-manual': 'resources-remote-support.test.ts',
  'rs-atlas-role-swap': 'resources-remote-support-atlas.test.ts',
  'rs-atlas-install': 'resources-remote-support-atlas.test.ts',
  'rs-atlas-node-offline': 'resources-remote-support-atlas.test.ts',
  'rs-atlas-node-upgrade': 'resources-remote-support-atlas.test.ts',
  'rs-failover-sync-and-break': 'resources-remote-support-pair.test.ts',
  'rs-install-round': 'resources-remote-support-trouble.test.ts',
  'rs-manual-round': 'resources-remote-support.test.ts',
  'rs-automatic-round': 'resources-remote-support-single.test.ts',
  'rs-update-appliance': 'resources-remote-support-single.test.ts',
  'rs-client-reinstall-alternative': 'resources-remote-support-single.test.ts',
  'rs-stepped-upgrade': 'resources-remote-support.test.ts',
};
