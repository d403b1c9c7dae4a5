import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OfferedPackage } from '../../../preload/contract.ts';
import { readHttpDate } from '../../appliances/clock/read-http-date.ts';
import { endpoint } from '../../appliances/endpoint.ts';
import { exchange, type HttpRequest } from '../../appliances/http.ts';
import { systemClock } from '../../ports/clock.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { practicePassword, practiceWebUser } from '../credentials.ts';
import { type PracticeRack, startRack } from '../rack.ts';
import { practiceSite } from '../site.ts';
import { Stagehand } from '../stagehand.ts';
import { DURATION, RS_ACTIONS, type RsAction, WRONG_CLOCK_S } from './appliance.ts';
import { contentOf, type PackageName } from './packages.ts';

// The Remote Support appliance and its vendor as another process meets them: over real TLS, and through the control door.

const SCALE = 60;
let clock: SimulatedClock;
let rack: PracticeRack;
let stagehand: Stagehand;
beforeEach(async () => {
  clock = new SimulatedClock();
  rack = await startRack({ scale: SCALE, clock });
  stagehand = new Stagehand(practiceSite(rack));
});
afterEach(() => rack.close());

const pass = async (seconds: number) => {
  await clock.advance((seconds * 1000) / SCALE);
  await rack.settled();
};
const click = (action: RsAction) => stagehand.manual(action, 'rs-a');
const seen = async () => (await stagehand.state()).remoteSupport;

