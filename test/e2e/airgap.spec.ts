import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { endpoint } from '../../main/appliances/endpoint.ts';
import { exchange, type HttpRequest } from '../../main/appliances/http.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { practicePassword, practiceWebUser } from '../../main/practice/credentials.ts';
import { Stagehand } from '../../main/practice/stagehand.ts';
import type { OfferedPackage, Site } from '../../preload/contract.ts';
import { call } from './call.ts';
import { picture } from './picture.ts';
import { expect, expectAccessible, startWeb, test } from './shell.ts';

/** The practice appliance and its vendor, as a person with a browser meets them. */
interface Outside {
  stage: Stagehand;
  /** Makes a download key on the appliance and reads it off its page. */
  key(): Promise<string>;
  /** Submits a key; what the vendor then offers. */
  offered(key: string): Promise<OfferedPackage[]>;
  download(one: OfferedPackage): Promise<{ status: number; body: Buffer }>;
}
async function outside(app: Parameters<typeof call>[0]): Promise<Outside> {
  const sites = await call(app, 'sites.list');
  const site = (sites.ok ? (sites.value as Site[]) : []).find(({ practice }) => practice !== null);
  const web = site?.devices.find(({ id }) => id === 'rs-a')?.web;
  if (!site || !web?.pin) throw new Error('no Remote Support on the practice rack');
  const stage = new Stagehand(site);
  const { url, pin } = (await stage.state()).remoteSupport.updates;
  const ask = (where: string, fingerprint: string, path: string, request: Partial<HttpRequest> = {}) =>
    exchange(
      endpoint('page', where),
      fingerprint,
      { method: 'GET', path, ...request },
      { clock: systemClock, limit: 16 << 20 },
    );
  const authorization = `Basic ${Buffer.from(`${practiceWebUser}:${practicePassword}`).toString('base64')}`;
  return {
    stage,
    async key() {
      await stage.manual('rs.key.generate', 'rs-a');
      const { body } = await ask(web.url, web.pin ?? '', '/appliance/updates', { headers: { authorization } });
      return /<code>([\w-]+)<\/code>/.exec(body.toString('utf8'))?.[1] ?? '';
    },
    async offered(key) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
      const body = Buffer.from(new URLSearchParams({ key }).toString());
      const reply = await ask(url, pin, '/packages', { method: 'POST', headers, body });
      return (JSON.parse(reply.body.toString('utf8')) as { packages: OfferedPackage[] }).packages;
    },
    download: (one) => ask(url, pin, new URL(one.url ?? '').pathname),
  };
}

const sheet = (page: Page) => page.getByRole('dialog').or(page.getByRole('alertdialog'));
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();
const inSheet = (page: Page, name: string) => sheet(page).getByRole('button', { name, exact: true }).click();
const now = (page: Page, name: string | RegExp) => expect(page.getByRole('heading', { level: 2, name })).toBeVisible();

async function practice(page: Page): Promise<void> {
  await page.getByLabel('Time scale').selectOption('60');
  await press(page, 'Start practice rack');
  await expect(page.getByRole('button', { name: 'Stop practice rack' })).toBeVisible();
  await page.getByRole('navigation').getByRole('link', { name: 'Air gap' }).click();
}

async function createVault(page: Page): Promise<void> {
  await sheet(page).getByLabel('Vault passphrase').fill('correct horse battery');
  await sheet(page).getByLabel('Passphrase again').fill('correct horse battery');
  await inSheet(page, 'Create vault');
}

/** The own public key, as its sheet shows it; rotating is one way to have the vault opened. */
async function ownKey(page: Page): Promise<string> {
  await page.getByRole('tab', { name: 'Signing keys' }).click();
  await press(page, 'New own key');
  await createVault(page);
  await expectAccessible(page);
  await inSheet(page, 'Make a new key');
  await expect(sheet(page)).toHaveCount(0);
  const own = page.getByRole('listitem').filter({ has: page.getByText('this computer', { exact: true }) });
  await own.getByText('As minisign and OpenSSH print it').click();
  await expectAccessible(page);
  return own.getByText(/^ssh-ed25519 /).innerText();
}

async function trust(page: Page, key: string, name: string): Promise<void> {
  await press(page, 'Trust a key');
  await sheet(page).getByLabel('Public key').fill(key);
  await expect(sheet(page).getByText(/^SHA256:/)).toBeVisible();
  await sheet(page).getByLabel('Whose key it is').fill(name);
  await sheet(page).getByLabel('I compared every group').check();
  await expectAccessible(page);
  await inSheet(page, 'Trust this key');
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await page.getByRole('tab', { name: 'Round trips' }).click();
}

