import { describe, expect, it } from 'vitest';
import { RedfishError } from '../error.ts';
import type { ChangeRequest, ChangeResult, Changes } from '../service.ts';
import { simpleUpdate } from '../upload.ts';
import { type EthernetInterface, setAddress } from './ethernet.ts';
import { type Manager, resetManager } from './manager.ts';
import { patch } from './patch.ts';
import { type System, setBootOnce } from './system.ts';
import type { UpdateService } from './update-service.ts';

const where = { device: 'd', host: 'h', port: 443 };
const ok: ChangeResult = { kind: 'accepted', reply: { status: 200, location: null, json: null, messages: [] } };

/** Takes every change and keeps what was sent. */
function recorder(etag: string | null = '"1"', answer: ChangeResult = ok) {
  const sent: ChangeRequest[] = [];
  const changes: Changes = {
    where,
    root: () => Promise.reject(new Error('not asked')),
    read: () => Promise.reject(new Error('not asked')),
    get: () => Promise.resolve({ status: 200, json: {}, etag }),
    act: (request) => {
      sent.push(request);
      return Promise.resolve(answer);
    },
  };
  return { changes, sent };
}
const system = (over: Partial<System>) =>
  ({ link: '/S/1', settings: null, boot: { allowable: ['Pxe', 'Cd'] }, ...over }) as System;

describe('changes as they go out', () => {
  it('boot once is written where the service wants it', async () => {
    const { changes, sent } = recorder();
    await setBootOnce(changes, system({}), 'Pxe');
    await setBootOnce(changes, system({ settings: '/S/1/Settings' }), 'Cd');
    expect(sent.map((one) => [one.method, one.link, one.ifMatch])).toEqual([
      ['PATCH', '/S/1', '"1"'],
      ['PATCH', '/S/1/Settings', '"1"'],
    ]);
    expect(sent[0]?.json).toEqual({ Boot: { BootSourceOverrideTarget: 'Pxe', BootSourceOverrideEnabled: 'Once' } });
    expect(await setBootOnce(changes, system({}), 'Floppy')).toMatchObject({ kind: 'not-sent' });
    expect(sent).toHaveLength(2);
  });

  it('actions carry no ETag: iDRAC 10 answers 412 to any', async () => {
    const { changes, sent } = recorder();
    const reset = { target: '/M/1/Reset', allowable: ['ForceRestart'] };
    await resetManager(changes, { reset } as Manager);
    await simpleUpdate(
      changes,
      { simpleUpdate: { target: '/U/Simple', protocols: [] } } as unknown as UpdateService,
      '/F/1',
    );
    expect(sent.map((one) => [one.json, one.ifMatch])).toEqual([
      [{ ResetType: 'ForceRestart' }, undefined],
      [{ ImageURI: '/F/1', '@Redfish.OperationApplyTime': 'OnReset' }, undefined],
    ]);
    const none = { simpleUpdate: null } as UpdateService;
    expect(await simpleUpdate(changes, none, '/F/1')).toMatchObject({
      kind: 'not-sent',
      error: { code: 'not-supported' },
    });
  });

  it('an address is written in one request, and only where it can be', async () => {
    const { changes, sent } = recorder(null);
    const nic = { link: '/E/1', writable: true } as EthernetInterface;
    await setAddress(changes, nic, { dhcp: false, address: '10.0.0.9', netmask: '255.0.0.0', gateway: '10.0.0.1' });
    await setAddress(changes, nic, { dhcp: true });
    expect(sent.map((one) => one.json)).toEqual([
      {
        DHCPv4: { DHCPEnabled: false },
        IPv4StaticAddresses: [{ Address: '10.0.0.9', SubnetMask: '255.0.0.0', Gateway: '10.0.0.1' }],
      },
      { DHCPv4: { DHCPEnabled: true } },
    ]);
    expect(sent[0]).not.toHaveProperty('ifMatch');
  });

  it.each([
    [412, 2],
    [409, 1],
    [428, 1],
  ])('a PATCH refused with %i is sent %i times', async (status, times) => {
    const error = new RedfishError({ code: 'rejected', device: 'd', finding: 'x', advice: 'y', status });
    const { changes, sent } = recorder('"1"', { kind: 'rejected', error });
    expect(await patch(changes, '/S/1', {})).toMatchObject({ kind: 'rejected' });
    expect(sent).toHaveLength(times);
  });

  it('a lost PATCH is not sent again', async () => {
    const { changes, sent } = recorder('"1"', { kind: 'lost', reason: 'x' });
    expect(await patch(changes, '/S/1', {})).toMatchObject({ kind: 'lost' });
    expect(sent).toHaveLength(1);
  });
});