const basic = `Basic ${Buffer.from(`${practiceWebUser}:${practicePassword}`).toString('base64')}`;
async function ask(path: string, request: Partial<HttpRequest> = {}) {
  const web = practiceSite(rack).devices.find(({ id }) => id === 'rs-a')?.web;
  const where = endpoint('rs-a', web?.url ?? '');
  const limit = { clock: systemClock, limit: 8 << 20 };
  const reply = await exchange(where, web?.pin ?? '', { method: 'GET', path, ...request }, limit);
  return { ...reply, text: reply.body.toString('utf8') };
}
const page = (path: string) => ask(path, { headers: { authorization: basic } });
const form = (fields: Record<string, string>, headers: Record<string, string> = {}): Partial<HttpRequest> => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: basic, ...headers },
  body: Buffer.from(new URLSearchParams(fields).toString()),
});
const post = (path: string, fields: Record<string, string> = {}) => ask(path, form(fields));
async function vendor(path: string, request: Partial<HttpRequest> = {}) {
  const { url, pin } = rack.remoteSupport.updates;
  const limit = { clock: systemClock, limit: 8 << 20 };
  const reply = await exchange(endpoint('updates', url), pin, { method: 'GET', path, ...request }, limit);
  return { ...reply, text: reply.body.toString('utf8') };
}
/** What browsers ask for; our client asks for JSON. */
const HTML = { accept: 'text/html' };
/** As a person copies it from the page. */
const keyOnPage = async () => /<code>([\w-]+)<\/code>/.exec((await page('/appliance/updates')).text)?.[1] ?? '';
async function submit(key: string): Promise<{ status: number; packages: OfferedPackage[]; error?: string }> {
  const reply = await vendor('/packages', form({ key }, { accept: 'application/json' }));
  return { status: reply.status, packages: [], ...JSON.parse(reply.text) };
}
const pathOf = ({ url }: OfferedPackage) => new URL(url ?? '').pathname;
async function offers(): Promise<OfferedPackage[]> {
  await click('rs.key.generate');
  return (await submit(await keyOnPage())).packages;
}
async function upload(name: PackageName, bytes = contentOf(name).bytes) {
  const head = `--b\r\ncontent-disposition: form-data; name="package"; filename="${name}.pkg"\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--b--\r\n')]);
  const headers = { authorization: basic, 'content-type': 'multipart/form-data; boundary=b' };
  return ask('/appliance/updates/upload', { method: 'POST', headers, body });
}

describe('on the practice site', () => {
  it('it has a place, and its vendor is named in the notes', () => {
    const site = practiceSite(rack);
    expect(site.devices.find(({ id }) => id === 'rs-a')).toMatchObject({
      ...{ product: 'remote-support', serial: 'RH-RS-A', idrac: null, bmc: { cipherSuite: 17 } },
    });
    const { url, pin } = rack.remoteSupport.updates;
    expect(site.notes).toContain(url);
    expect(site.notes).toContain(pin);
  });

  it('every click has its door, and out of order says why it is impossible', async () => {
    await expect(click('rs.install.base')).rejects.toMatchObject({
      code: 'practice.impossible',
      advice: 'Look at the practice appliance and take the step when it is possible.',
    });
    const [last, ...before] = [...RS_ACTIONS].reverse();
    for (const action of before.reverse()) await click(action);
    await pass(DURATION.base + DURATION.restart);
    if (last) await click(last);
    expect((await stagehand.state()).played).toEqual(RS_ACTIONS.filter((action) => action !== 'rs.ntp.correct'));
  });
});

describe('its web interface', () => {
  it('says anonymously that it is alive, and nothing else', async () => {
    expect(await ask('/check_health')).toMatchObject({ status: 200, text: 'OK\n' });
    for (const path of ['/appliance', '/appliance/updates', '/api/command?action=check_health'])
      expect((await ask(path)).status).toBe(401);
    expect((await ask('/elsewhere')).status).toBe(404);
  });

  it('shows versions, serial and time on its status page', async () => {
    const { text, headers } = await page('/appliance');
    for (const shown of ['6.2.1', '23.2.3', 'RH-RS-A', new Date(clock.now()).toUTCString()])
      expect(text).toContain(shown);
    expect(headers.date).toBe(new Date(clock.now()).toUTCString());
  });

  it('answers the documented calls to who has a token', async () => {
    const token = await post('/oauth2/token', { grant_type: 'client_credentials' });
    const { access_token } = JSON.parse(token.text) as { access_token: string };
    const headers = { authorization: `Bearer ${access_token}` };
    const health = await ask('/api/command?action=check_health', { headers });
    expect(health.text).toMatch(/<version>23\.2\.3 \(practice\)<\/version><success>1<\/success><failover_role>none</);
    const info = await ask('/api/command?action=get_api_info', { headers });
    expect(info.text).toContain(`<timestamp ts="${Math.floor(clock.now() / 1000)}">`);
    expect((await ask('/api/backup', { headers })).status).toBe(200);
    expect((await seen()).backups).toBe(1);
    expect((await ask('/oauth2/token', form({}, { authorization: 'Basic eDp5' }))).status).toBe(401);
  });

  it('tells the time by its own clock, which can be wrong and be corrected', async () => {
    await stagehand.fault('rs-clock-wrong');
    const web = practiceSite(rack).devices.find(({ id }) => id === 'rs-a')?.web;
    const read = async () => {
      const { offsetS } = await readHttpDate(endpoint('rs-a', web?.url ?? ''), web?.pin ?? '', {
        // The rack's time, which stands still, with deadlines in real time.
        clock: { now: () => clock.now(), monotonic: () => performance.now(), sleep: systemClock.sleep },
        ...{ path: '/check_health', requests: 1 },
      });
      return offsetS;
    };
    expect(Math.abs((await read()) - WRONG_CLOCK_S)).toBeLessThan(2);
    expect((await page('/appliance')).text).toContain(new Date(clock.now() + WRONG_CLOCK_S * 1000).toUTCString());
    await post('/appliance/networking/ntp');
    expect(Math.abs(await read())).toBeLessThan(2);
    expect((await seen()).skewS).toBe(0);
  });
});

describe('the vendor', () => {
  it('takes the key of the page, and shows the same list to people and to programs', async () => {
    await post('/appliance/updates/key');
    const key = await keyOnPage();
    const { status, packages } = await submit(key.toLowerCase());
    expect(status).toBe(200);
    expect(packages.map(({ name, kind, dependsOn }) => [name, kind, dependsOn])).toEqual([
      ['base-7.0', 'base', []],
      ['product-24.1', 'product', ['base-7.0']],
    ]);
    const browser = await vendor('/packages', form({ key }, HTML));
    expect(browser.status).toBe(303);
    const { text } = await vendor(String(browser.headers.location), { headers: HTML });
    expect(text).toContain('base-7.0</a>');
    expect(text).toContain(contentOf('product-24.1').sha256);
  });

  it('refuses keys by a wrong clock, of an earlier click, and unknown ones, and says what to do', async () => {
    await stagehand.fault('rs-clock-wrong');
    await click('rs.key.generate');
    const wrong = await keyOnPage();
    expect(await submit(wrong)).toMatchObject({ status: 403, error: expect.stringContaining('date and time') });
    await click('rs.ntp.correct');
    expect((await submit(wrong)).status).toBe(403);
    await click('rs.key.generate');
    const right = await keyOnPage();
    expect((await submit(right)).status).toBe(200);
    await click('rs.key.generate');
    expect(await submit(right)).toMatchObject({ status: 403, error: expect.stringContaining('expired') });
    const page = await vendor('/packages', form({ key: 'ABCD-EFGH' }, HTML));
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('not valid')]);
    expect((await seen()).keys).toBe(3);
  });

  it('keys of another rack are unknown', async () => {
    await using other = await startRack({ clock });
    await new Stagehand(practiceSite(other)).manual('rs.key.generate', 'rs-a');
    await click('rs.key.generate');
    const here = await keyOnPage();
    const held = rack;
    rack = other;
    const refused = await submit(here);
    rack = held;
    expect(refused.status).toBe(403);
  });

  it('gives each package out once, whole', async () => {
    const [base, product] = await offers();
    if (!base || !product) throw new Error('two packages are offered');
    const { status, body, headers } = await vendor(pathOf(base));
    expect(status).toBe(200);
    expect(createHash('sha256').update(body).digest('hex')).toBe(base.vendorSha256);
    expect([body.length, headers['accept-ranges']]).toEqual([base.sizeBytes, 'bytes']);
    expect(await seen()).toMatchObject({ downloaded: ['base-7.0'], offered: ['product-24.1'] });
    expect((await vendor(pathOf(base))).status).toBe(410);
    const list = await vendor(pathOf(product).replace(/\/[^/]+$/, ''), { headers: HTML });
    expect(list.text).toContain('product-24.1</a>');
    expect(list.text).not.toContain('base-7.0</a>');
  });

  it('goes on where a download broke off, and only then is the package gone', async () => {
    const [base] = await offers();
    if (!base) throw new Error('a package is offered');
    const part = (range: string, more = {}) => vendor(pathOf(base), { headers: { range, ...more } });
    const end = await part('bytes=-16');
    expect([end.status, (await seen()).downloaded]).toEqual([206, []]);
    const first = await part('bytes=0-999999');
    expect([first.status, first.headers['content-range']]).toEqual([206, `bytes 0-999999/${base.sizeBytes}`]);
    expect((await seen()).downloaded).toEqual([]);
    // Another file than the one whose beginning it has: all of it is sent.
    expect((await part('bytes=1000000-1000009', { 'if-range': '"another"' })).status).toBe(200);
    expect((await seen()).downloaded).toEqual(['base-7.0']);
  });

  it('resumes with the same bytes', async () => {
    const [base] = await offers();
    if (!base) throw new Error('a package is offered');
    const first = await vendor(pathOf(base), { headers: { range: 'bytes=0-999999' } });
    const headers = { range: 'bytes=1000000-', 'if-range': String(first.headers.etag) };
    const rest = await vendor(pathOf(base), { headers });
    expect(rest.status).toBe(206);
    expect(Buffer.concat([first.body, rest.body]).equals(contentOf('base-7.0').bytes)).toBe(true);
    expect((await seen()).downloaded).toEqual(['base-7.0']);
  });

  it('has no bytes behind the end, and no packages for nobody', async () => {
    const [base] = await offers();
    if (!base) throw new Error('a package is offered');
    expect((await vendor(pathOf(base), { headers: { range: 'bytes=99999999-' } })).status).toBe(416);
    expect((await vendor(pathOf(base).replace(/[0-9a-f]{32}/, '0'.repeat(32)))).status).toBe(404);
    expect((await vendor('/')).text).toContain('Appliance download key');
  });

  it('loses a package by fault, and support gives it out again', async () => {
    const [, product] = await offers();
    if (!product) throw new Error('two packages are offered');
    await stagehand.fault('rs-package-vanished');
    expect((await vendor(pathOf(product))).status).toBe(410);
    expect((await seen()).offered).toEqual(['base-7.0']);
    await stagehand.fault('none');
    expect((await vendor(pathOf(product))).status).toBe(200);
  });

  it('without base software leaves the product without ground', async () => {
    await stagehand.fault('rs-base-missing');
    const [product, ...more] = await offers();
    expect([product?.name, more]).toEqual(['product-24.1', []]);
    await upload('product-24.1');
    const { status, text } = await post('/appliance/updates/install', { package: 'product-24.1' });
    expect([status, text]).toEqual([409, expect.stringContaining('does not satisfy its requirements: base-7.0')]);
  });
});

describe('the manual installation', () => {
  it('takes the vendor’s packages as they are, and no others', async () => {
    const damaged = Buffer.from(contentOf('base-7.0').bytes);
    damaged[100_000] = (damaged[100_000] ?? 0) ^ 1;
    const refused = await upload('base-7.0', damaged);
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('damaged')]);
    expect((await upload('base-7.0')).status).toBe(303);
    expect((await seen()).uploaded).toEqual(['base-7.0']);
    expect((await ask('/appliance/updates/upload', { method: 'POST' })).status).toBe(401);
  });

  it('of base software goes dark while the appliance restarts, and comes back with the new base', async () => {
    await upload('base-7.0');
    expect((await post('/appliance/updates/install', { package: 'base-7.0' })).status).toBe(303);
    expect(await seen()).toMatchObject({ stage: 'installing-base', secondsLeft: DURATION.base });
    expect((await ask('/check_health')).status).toBe(500);
    expect((await page('/appliance')).text).toContain('installs base software');
    await pass(DURATION.base);
    expect((await seen()).stage).toBe('restarting');
    await expect(ask('/check_health')).rejects.toMatchObject({ code: 'refused' });
    await pass(DURATION.restart);
    expect((await ask('/check_health')).status).toBe(200);
    expect((await page('/appliance')).text).toContain('7.0.0');
  });

  it('comes by clicks through a whole round, and to the next one', async () => {
    for (const one of await offers()) await vendor(pathOf(one));
    await click('rs.backup');
    await click('rs.package.upload');
    await click('rs.install.base');
    await pass(DURATION.base + DURATION.restart);
    await click('rs.backup');
    await click('rs.install.product');
    await pass(DURATION.product);
    expect(await seen()).toMatchObject({
      ...{ base: '7.0.0', product: '24.1.2', disasters: [], backups: 2, offered: [] },
      clientsSeconds: 24 * 3600,
    });
    expect((await submit(await keyOnPage())).status).toBe(403);
    expect((await offers()).map(({ name }) => name)).toEqual(['base-7.1', 'product-24.3']);
  });

  it('that hangs is for support; who restarts it has a dead appliance', async () => {
    await stagehand.fault('rs-base-fails');
    await upload('base-7.0');
    await post('/appliance/updates/install', { package: 'base-7.0' });
    await pass(DURATION.base);
    expect((await page('/appliance')).text).toContain('do not restart it, call support');
    rack.remoteSupport.chassis.reset();
    await rack.settled();
    expect(await seen()).toMatchObject({ stage: 'dead', disasters: [{ kind: 'stuck-restarted' }] });
    await expect(ask('/check_health')).rejects.toMatchObject({ code: 'refused' });
    await stagehand.fault('none');
    await pass(DURATION.start);
    expect((await ask('/check_health')).status).toBe(200);
  });

  it('in which the power goes is a disaster', async () => {
    await upload('base-7.0');
    await post('/appliance/updates/install', { package: 'base-7.0' });
    rack.remoteSupport.chassis.off();
    expect((await seen()).disasters).toMatchObject([{ kind: 'base-interrupted' }]);
  });
});
