import { describe, expect, it } from 'vitest';
import { readAttributes, setForcedPassword, setIdracAddress } from '../../main/idrac/redfish/attributes.ts';
import { followJob } from '../../main/idrac/redfish/follow-job.ts';
import { generationOf, identify } from '../../main/idrac/redfish/identity.ts';
import { deleteJob, jobLinks, readJobs } from '../../main/idrac/redfish/jobs.ts';
import { readLifecycleLog, readReadiness } from '../../main/idrac/redfish/lifecycle.ts';
import { startUpdate, updateWay } from '../../main/idrac/redfish/update.ts';
import { watchUpdate } from '../../main/idrac/redfish/watch-update.ts';
import { DELL_TIMES, orderPower } from '../../main/practice/idrac/physics.ts';
import type { Redfish } from '../../main/redfish/client.ts';
import { RedfishError } from '../../main/redfish/error.ts';
import { readAccounts, setPassword } from '../../main/redfish/resources/accounts.ts';
import { readEthernet, setAddress } from '../../main/redfish/resources/ethernet.ts';
import { readManager, resetManager } from '../../main/redfish/resources/manager.ts';
import { readNetworkProtocol, setIpmiOverLan } from '../../main/redfish/resources/network-protocol.ts';
import { readSessions } from '../../main/redfish/resources/sessions.ts';
import { resetSystem } from '../../main/redfish/resources/system.ts';
import { readFirmware, readUpdateService } from '../../main/redfish/resources/update-service.ts';
import { blankFile, PASSWORD, RedfishLab, theManager, theSystem } from './support/redfish-lab.ts';

const BIOS = 'BIOS_ABCDE_WN64_2.22.2.EXE';
const IDRAC = 'iDRAC-with-Lifecycle-Controller_Firmware_ABCDE_WN64_7.00.00.00_A00.EXE';
const errorOf = (promise: Promise<unknown>): Promise<RedfishError> =>
  promise.then(
    () => Promise.reject(new Error('no error')),
    (error: unknown) => (error instanceof RedfishError ? error : Promise.reject(error)),
  );

async function upload(service: Redfish, name: string) {
  const started = await startUpdate(service, await readUpdateService(service), blankFile(name));
  if (started.kind !== 'accepted' || started.jobId === null) throw new Error(`not started: ${started.kind}`);
  return jobLinks(await theManager(service), started.jobId, started.location);
}