/** From the appliance's clock to the file that is carried out. */
async function makeRequest(page: Page, folder: string, { stage, key }: Outside): Promise<{ at: string; KEY: string }> {
  await press(page, 'Begin a round at the rack');
  await sheet(page).getByText('RS A').click();
  await expectAccessible(page);
  await inSheet(page, 'Begin round');
  // A wrong clock ends it before a key is made.
  await stage.fault('rs-clock-wrong');
  await press(page, 'Check clock');
  await inSheet(page, 'Check now');
  await expect(sheet(page)).not.toContainText('A key may be made now');
  await expect(sheet(page)).toContainText('Make no key now.');
  await expectAccessible(page);
  await stage.fault('none');
  await stage.manual('rs.ntp.correct', 'rs-a');
  await inSheet(page, 'Check again');
  await expect(sheet(page)).toContainText('A key may be made now');
  const KEY = await key();
  await expectAccessible(page);
  await inSheet(page, 'Done');
  await press(page, 'Enter versions');
  await sheet(page).getByLabel('Base version').fill('6.2.1');
  await inSheet(page, 'Save');
  await press(page, 'Enter download key');
  await sheet(page).getByLabel('Typed by hand, twice').check();
  await sheet(page).getByLabel('Download key', { exact: true }).fill(KEY);
  await sheet(page).getByLabel('Download key again').fill(KEY);
  await expectAccessible(page);
  await inSheet(page, 'Store in the vault');
  await press(page, 'Show request');
  await expect(sheet(page).getByRole('img', { name: /QR code/ })).toBeVisible();
  await expectAccessible(page);
  await expect(sheet(page)).not.toContainText('in clear');
  await sheet(page).getByLabel('File on a medium').check();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    sheet(page)
      .getByRole('button', { name: /^Save request-/ })
      .click(),
  ]);
  const at = path.join(folder, file.suggestedFilename());
  await file.saveAs(at);
  await inSheet(page, 'Close');
  await now(page, 'Carry the request out; take the bundle in when it comes back');
  await expect(page.locator('body')).not.toContainText(KEY);
  return { at, KEY };
}

/** The connected side, from the request to two sealed media. */
async function collect(
  page: Page,
  { at: request, KEY }: { at: string; KEY: string },
  folder: string,
  { stage, offered, download }: Outside,
): Promise<void> {
  await press(page, 'Receive a request');
  await sheet(page).getByLabel('File', { exact: true }).check();
  await expectAccessible(page);
  await sheet(page).getByLabel('File of the request').setInputFiles(request);
  await expect(sheet(page)).toContainText('Rack 12');
  await inSheet(page, 'Show the round');
  await now(page, 'Enter the key at the vendor');
  await press(page, 'Show key');
  await inSheet(page, 'Show for a minute');
  await expect(sheet(page)).toContainText(KEY);
  await inSheet(page, 'Cover');
  await expect(sheet(page)).not.toContainText(KEY);
  await sheet(page).getByLabel('The page accepted the key').check();
  await expectAccessible(page);
  await inSheet(page, 'Key was accepted');

  await press(page, 'Record list');
  const paste = async (packages: OfferedPackage[]) => {
    const rows = [
      ['Package', 'Version', 'Type', 'Requires', 'Size in bytes', 'SHA-256'],
      ...packages.map((one) => [
        ...[one.name, one.version ?? '', one.kind, one.dependsOn.join(', ') || '-'],
        ...[String(one.sizeBytes ?? ''), one.vendorSha256 ?? ''],
      ]),
    ];
    await sheet(page)
      .getByLabel(/^List as the page/)
      .fill(rows.map((row) => row.join('\t')).join('\n'));
    await inSheet(page, 'Next');
    await expect(sheet(page).getByLabel('Name')).toHaveCount(packages.length);
  };
  // A list without the base its product requires must not pass unnoticed: nothing could be installed with it.
  await stage.fault('rs-base-missing');
  await paste(await offered(KEY));
  await inSheet(page, 'Record one package');
  await expect(sheet(page)).toContainText('Not all of these are in the list.');
  await expectAccessible(page);
  await stage.fault('none');
  await inSheet(page, 'Paste again');
  const packages = await offered(KEY);
  await paste(packages);
  await expect(sheet(page)).not.toContainText('Not all of these are in the list.');
  await expectAccessible(page);
  await inSheet(page, 'Record 2 packages');
  await now(page, 'Download every package of the list');
  for (const one of packages) {
    const { name } = one;
    const file = path.join(folder, `${name}.pkg`);
    await writeFile(file, (await download(one)).body);
    // The vendor gives each package once: what is not stored now is gone.
    await expect.poll(async () => (await download(one)).status).toBe(410);
    await press(page, 'Take packages in');
    await expectAccessible(page);
    const missing = sheet(page).getByRole('listitem').filter({ hasText: name });
    await missing.getByLabel(`File of ${name} on this computer`).fill(file);
    await missing.getByRole('button', { name: 'Take' }).click();
    await expect(sheet(page)).toHaveCount(0);
    await expect(page.getByRole('region', { name: 'Preparing …' })).toHaveCount(0);
  }
  await press(page, 'Store second copy');
  await sheet(page).getByLabel('Folder in another place').fill(path.join(folder, 'second'));
  await inSheet(page, 'Copy everything');
  await press(page, 'Enter window');
  await sheet(page).getByLabel('Begins').fill('2031-01-02T20:00');
  await sheet(page)
    .getByLabel(/^Number of the change/)
    .fill('CHG-7');
  await expectAccessible(page);
  await inSheet(page, 'Confirm window');
  await now(page, 'Seal the bundle on the primary medium');
}

