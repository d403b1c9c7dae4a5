import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { generationOf, identityOf } from '../../main/idrac/redfish/identity.ts';
import { dellJobOf } from '../../main/idrac/redfish/job.ts';
import { readJobs } from '../../main/idrac/redfish/jobs.ts';
import { DELL_MESSAGES } from '../../main/idrac/redfish/messages.ts';
import { dellLinksOf } from '../../main/idrac/redfish/oem.ts';
import { updateWay } from '../../main/idrac/redfish/update.ts';
import { Redfish } from '../../main/redfish/client.ts';
import { refusal } from '../../main/redfish/refusal.ts';
import { readAccounts } from '../../main/redfish/resources/accounts.ts';
import { readChassis } from '../../main/redfish/resources/chassis.ts';
import { readEthernet } from '../../main/redfish/resources/ethernet.ts';
import { readLog } from '../../main/redfish/resources/log.ts';
import { readManager, readManagers } from '../../main/redfish/resources/manager.ts';
import { readNetworkProtocol } from '../../main/redfish/resources/network-protocol.ts';
import { readSystems, resetSystem } from '../../main/redfish/resources/system.ts';
import { readTask } from '../../main/redfish/resources/task.ts';
import { readFirmware, readUpdateService } from '../../main/redfish/resources/update-service.ts';
import { type StaticRedfish, staticRedfish } from './support/redfish-static.ts';

const recorded = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'redfish-fixtures', `${name}.json`), 'utf8'));

/** The recordings under the links that they name themselves; a file has one resource or a list of them. */
const served = (...names: string[]): Promise<StaticRedfish> => {
  const all = names
    .flatMap((name): Record<string, unknown>[] => [recorded(name)].flat())
    .map((json): [string, unknown] => [String(json['@odata.id']).replace(/\/$/, ''), json]);
  return staticRedfish(new Map(all));
};
const client = ({ url, pin }: StaticRedfish) =>
  new Redfish({ device: 'recorded', url, pin, user: 'root', password: Buffer.from('x-y-z-1'), known: DELL_MESSAGES });

it('iDRAC 10 (R6715): identity, power and what may be reset', async () => {
  await using server = await served(
    'idrac10-serviceroot',
    'idrac10-systems',
    'idrac10-system.embedded.1',
    'idrac10-managers',
    'idrac10-manager.idrac.embedded.1',
  );
  await using service = client(server);
  expect(identityOf(await service.root())).toMatchObject({ serviceTag: 'FOOBAR', mac: 'd0:8e:79:bb:3e:ea' });
  const [system] = await readSystems(service);
  expect(system).toMatchObject({ power: 'On', biosVersion: '2.2.4', sku: 'FOOXD53', manufacturer: 'Dell Inc.' });
  expect(system?.reset?.allowable).toContain('GracefulRestart');
  const [manager] = await readManagers(service);
  expect(manager).toMatchObject({ firmware: '1.20.50.52', model: '17G Monolithic', health: 'OK' });
  expect(manager && generationOf(manager)).toBe(10);
});

it('iDRAC 9: Dell’s links, the job queue, a task, the ways to update', async () => {
  await using server = await served(
    'idrac10-serviceroot',
    'idrac9-updateservice',
    'idrac9-manager',
    'idrac9-jobs',
    'idrac9-task',
  );
  await using service = client(server);
  const manager = await readManager(service, '/redfish/v1/Managers/iDRAC.Embedded.1');
  const links = dellLinksOf(manager);
  expect(links.jobService).toBe('/redfish/v1/Dell/Managers/iDRAC.Embedded.1/DellJobService');
  expect(await readJobs(service, manager)).toMatchObject([
    { id: 'RID_878460711202', phase: 'running', messageKey: 'RED030' },
  ]);
  const task = '/redfish/v1/TaskService/Tasks/JID_257309938313';
  expect(await readTask(service, task)).toMatchObject({ state: 'Starting', percent: 0 });
  expect(dellJobOf((await service.get(task)).json)).toMatchObject({ phase: 'staged', messageKey: 'JCP001' });
  const root = recorded('idrac10-serviceroot');
  await using update = await staticRedfish(
    new Map<string, unknown>([
      ['/redfish/v1', { ...root, UpdateService: { '@odata.id': '/redfish/v1/UpdateService' } }],
      ['/redfish/v1/UpdateService', recorded('idrac9-updateservice')],
    ]),
  );
  await using other = client(update);
  const offer = await readUpdateService(other);
  expect(offer).toMatchObject({ enabled: true, maxImageBytes: null, simpleUpdate: { protocols: expect.any(Array) } });
  expect(updateWay(offer)).toBe('multipart');
});

