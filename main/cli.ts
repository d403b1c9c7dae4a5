// Shell 3: the command line. This file only makes the next start faster; everything else is in cli/main.ts.
import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { dataFolder, prepareDataFolder } from './shell/home.ts';

// In the data folder, which is closed to other users: compiled code that others could write would run as the operator.
try {
  enableCompileCache(path.join(prepareDataFolder(dataFolder()), 'compile-cache'));
} catch {
  // A folder that cannot be made is reported by the command itself, in its own words.
}
await import('./cli/main.ts');
