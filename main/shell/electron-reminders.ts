import { BrowserWindow, Notification } from 'electron';
import type { DueView, Language } from '../../preload/contract.ts';
import { dueSentence } from '../app/due/calendar.ts';
import type { Router } from '../app/router.ts';

/** Tells the desktop when something that a run has waited for has come; a click on it brings the window forward. */
export function remindOnDesktop(router: Router): void {
  if (!Notification.isSupported()) return;
  router.onEvent((name, payload) => {
    if (name === 'runs.reminder') void tell(router, payload as DueView);
  });
}

async function tell(router: Router, due: DueView): Promise<void> {
  const settings = await router.dispatch('settings.get', []);
  const language: Language = settings.ok ? (settings.value as { language: Language }).language : 'en';
  const notification = new Notification({ title: due.title[language], body: dueSentence(due, language) });
  notification.on('click', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  notification.show();
}
