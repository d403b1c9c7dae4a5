// Inspects one file and prints the peak of resident memory. A process of its own, so that nothing else is measured.
import { openPackageFile } from '../../../main/idrac/dup/file.ts';
import { inspect } from '../../../main/idrac/dup/inspect.ts';

const file = await openPackageFile(process.argv[2] ?? '');
const { size, facts } = await inspect(file, { anchors: { certificates: [] }, now: new Date() });
await file.close();
const kilobytes = process.resourceUsage().maxRSS;
process.stdout.write(JSON.stringify({ size, version: facts?.vendorVersion, kilobytes }));
