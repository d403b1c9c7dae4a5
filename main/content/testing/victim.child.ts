// Takes or downloads a package, and kills itself at the n-th change of a file: before it, or in the middle of a write.
import { systemClock } from '../../ports/clock.ts';
import { faultyFiles } from '../../ports/testing/faulty-files.ts';
import { bootId } from '../boot.ts';
import { download } from '../download.ts';
import { cachedReader } from '../ports.ts';
import { ContentStore } from '../store.ts';
import { takeFile } from '../take.ts';
import { lazyDisk } from './lazy-disk.ts';

const [root = '', source = '', authorities = '', at = '0'] = process.argv.slice(2);
const file = source.startsWith('https:') ? null : source;
let changes = 0;
const files = faultyFiles(lazyDisk, (call) => {
  if (!call.changes || call.file === file) return undefined;
  changes += 1;
  if (changes > Number(at)) process.kill(process.pid, 'SIGKILL');
  // The last one before the end is torn: of a write only the first byte is done.
  return changes === Number(at) && call.name === 'write' ? { bytes: 1 } : undefined;
});
const store = await ContentStore.open(root, {
  files,
  clock: systemClock,
  reader: cachedReader(lazyDisk),
  boot: bootId(),
});
const entry = {
  name: 'base',
  version: null,
  kind: 'base',
  dependsOn: [],
  sizeBytes: null,
  vendorSha256: null,
  url: null,
} as const;
const wanted = { key: 'trip-1/base', entry: { ...entry, dependsOn: [] } };
const receipt = file
  ? await takeFile(store, wanted, file)
  : await download(store, wanted, source, { trust: { authorities }, checkpoint: 40_000 });
process.stdout.write(`${receipt.sha256}\n`);
