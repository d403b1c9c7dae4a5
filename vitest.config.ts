import { defineConfig } from 'vitest/config';

// `unit` runs beside the code with simulated clocks; `peers` talks to real third-party programs on loopback, and packs.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{main,preload,renderer,scripts,resources}/**/*.test.{ts,tsx}'],
          setupFiles: ['test/electron-double/boringssl.ts'],
          // The default leaves one core idle, which on a machine of two is half of it.
          maxWorkers: '100%',
          // A disk that others keep busy is no fault of a test that writes each file through to it.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'peers',
          include: ['test/{peers,packaging}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // They mostly wait for each other's timers; three at a time keep CI within its 20 minutes.
          maxWorkers: 3,
        },
      },
      {
        // The product as its user runs it: `rackhand` processes, the practice rack, real BMC servers.
        test: {
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          setupFiles: ['test/journeys/support/last-words.ts'],
          testTimeout: 300_000,
          hookTimeout: 60_000,
          maxWorkers: 3,
        },
      },
    ],
  },
});
