import type { Configuration } from 'electron-builder';

const config: Configuration = {
  appId: 'example.rackhand',
  productName: 'Rackhand',
  directories: { output: 'dist', buildResources: 'resources/icons' },
  // out/ is self-contained: everything it needs is bundled.
  files: ['out/**', '!out/**/*.map', 'resources/**', '!node_modules/**', 'package.json'],
  asar: true,
  npmRebuild: false,
  nodeGypRebuild: false,
  electronLanguages: ['en-US', 'de'],
  // Electron's ninth fuse, wasmTrapHandlers, is unknown to electron-builder 26 and stays as Electron ships it: on.
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true, // enforced on macOS and Windows only
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: { target: ['AppImage', 'deb'], category: 'System', executableName: 'rackhand' },
  win: { target: ['nsis'] },
  mac: { target: ['dmg'], hardenedRuntime: true, gatekeeperAssess: false },
  publish: null,
};

export default config;
