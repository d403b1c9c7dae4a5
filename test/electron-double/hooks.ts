// Both `import … from 'electron'` in the bundles and `require('electron')`, which Playwright types into the inspector,
// land on the double.
import './boringssl.ts';
import { registerHooks } from 'node:module';

const url = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main' ? { url, shortCircuit: true } : next(specifier, context),
});
