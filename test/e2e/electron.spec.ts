// The preload, the sender check and the life of the window: on the double and on Electron.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { call, ready } from './call.ts';
import { type AppUnderTest, expect, root, test } from './shell.ts';

type Loose = { invoke(...all: unknown[]): Promise<unknown>; subscribe(...all: unknown[]): () => void };
declare global {
  /** Put into the main process by a spec: what it waits for there. */
  var secondStart: Promise<string> | undefined;
  var nextNavigation: Promise<{ url: string; refused: boolean }> | undefined;
}

/** Nobody listens there, so not even a failed defence leaves this machine. */
const FOREIGN = 'https://127.0.0.1:1/';
const COMMAND = 'rackhand:command';

test.beforeEach(({ app }) => ready(app));

function main(app: AppUnderTest): ElectronApplication {
  if (!app.electron) throw new Error(`${app.shell} has no main process`);
  return app.electron;
}
const shownUrls = (app: AppUnderTest) =>
  main(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.webContents.getURL()));

test('there is one window, and it shows the bundle', async ({ app }) => {
  expect(await shownUrls(app)).toEqual(['app://bundle/index.html']);
  expect(main(app).windows()).toHaveLength(1);
  expect(await main(app).evaluate(({ app }) => app.getPath('userData'))).toBe(app.home);
  expect(await call(app, 'app.info')).toMatchObject({ ok: true, value: { shell: 'electron', home: app.home } });
});

test('the bridge is two functions, frozen and fixed', async ({ page }) => {
  const seen = await page.evaluate(() => {
    const { bridge } = window as unknown as { bridge: Loose };
    const attempt = (act: () => unknown) => {
      try {
        act();
        return 'allowed';
      } catch (error) {
        return (error as Error).name;
      }
    };
    return {
      members: Object.keys(bridge),
      replaced: attempt(() => Object.assign(bridge, { invoke: async () => 'mine' })),
      added: attempt(() => Object.assign(bridge, { more: 1 })),
      redefined: attempt(() => Object.defineProperty(window, 'bridge', { value: {} })),
      deleted: attempt(() => Reflect.deleteProperty(window, 'bridge') || Reflect.construct(TypeError, [])),
      still: (window as unknown as { bridge: Loose }).bridge === bridge && 'invoke' in bridge,
      ofThisWorld: bridge.invoke.constructor === Function && bridge.invoke('app.info') instanceof Promise,
    };
  });
  expect(seen).toEqual({
    members: ['invoke', 'subscribe'],
    replaced: 'TypeError',
    added: 'TypeError',
    redefined: 'TypeError',
    deleted: 'allowed',
    still: true,
    ofThisWorld: true,
  });
});

test('nothing of Electron leaks into the page', async ({ page }) => {
  const added = await page.evaluate(() => {
    const frame = document.createElement('iframe'); // a window that nobody prepared
    document.body.append(frame);
    const usual = new Set(Object.getOwnPropertyNames(frame.contentWindow));
    frame.remove();
    return Object.getOwnPropertyNames(window).filter((name) => !usual.has(name));
  });
  expect(added).toEqual(['bridge']);
  // The IPC event holds `sender`; a listener gets the payload and nothing else, and nothing after it unsubscribed.
  const heard = await page.evaluate(async () => {
    const { bridge } = window as unknown as { bridge: Loose };
    const heard: unknown[][] = [];
    const save = async (name: string) => {
      const told = new Promise<void>((resolve) => {
        const leave = bridge.subscribe('sites.changed', () => {
          leave();
          resolve();
        });
      });
      await bridge.invoke('sites.save', { id: null, name, notes: '' });
      await told;
    };
    const leave = bridge.subscribe('sites.changed', (...all: unknown[]) => heard.push(all));
    await save('North');
    leave();
    await save('South');
    return heard;
  });
  expect(heard).toMatchObject([[[{ name: 'North' }]]]);
  expect(heard[0]).toHaveLength(1);
});

test('only data crosses the bridge', async ({ page }) => {
  const refusal = await page.evaluate(() => {
    const { bridge } = window as unknown as { bridge: Loose };
    return bridge.invoke('settings.set', { theme: () => 'dark' }).then(
      () => 'crossed',
      (error: Error) => error.message,
    );
  });
  expect(refusal).toContain('could not be cloned');
});

test('a frame within the page gets no bridge', async ({ page }) => {
  const type = await page.evaluate(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    return typeof (frame.contentWindow as unknown as { bridge?: unknown }).bridge;
  });
  expect(type).toBe('undefined');
});

test('a page that we did not serve has a bridge that answers nothing', async ({ app, page }) => {
  await main(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.loadURL('about:blank'));
  await expect(page).toHaveURL('about:blank');
  expect(await call(app, 'app.info')).toMatchObject({ ok: false, error: { code: 'denied' } });
});

