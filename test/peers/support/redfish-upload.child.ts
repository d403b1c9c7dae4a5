/** Uploads a file and prints what memory that took. `node redfish-upload.child.ts url pin password path` */
import { readFileSync } from 'node:fs';
import { startUpdate } from '../../../main/idrac/redfish/update.ts';
import { withRedfish } from '../../../main/redfish/client.ts';
import { firmwareFile } from '../../../main/redfish/firmware-file.ts';
import { readUpdateService } from '../../../main/redfish/resources/update-service.ts';

const [url = '', pin = '', password = '', path = ''] = process.argv.slice(2);
const options = { device: 'dell', url, pin, user: 'root', password: Buffer.from(password) };
const file = await firmwareFile(path);
let told = 0;
const result = await withRedfish(options, async (service) =>
  startUpdate(service, await readUpdateService(service), file, {
    onProgress: (progress) => {
      told = progress.bytes;
    },
  }),
);
// Not resourceUsage().maxRSS: that one begins with what the parent had when it forked (getrusage(2), execve(2)).
const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
console.log(JSON.stringify({ kind: result.kind, told, peakKb: Number(peak) }));
