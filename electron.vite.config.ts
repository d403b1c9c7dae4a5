import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { compiledLibrary } from './scripts/compiled-library.ts';

// Folders sit at the top level, so every entry is named here instead of relying on electron-vite's src/ defaults.
const at = (p: string) => path.resolve(import.meta.dirname, p);

export default defineConfig({
  main: {
    plugins: [compiledLibrary(at('resources/procedures'))],
    build: {
      externalizeDeps: false, // everything is bundled: no node_modules in the asar
      target: 'node24.18',
      sourcemap: true,
      rolldownOptions: {
        input: { index: at('main/index.ts'), web: at('main/web.ts'), cli: at('main/cli.ts') },
        // ssh2 asks for native helpers and does without them: nothing native is built or shipped.
        external: ['cpu-features', /\.node$/],
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      target: 'node24.18',
      rolldownOptions: {
        input: { index: at('preload/index.ts') },
        // A sandboxed preload must be one CommonJS file; ".cjs" because package.json says "type": "module".
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react()],
    build: {
      target: 'chrome156',
      minify: true,
      assetsInlineLimit: 0, // no data: fonts or scripts under a strict CSP
      rolldownOptions: { input: at('renderer/index.html') },
    },
  },
});