test('a sender counts as ours by its whole origin and as the top frame', async ({ app }) => {
  const codes = await main(app).evaluate(async ({ ipcMain }, channel) => {
    type Handler = (event: unknown, ...args: unknown[]) => Promise<{ ok: boolean; error?: { code: string } }>;
    const handler = (ipcMain as unknown as { _invokeHandlers: Map<string, Handler> })._invokeHandlers.get(channel);
    const frames = {
      ours: { url: 'app://bundle/index.html', parent: null },
      navigated: null,
      nested: { url: 'app://bundle/index.html', parent: {} },
      longer: { url: 'app://bundle.example/index.html', parent: null },
      otherScheme: { url: 'https://bundle/index.html', parent: null },
      user: { url: 'app://bundle@example/index.html', parent: null },
      blank: { url: 'about:blank', parent: null },
      empty: { url: '', parent: null },
    };
    const code = async (senderFrame: unknown) => (await handler?.({ senderFrame }, 'app.info', []))?.error?.code;
    return Promise.all(Object.entries(frames).map(async ([name, frame]) => [name, (await code(frame)) ?? 'done']));
  }, COMMAND);
  expect(Object.fromEntries(codes)).toEqual({
    ours: 'done',
    navigated: 'denied',
    nested: 'denied',
    longer: 'denied',
    otherScheme: 'denied',
    user: 'denied',
    blank: 'denied',
    empty: 'denied',
  });
});

test('the page cannot lead its window elsewhere', async ({ app, page }) => {
  await main(app).evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    globalThis.nextNavigation = new Promise((resolve) =>
      // Heard after the application's own listener.
      contents?.once('will-navigate', ({ url, defaultPrevented }) => resolve({ url, refused: defaultPrevented })),
    );
  });
  await page.evaluate((url) => {
    location.href = url;
  }, FOREIGN);
  expect(await main(app).evaluate(() => globalThis.nextNavigation)).toEqual({ url: FOREIGN, refused: true });
  expect(await shownUrls(app)).toEqual(['app://bundle/index.html']);
  expect(await call(app, 'app.info')).toMatchObject({ ok: true });
});

test('the page cannot open a window, not even on the bundle', async ({ app, page }) => {
  for (const [url, features] of [
    [FOREIGN, ''],
    [FOREIGN, 'noopener'],
    ['/index.html', ''],
    ['about:blank', ''],
  ]) {
    const popup = await page.evaluateHandle(([url, features]) => window.open(url, '_blank', features), [url, features]);
    // Electron answers null; the double, where Chromium has its say, a window that is closed at once.
    await expect.poll(() => popup.evaluate((opened) => opened === null || opened.closed)).toBe(true);
  }
  await expect.poll(() => main(app).windows().length).toBe(1);
  expect(await main(app).evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
});

test('nothing but the bundle is loaded, whoever asks', async ({ app }) => {
  const refusal = await main(app).evaluate(
    ({ BrowserWindow }, url) =>
      BrowserWindow.getAllWindows()[0]
        ?.loadURL(url)
        .catch((error: Error) => error.message),
    FOREIGN,
  );
  expect(refusal).toContain('ERR_BLOCKED_BY_CLIENT');
});

test('no permission is given', async ({ page }) => {
  const states = await page.evaluate(async () => {
    const state = async (name: string) => (await navigator.permissions.query({ name: name as PermissionName })).state;
    return [await Notification.requestPermission(), await state('notifications'), await state('clipboard-read')];
  });
  expect(states).toEqual(['denied', 'denied', 'denied']);
});

test('the camera is there while a scanner is open, for pictures only, and gone after a reload', async ({
  app,
  page,
}) => {
  const camera = (what: MediaStreamConstraints) =>
    page.evaluate(async (constraints) => {
      try {
        const stream = await navigator.mediaDevices.getUserMedia(constraints);
        for (const track of stream.getTracks()) track.stop();
        return stream.getTracks().map(({ kind }) => kind);
      } catch (error) {
        return (error as Error).name;
      }
    }, what);
  const [pictures, sound] = [{ video: true }, { audio: true }];
  expect(await camera(pictures)).toBe('NotAllowedError');
  await call(app, 'app.camera', true);
  expect(await camera(pictures)).toEqual(['video']);
  expect(await camera(sound)).toBe('NotAllowedError');
  expect(await camera({ ...pictures, ...sound })).toBe('NotAllowedError');
  await call(app, 'app.camera', false);
  expect(await camera(pictures)).toBe('NotAllowedError');
  await call(app, 'app.camera', true);
  await page.reload();
  await ready(app);
  expect(await camera(pictures)).toBe('NotAllowedError');
});

test('what is not in the bundle is not found', async ({ page }) => {
  const statuses = await page.evaluate(() =>
    Promise.all(
      ['/', '/package.json', '/..%2fpackage.json', '/%2e%2e/%2e%2e/package.json', '/..%5cpackage.json'].map(
        async (name) => (await fetch(name)).status,
      ),
    ),
  );
  expect(statuses).toEqual([200, 404, 404, 404, 404]);
});

test('a second start goes at once and brings the first window forward', async ({ app }) => {
  await main(app).evaluate(({ app }) => {
    globalThis.secondStart = new Promise((resolve) => app.once('second-instance', () => resolve('heard')));
  });
  const { spawnfile } = main(app).process();
  const second = spawn(spawnfile, ['--no-sandbox', path.join(root, 'out/main/index.js'), `--home=${app.home}`], {
    stdio: 'ignore',
  });
  const [code] = await once(second, 'exit');
  expect(code).toBe(0);
  expect(await main(app).evaluate(() => globalThis.secondStart)).toBe('heard');
  expect(await shownUrls(app)).toEqual(['app://bundle/index.html']);
});

test('closing the last window quits', async ({ app, page }) => {
  const ended = new Promise((resolve) => main(app).process().once('exit', resolve));
  const closed = main(app).waitForEvent('close');
  await page.close();
  await closed;
  expect(await ended).toBe(0);
});
