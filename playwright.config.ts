import { defineConfig } from '@playwright/test';

/**
 * One set of specs; a project picks the shell they run on. What is about one shell only is not run (or skipped) on others.
 * Traces cost a quarter of the time: `--trace=retain-on-failure` when a fault is looked for.
 */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // They wait more than they work, even on two cores.
  workers: 3,
  fullyParallel: true,
  forbidOnly: true,
  reporter: [['list']],
  projects: [
    { name: 'web', metadata: { shell: 'web' }, testIgnore: /electron[-\w]*\.spec\.ts/ },
    { name: 'double', metadata: { shell: 'double' }, testIgnore: /web-shell[-\w]*\.spec\.ts/ },
    { name: 'electron', metadata: { shell: 'electron' }, testIgnore: /web-shell[-\w]*\.spec\.ts/ },
  ],
});
