import { BrowserWindow, clipboard, powerMonitor } from 'electron';
import type { App } from '../app/app.ts';
import { systemClock } from '../ports/clock.ts';
import { ClipboardGuard } from '../vault/clipboard-guard.ts';

/** A clipboard for secrets, which takes them back. */
export const electronClipboard = (): ClipboardGuard =>
  new ClipboardGuard(
    {
      writeText: (text) => clipboard.writeText(text),
      readText: () => clipboard.readText(),
      clear: () => clipboard.clear(),
    },
    systemClock,
  );

/**
 * Locks the vault when the person leaves: the machine goes to sleep, its screen is locked (told on Windows and macOS
 * only), or another user takes it over (macOS). While the vault is open, the window is kept out of screenshots and
 * screen sharing, where the system can do that (Windows; macOS in part).
 */
export function guardVault({ router, lockVault }: App): void {
  powerMonitor.on('suspend', () => lockVault('sleep'));
  powerMonitor.on('lock-screen', () => lockVault('screen-lock'));
  powerMonitor.on('user-did-resign-active', () => lockVault('screen-lock'));
  router.onEvent((name, payload) => {
    if (name !== 'vault.changed' || !('why' in payload)) return;
    for (const window of BrowserWindow.getAllWindows()) window.setContentProtection(payload.state === 'open');
  });
}