describe.each(['idrac8', 'idrac9'] as const)('Redfish of a practice %s', (personality) => {
  it('tells what it is without a login', async () => {
    await using lab = await RedfishLab.start(personality);
    const { where } = lab.client();
    const seen = await identify({ device: 'x', url: `https://127.0.0.1:${where.port}`, pin: null });
    expect(seen).toMatchObject({ serviceTag: 'ABC1234', mac: '18:fb:7b:00:00:69' });
    expect(lab.asked).toEqual(['GET /redfish/v1/']);
    expect(JSON.stringify(lab.headers)).not.toMatch(/authorization|x-auth/);
  });

  it('shows the server, and gives its session back', async () => {
    await using lab = await RedfishLab.start(personality);
    const service = lab.client();
    const system = await theSystem(service);
    expect(system).toMatchObject({ manufacturer: 'Dell Inc.', sku: 'ABC1234', power: 'On', health: 'OK' });
    const manager = await theManager(service);
    expect(generationOf(manager)).toBe(personality === 'idrac8' ? 8 : 9);
    expect((await readFirmware(service)).map((item) => item.softwareId)).toContain('159');
    expect(await readSessions(service)).toMatchObject([{ user: 'root', from: '127.0.0.1' }]);
    expect((await readAccounts(service)).accounts).toMatchObject([{ user: 'root', role: 'Administrator' }]);
    expect((await readEthernet(service, manager))[0]).toMatchObject({ mac: '18:FB:7B:00:00:69', nameServers: [] });
    expect((await readReadiness(service, manager))?.ready ?? null).toBe(personality === 'idrac8' ? null : true);
    expect(lab.state.sessions).toHaveLength(1);
    await service.close();
    expect(lab.state.sessions).toEqual([]);
    expect(lab.count(/^POST .*Sessions$/)).toBe(1);
    await expect(service.root()).rejects.toThrow('closed');
  });

  it('never shows the hashes that an iDRAC gives away', async () => {
    await using lab = await RedfishLab.start(personality);
    const service = lab.client();
    const { values } = await readAttributes(service, await theManager(service));
    expect(values['Users.2.SHA256Password']).toBe('[redacted]');
    expect(JSON.stringify(values)).not.toMatch(/[0-9A-F]{32}/);
    expect(values['Users.2.UserName']).toBe('root');
  });

  it('switches power once, and refuses what is not offered', async () => {
    await using lab = await RedfishLab.start(personality);
    const service = lab.client();
    const system = await theSystem(service);
    expect(await resetSystem(service, system, 'ForceOff')).toMatchObject({ kind: 'accepted' });
    expect((await theSystem(service)).power).toBe('Off');
    const again = await resetSystem(service, system, 'ForceOff');
    expect(again).toMatchObject({ kind: 'rejected', error: { status: 409 } });
    expect(await resetSystem(service, system, 'GracefulRestart')).toMatchObject({
      kind: 'not-sent',
      error: { code: 'usage' },
    });
    expect(lab.count(/Reset$/)).toBe(2);
    const resets = lab.asked.flatMap((line, at) => (line.endsWith('ComputerSystem.Reset') ? [lab.headers[at]] : []));
    expect(JSON.stringify(resets)).not.toContain('if-match');
  });

  it('changes IPMI, address and password, and logs in anew after the last', async () => {
    await using lab = await RedfishLab.start(personality);
    const service = lab.client();
    const manager = await theManager(service);
    const protocol = await readNetworkProtocol(service, manager);
    expect(await setIpmiOverLan(service, protocol, true)).toMatchObject({ kind: 'accepted' });
    expect((await readNetworkProtocol(service, manager)).ipmi.enabled).toBe(true);
    const to = { dhcp: false, address: '10.1.2.3', netmask: '255.255.255.0', gateway: '10.1.2.1' } as const;
    const [nic] = await readEthernet(service, manager);
    if (!nic) throw new Error('no interface');
    expect(await setAddress(service, nic, to)).toMatchObject({ kind: 'not-sent', error: { code: 'not-supported' } });
    expect(await setIdracAddress(service, manager, to)).toMatchObject({ kind: 'accepted' });
    expect((await readEthernet(service, manager))[0]?.ipv4).toMatchObject([{ address: '10.1.2.3', origin: 'Static' }]);
    const [account] = (await readAccounts(service)).accounts;
    if (!account) throw new Error('no account');
    const long = 'Viel-zu-lang-fuer-einen-iDRAC';
    const refused = await setPassword(service, account, long);
    expect(refused).toMatchObject({ kind: 'rejected', error: { code: 'rejected' } });
    expect(JSON.stringify(refused)).not.toContain(long);
    expect(await setPassword(service, account, 'Neues-Wort-7')).toMatchObject({ kind: 'accepted' });
    expect((await errorOf(theSystem(service))).code).toBe('login-refused');
    expect((await theSystem(lab.client({ password: Buffer.from('Neues-Wort-7') }))).power).toBe('On');
  });

  it('a wrong password is tried once, whatever is asked afterwards', async () => {
    await using lab = await RedfishLab.start(personality);
    const service = lab.client({ password: Buffer.from('Falsches-Wort') });
    for (let i = 0; i < 3; i += 1) {
      const error = await errorOf(theSystem(service));
      expect(error.code).toBe('login-refused');
      expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain('Falsches-Wort');
    }
    expect(lab.practice.failedLogins).toBe(1);
  });

  it('names the session limit', async () => {
    await using lab = await RedfishLab.start(personality);
    const others = Array.from({ length: 8 }, () => lab.client());
    for (const other of others) await theSystem(other);
    const error = await errorOf(theSystem(lab.client()));
    expect(error).toMatchObject({ code: 'session-limit', status: 503 });
    expect(error.finding).toContain('root from 127.0.0.1');
    await others[0]?.close();
    expect((await theSystem(lab.client())).power).toBe('On');
  });

  it('a default password leaves one way: to change it', async () => {
    await using lab = await RedfishLab.start(personality);
    lab.state.faults.add('default-password');
    const service = lab.client();
    expect(await errorOf(theSystem(service))).toMatchObject({ code: 'password-change' });
    expect(await setForcedPassword(service, 'Neues-Wort-7')).toMatchObject({ kind: 'accepted' });
    expect((await theSystem(lab.client({ password: Buffer.from('Neues-Wort-7') }))).power).toBe('On');
    expect(lab.practice.failedLogins).toBe(0);
  });

  it('a session that ended is replaced, for a read and before a change', async () => {
    await using lab = await RedfishLab.start(personality);
    const service = lab.client({
      clock: {
        ...lab.clock,
        now: Date.now,
        monotonic: () => lab.clock.monotonic(),
        sleep: () => new Promise(() => undefined),
      },
    });
    const system = await theSystem(service);
    lab.state.sessions = [];
    expect((await theSystem(service)).power).toBe('On');
    lab.state.sessions = [];
    await lab.clock.sleep(60_000);
    expect(await resetSystem(service, system, 'ForceOff')).toMatchObject({ kind: 'accepted' });
    lab.state.sessions = [];
    // Too soon to be checked first: then it is refused, and not sent again.
    expect(await resetSystem(service, system, 'On')).toMatchObject({
      kind: 'rejected',
      error: { code: 'session-expired' },
    });
    expect(lab.count(/ComputerSystem.Reset$/)).toBe(2);
    expect(lab.state.power).toBe('off');
  });

  it('stages a BIOS, installs it with the next start and proves the version', async () => {
    await using lab = await RedfishLab.start(personality);
    const { clock, state } = lab;
    const service = lab.client();
    expect(updateWay(await readUpdateService(service))).toBe(personality === 'idrac8' ? 'push' : 'multipart');
    const links = await upload(service, BIOS);
    expect(lab.practice.uploaded?.size).toBe(300_000);
    expect(await followJob({ service, links, clock, until: 'staged' })).toMatchObject({ kind: 'staged' });
    expect(await resetSystem(service, await theSystem(service), 'ForceRestart')).toMatchObject({ kind: 'accepted' });
    const [running] = await readJobs(service, await theManager(service));
    expect(running?.phase).toBe('running');
    const refused = await deleteJob(service, await theManager(service), running?.id ?? '');
    expect(refused).toMatchObject({ kind: 'rejected', error: { code: 'busy' } });
    const end = await watchUpdate({ service, links, clock, componentId: 159, version: '2.22.2' });
    expect(end).toMatchObject({ outcome: 'done', proof: { kind: 'proven' }, followed: { kind: 'over' } });
    expect((await theSystem(service)).biosVersion).toBe('2.22.2');
    const log = await readLifecycleLog(service, await theManager(service));
    expect(log.map((entry) => entry.messageId?.split('.').at(-1))).toContain('PR36');
    expect(lab.count(/^POST .*(MultipartUpload|FirmwareInventory)$/)).toBe(1);
    expect(state.jobs).toHaveLength(1);
  });

  it('follows an iDRAC through its own restart', async () => {
    await using lab = await RedfishLab.start(personality);
    const { clock } = lab;
    const service = lab.client();
    const links = await upload(service, IDRAC);
    const missed: string[] = [];
    const end = await watchUpdate({
      service,
      links,
      clock,
      componentId: 25227,
      version: '7.00.00.00',
      onNews: (news) => news.kind === 'no-answer' && missed.push(news.error.code),
    });
    expect(end.outcome).toBe('done');
    expect(new Set(missed)).toEqual(new Set(['dropped', 'starting']));
    expect((await theManager(service)).firmware).toBe('7.00.00.00');
    expect(lab.count(/^POST .*Sessions$/)).toBe(2);
  });

  it.each([
    ['job-lost', 'unknown', 'vanished'],
    ['version-unchanged', 'not-done', 'over'],
    ['signature-refused', 'not-done', 'over'],
    ['silent', 'done', 'over'],
  ] as const)('%s ends as %s', async (fault, outcome, kind) => {
    await using lab = await RedfishLab.start(personality);
    const { clock, state } = lab;
    state.faults.add(fault);
    const service = lab.client();
    const links = await upload(service, BIOS);
    orderPower(state, 'reset', clock.now(), DELL_TIMES);
    const end = await watchUpdate({ service, links, clock, componentId: 159, version: '2.22.2' });
    expect(end).toMatchObject({ outcome, followed: { kind } });
    if (fault === 'signature-refused') expect(end.followed).toMatchObject({ job: { messageKey: 'RED007' } });
  });

  it('refuses a file of the wrong kind, and leaves nothing behind', async () => {
    await using lab = await RedfishLab.start(personality);
    const service = lab.client();
    const started = await startUpdate(service, await readUpdateService(service), blankFile('BIOS_ABCDE_LN_2.22.2.BIN'));
    expect(started).toMatchObject({ kind: 'rejected', error: { status: 400 } });
    expect(lab.state.jobs).toEqual([]);
  });

  it('an upload that breaks off was not sent, and can be', async () => {
    await using lab = await RedfishLab.start(personality);
    const service = lab.client();
    const stop = new AbortController();
    const seen: number[] = [];
    const update = await readUpdateService(service);
    const started = await startUpdate(service, update, blankFile(BIOS, 30_000_000), {
      signal: stop.signal,
      onProgress: ({ bytes }) => {
        seen.push(bytes);
        if (bytes > 10_000_000) stop.abort();
      },
    });
    expect(started).toMatchObject({ kind: 'not-sent', error: { code: 'cancelled' } });
    expect(Math.max(...seen)).toBeLessThan(30_000_000);
    expect(lab.state.jobs).toEqual([]);
    const short = { ...blankFile(BIOS, 1000), size: 2000 };
    expect(await startUpdate(service, update, short)).toMatchObject({ kind: 'not-sent', error: { code: 'file' } });
    expect(await startUpdate(service, update, blankFile(BIOS))).toMatchObject({ kind: 'accepted' });
    expect(lab.state.jobs).toHaveLength(1);
  });

  it('restarts the iDRAC: everybody is logged out, and it comes back', async () => {
    await using lab = await RedfishLab.start(personality);
    const service = lab.client();
    const manager = await theManager(service);
    expect(await resetManager(service, manager)).toMatchObject({ kind: 'accepted' });
    expect((await errorOf(readManager(service, manager.link))).code).toBe('dropped');
    await lab.clock.sleep(10 * 60_000);
    expect((await readManager(service, manager.link)).model).toBe(manager.model);
  });

  it('holds no password anywhere in what it gives', async () => {
    await using lab = await RedfishLab.start(personality);
    const service = lab.client();
    const given = [
      await theSystem(service),
      await theManager(service),
      await readAccounts(service),
      await readSessions(service),
      await readAttributes(service, await theManager(service)),
      service,
    ];
    expect(JSON.stringify(given)).not.toContain(PASSWORD);
  });
});
