// A process that handles recovery keys as the window's main process does, and then stays alive to be looked into. Gets the
// data folder, the folder with key files and the disk; says what became of each step, one line of JSON each.

import path from 'node:path';
import { createInterface } from 'node:readline';
import { createApp } from '../../../main/app/app.ts';
import { createLogger } from '../../../main/ports/log.ts';
import type { CommandName, Commands, Device } from '../../../preload/contract.ts';

const [home = '', stick = '', disk = ''] = process.argv.slice(2);
const app = await createApp({
  ...{ kind: 'web', version: '0', runtime: {}, home },
  resources: path.join(import.meta.dirname, '../../../resources'),
  log: createLogger({ level: 'info' }),
});
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function call<K extends CommandName>(name: K, ...args: Commands[K]['args']): Promise<Commands[K]['result']> {
  const result = await app.router.dispatch(name, args);
  if (!result.ok) throw new Error(`${name}: ${result.error.message}`);
  return result.value as Commands[K]['result'];
}

const device: Device = {
  ...{
    id: 'us-a',
    name: 'US A',
    product: 'u-series',
    model: 'U-Series 20',
    serial: 'ABC1234',
    rackUnit: 1,
    heightUnits: 1,
  },
  ...{ bmc: null, web: null, idrac: null },
};
const site = await call('sites.save', { id: null, name: 'Vienna', notes: '' });
await call('devices.save', site.id, device);
await call('vault.open', 'correct horse battery staple');
await call('keys.collect', site.id, 'us-a', { kind: 'path', path: stick });
const { tried, revealed } = await call('keys.prove', site.id, 'us-a', disk, null);
const { armored } = await call('keys.export', site.id, 'us-a', 'another horse battery staple');
say({ tried, revealed, exported: armored.length });

for await (const order of createInterface({ input: process.stdin })) {
  if (order === 'lock') say(await call('vault.lock'));
  if (order === 'end') break;
}
await app.close();
