/** The stage door of a practice rack: other processes play manual actions and switch faults here. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { PracticeFault } from '../../preload/contract.ts';
import { MANUAL_ACTIONS } from '../procedures/manual-actions.ts';
import { DELL_ID, DEVICE_ID, RS_ID } from './identity.ts';
import { APPLIANCES as IMPRIVATA } from './imprivata/enterprise.ts';
import type { PracticePackage } from './packages/samples.ts';
import type { Played, RackAction, RackState } from './rack.ts';
import { GROUP_IDS } from './remote-support/group-models.ts';
import type { KeyText } from './u-series/key-texts.ts';
import type { ApplianceKeys } from './u-series/practice-appliance.ts';
import { PAIR_ID } from './u-series/practice-pair.ts';

// Records, so that a name which the contract gains and this list lacks does not compile.
const FAULTS: Record<PracticeFault, true> = {
  'upgrade-fails': true,
  'lost-reply': true,
  'bmc-dead': true,
  'wrong-serial': true,
  'slow-boot': true,
  'fan-failed': true,
  'psu-lost': true,
  overheating: true,
  intrusion: true,
  'console-held': true,
  'weak-setup': true,
  'idrac-silent': true,
  'job-lost': true,
  'signature-refused': true,
  'version-unchanged': true,
  'default-password': true,
  'key-stick-missing': true,
  'key-stick-stale': true,
  'key-misprint': true,
  'rs-clock-wrong': true,
  'rs-package-vanished': true,
  'rs-base-missing': true,
  'rs-base-fails': true,
  'ha-link-lost': true,
  'ha-links-lost': true,
  'indexer-config-missing': true,
  'indexer-package-fails': true,
  'indexer-start-fails': true,
  'indexer-brings-config': true,
  none: true,
};
const keys = <K extends string>(record: Record<K, true>) => Object.keys(record) as K[];

const DEVICES = [
  ...Object.values(DEVICE_ID),
  ...[DELL_ID, RS_ID],
  ...IMPRIVATA,
  ...Object.values(PAIR_ID),
  ...GROUP_IDS,
];
const manualOrder = z.object({
  action: z.enum(MANUAL_ACTIONS),
  deviceId: z.enum(DEVICES).nullable(),
});
/** Every fault there is, as a schema. */
export const practiceFault = z.enum(keys(FAULTS));
const faultOrder = z.object({ fault: practiceFault });

/** What the door opens to. */
export interface Stage {
  manual(action: RackAction, deviceId: string | null): Played;
  setFault(fault: PracticeFault): Promise<void>;
  state(): RackState;
  packages(): Promise<{ anchor: string; files: PracticePackage[] }>;
  keys(): Promise<ApplianceKeys>;
}
export interface Control {
  url: string;
  close(): Promise<void>;
}

const BODY_LIMIT = 4096;
type Reply = [status: number, body: unknown];

/**
 * Plain HTTP on 127.0.0.1; the token in the path keeps other users of the machine and web pages out.
 * `POST manual {action, deviceId}` answers `Played`, `POST fault {fault}` and `GET state` answer `RackState`,
 * `GET packages` the files to rehearse updates with, in base64, and the certificate that they are signed under; `GET keys`
 * the key stick, the listings and the disk of the U-Series, in base64 too.
 */
export async function startControl(stage: Stage, port: number): Promise<Control> {
  const token = Buffer.from(randomBytes(16).toString('hex'));
  const server = createServer((request, response) => {
    const [, given = '', verb = ''] = (request.url ?? '').split('/');
    const key = Buffer.from(given, 'latin1');
    const welcome = key.length === token.length && timingSafeEqual(key, token);
    const answer = welcome ? serve(stage, request, verb) : Promise.resolve<Reply>([404, { error: 'not found' }]);
    answer.then(
      ([status, body]) => {
        // Closed each time: an order on a kept connection that ends at that moment would be lost, and is not sent again.
        const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', connection: 'close' };
        response.writeHead(status, headers);
        response.end(JSON.stringify(body));
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token.toString()}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(stage: Stage, request: IncomingMessage, verb: string): Promise<Reply> {
  if (request.method === 'GET' && verb === 'state') return [200, stage.state()];
  if (request.method === 'GET' && verb === 'packages') {
    const { anchor, files } = await stage.packages();
    return [200, { anchor, files: encoded(files) }];
  }
  if (request.method === 'GET' && verb === 'keys') {
    const { stick, listings, disk } = await stage.keys();
    const body = { stick: stick && encoded(stick), listings: encoded(listings), disk: disk.toString('base64') };
    for (const { bytes } of [...(stick ?? []), ...listings]) bytes.fill(0);
    return [200, body];
  }
  if (request.method !== 'POST') return [405, { error: 'method not allowed' }];
  const body = await readJson(request);
  if (verb === 'manual') {
    const order = manualOrder.safeParse(body);
    return order.success
      ? [200, stage.manual(order.data.action, order.data.deviceId)]
      : [400, { error: 'unknown action or device' }];
  }
  if (verb === 'fault') {
    const order = faultOrder.safeParse(body);
    if (!order.success) return [400, { error: 'unknown fault' }];
    await stage.setFault(order.data.fault);
    return [200, stage.state()];
  }
  return [404, { error: 'not found' }];
}

const encoded = (files: (PracticePackage | KeyText)[]) =>
  files.map(({ name, bytes }) => ({ name, base64: bytes.toString('base64') }));

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_LIMIT) return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