async function seal(page: Page, button: string, folder: string): Promise<void> {
  await press(page, button);
  await sheet(page).getByText('Into a folder instead').click();
  await sheet(page).getByLabel('Folder on this computer').fill(folder);
  await sheet(page).getByLabel('Who seals it').fill('Kim');
  await expectAccessible(page);
  await inSheet(page, 'Write and seal');
}

test('out and in again: two computers, keys compared, list before download, two media, base before product', async ({
  app,
  page,
}) => {
  test.setTimeout(240_000);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rackhand-gap-'));
  const places = ['second', 'primary', 'reserve'].map((name) => path.join(folder, name));
  for (const place of places) await mkdir(place);
  const server = await startWeb(path.join(folder, 'desk'));
  const browser = await chromium.launch({ executablePath: process.env.RACKHAND_BROWSER ?? '/usr/bin/chromium' });
  const desk = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  try {
    await desk.goto(server.url);
    await practice(page);
    await practice(desk);
    await expectAccessible(page);
    const [rackKey, deskKey] = [await ownKey(page), await ownKey(desk)];
    // The download key goes out encrypted to the other computer.
    const recipient = await desk.getByText(/^age1[a-z0-9]{58}$/).innerText();
    await page.getByLabel('Computer of the connected side').fill(recipient);
    await press(page, 'Save');
    await expect(page.getByText('Requests made from now on can be opened there only.')).toBeVisible();
    await trust(desk, rackKey, 'Rack 12');
    await trust(page, deskKey, 'Connected desk');

    const world = await outside(app);
    const request = await makeRequest(page, folder, world);
    await expectAccessible(page);
    await collect(desk, request, folder, world);
    await seal(desk, 'Seal primary', path.join(folder, 'primary'));
    await now(desk, 'Seal the bundle on the reserve medium too');
    await seal(desk, 'Seal reserve', path.join(folder, 'reserve'));
    await now(desk, 'Hand the media over');
    await press(desk, 'Record hand-over');
    await sheet(desk).getByLabel('Who has it from now on').fill('Robin');
    await sheet(desk).getByLabel('From which place').fill('Desk');
    await sheet(desk).getByLabel('To which place').fill('Rack 12');
    await expectAccessible(desk);
    await inSheet(desk, 'Sign and record');
    await expect(desk.getByText('Now with Robin, Rack 12')).toBeVisible();
    await expectAccessible(desk);
    await picture(desk, app.shell, 'air-gap');

    // A file more than was sealed is refused by name; the reserve is taken.
    const [bundle = ''] = (await readdir(path.join(folder, 'primary'))).filter((name) => !name.includes('.'));
    await writeFile(path.join(folder, 'primary', bundle, 'data', 'more.exe'), 'x');
    await press(page, 'Take bundle in');
    await sheet(page)
      .getByLabel(/^Folder on this computer/)
      .fill(path.join(folder, 'primary'));
    await inSheet(page, 'Read and judge');
    await expect(sheet(page)).toContainText('A file lies in it that was not sealed.');
    await expectAccessible(page);
    await inSheet(page, 'Another medium');
    await sheet(page)
      .getByLabel(/^Folder on this computer/)
      .fill(path.join(folder, 'reserve'));
    await inSheet(page, 'Read and judge');
    await expect(sheet(page)).toContainText('Everything on it is as it was sealed.');
    await expectAccessible(page);
    await inSheet(page, 'Take it in');

    await now(page, 'Install base-7.0');
    await press(page, 'Record result');
    await sheet(page).getByLabel('The new version, without an error').check();
    await expectAccessible(page);
    await inSheet(page, 'Record');
    await now(page, /^Back up/);
    await press(page, 'Record backup');
    await sheet(page).getByLabel('The backup file lies here').check();
    await expectAccessible(page);
    await inSheet(page, 'Record backup');
    await now(page, 'Install product-24.1');
    await press(page, 'Record result');
    await sheet(page).getByLabel('The new version, without an error').check();
    await inSheet(page, 'Record');
    await press(page, 'Start the 24 hours');
    await sheet(page).getByLabel('The new product version').check();
    await inSheet(page, 'Start the 24 hours');
    await expect(page.getByRole('timer')).toContainText('until the clients had their 24 hours');
    await expectAccessible(page);

    await page.getByRole('tab', { name: 'Media' }).click();
    await expect(page.getByRole('heading', { name: 'Media of all rounds' })).toBeVisible();
    await expectAccessible(page);
  } finally {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
