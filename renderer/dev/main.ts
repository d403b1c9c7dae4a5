// The screen against a fake bridge, for looking at it: `npx vite renderer --host 127.0.0.1`, then open
// /dev/?step=shutdown&theme=light&language=de. Never part of the product: electron.vite.config.ts does not name it.
import type { Bridge } from '../../preload/contract.ts';
import { fakeBridge } from './fake.ts';

const options = Object.fromEntries(new URLSearchParams(location.search));
(window as { bridge?: Bridge }).bridge = fakeBridge(options);
await import('../src/main.tsx');
