import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Where the parts of the application lie, built or packed; the same for all shells. */
export interface Layout {
  /** Folder with package.json: the checkout, or the asar archive. */
  root: string;
  version: string;
  /** Procedures, locales and icons. */
  resources: string;
  /** The procedures as the build has compiled them; null where the sources run, which may be newer than the build. */
  library: string | null;
  /** The built screen. */
  renderer: string;
  /** The built preload script, one CommonJS file. */
  preload: string;
}

/** Looks upwards from `start`, because a bundler may have moved the asking module into a chunk folder. */
export function findLayout(start: string): Layout {
  let root = start;
  for (;;) {
    const version = versionOf(path.join(root, 'package.json'));
    if (version !== null) {
      const built = path.join(root, 'out');
      return {
        root,
        version,
        resources: path.join(root, 'resources'),
        library: start.startsWith(built + path.sep) ? path.join(built, 'main', 'library.json') : null,
        renderer: path.join(built, 'renderer'),
        preload: path.join(built, 'preload', 'index.cjs'),
      };
    }
    const parent = path.dirname(root);
    if (parent === root) throw new Error(`Rackhand is incomplete: no package.json above ${start}`);
    root = parent;
  }
}

function versionOf(manifest: string): string | null {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
  } catch {
    return null;
  }
}