it('iDRAC 9: an error names itself and what to do', () => {
  const where = { device: 'd', host: 'h', port: 443 };
  const json = recorded('idrac9-error-pending');
  const error = refusal(where, '/x', { status: 400, headers: {} }, json, DELL_MESSAGES);
  expect(error).toMatchObject({ code: 'busy', status: 400 });
  expect(error.finding).toContain('(LC068)');
});

it('Supermicro: power and inventory over the generic path', async () => {
  await using server = await served(
    'supermicro-serviceroot',
    'supermicro-systems',
    'supermicro-system-1',
    'supermicro-task',
  );
  await using service = client(server);
  expect(identityOf(await service.root()).serviceTag).toBeNull();
  const [system] = await readSystems(service);
  if (!system) throw new Error('no system');
  // The stock keeping unit was never filled in; the serial number was.
  expect(system).toMatchObject({
    power: 'On',
    health: 'Critical',
    serial: 'S482931X2814218',
    sku: null,
    biosVersion: '2.0',
  });
  // This firmware runs two reset types together into one word: then neither is taken for offered.
  expect(await resetSystem(service, system, 'GracefulShutdown')).toMatchObject({ kind: 'not-sent' });
  expect(await readTask(service, '/redfish/v1/TaskService/Tasks/1')).toMatchObject({
    state: 'Completed',
    percent: 100,
  });
});

it('DMTF’s public mockup: everything read without a word about a vendor', async () => {
  await using server = await served('dmtf-rackmount1');
  await using service = client(server);
  expect(identityOf(await service.root()).serviceTag).toBeNull();
  const [system, ...others] = await readSystems(service);
  if (!system) throw new Error('no system');
  expect(others).toEqual([]);
  expect(system).toMatchObject({ serial: '437XR1138R2', power: 'On', health: 'OK', memoryGiB: 96 });
  expect(system.boot).toMatchObject({ target: 'Pxe', enabled: 'Once', mode: 'UEFI' });
  expect(system.reset?.allowable).toContain('GracefulShutdown');
  expect(await readChassis(service)).toMatchObject([{ model: '3500RX', serial: '437XR1138R2', power: 'On' }]);

  const [manager] = await readManagers(service);
  if (!manager) throw new Error('no manager');
  expect(manager).toMatchObject({ model: 'Joo Janta 200', firmware: '1.45.455b66-rev4', state: 'Enabled' });
  expect(generationOf(manager)).toBeNull();
  expect(await readNetworkProtocol(service, manager)).toMatchObject({
    https: { enabled: true, port: 443 },
    ipmi: { enabled: true, port: 623 },
    telnet: { enabled: expect.anything() },
  });
  expect(await readEthernet(service, manager)).toMatchObject([
    { id: 'eth0', mac: '23:11:8A:33:CF:EA', ipv4: [{ address: '192.168.0.10', origin: 'DHCP' }] },
    { id: 'ToHost', ipv4: [{ address: '192.168.20.55', origin: 'Static' }] },
  ]);

  // The log has a page more by its own word, which a static service answers with the first one.
  const log = await readLog(service, system.logs, /^log1$/i);
  expect(log).toMatchObject([
    { id: '1', severity: 'Critical', messageId: '0x592A28' },
    { id: '2', severity: 'Critical', messageId: '0x592E28' },
  ]);
  // The collection says two members and has three.
  expect((await readFirmware(service)).map(({ id, version }) => [id, version])).toEqual([
    ['BMC', '1.45.455b66-rev4'],
    ['SS', '2.50'],
    ['BIOS', 'P79 v1.45'],
  ]);
  expect(await readAccounts(service)).toMatchObject({ accounts: [{ user: 'Administrator', locked: false }] });
  expect(await readTask(service, '/redfish/v1/TaskService/Tasks/545')).toMatchObject({ state: 'Completed' });

  // Nothing takes one stream with its parameters here: the older push is the way.
  const offer = await readUpdateService(service);
  expect(offer).toMatchObject({ multipart: null, push: '/FWUpdate' });
  expect(updateWay(offer)).toBe('push');
});
