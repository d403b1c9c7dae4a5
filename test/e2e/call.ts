import type { AppUnderTest } from './shell.ts';
import { expect } from './shell.ts';

/** What a command gives back, for names and arguments that the contract does not have. */
export type Answer = { ok: true; value: unknown } | { ok: false; error: { code: string; message: string } };

/** The screen is there, so the page has been let in. */
export async function ready({ page }: Pick<AppUnderTest, 'page'>): Promise<void> {
  await expect(page.getByRole('navigation')).toBeVisible();
}

/** Gives a command as a script in the page could: past the screen, with the page's own bridge or session key, once it has one. */
export async function call({ page }: AppUnderTest, name: unknown, ...args: unknown[]): Promise<Answer> {
  await page.waitForFunction(() => 'bridge' in window || sessionStorage.getItem('rackhand.session') !== null);
  return page.evaluate(
    ([name, args]) => {
      const { bridge } = window as { bridge?: { invoke(...all: unknown[]): Promise<Answer> } };
      if (bridge) return bridge.invoke(name, ...args);
      const pass = `session.${sessionStorage.getItem('rackhand.session')}`;
      const socket = new WebSocket(`ws://${location.host}/bridge`, ['rackhand.v1', pass]);
      return new Promise<Answer>((resolve, reject) => {
        socket.onclose = ({ code }) => reject(new Error(`the bridge closed with ${code}`));
        socket.onmessage = ({ data }) => {
          const message = JSON.parse(String(data)) as { hello?: string; id?: number; result: Answer };
          if (message.hello) socket.send(JSON.stringify({ id: 1, name, args }));
          if (message.id !== 1) return;
          socket.onclose = null;
          socket.close();
          resolve(message.result);
        };
      });
    },
    [name, args] as const,
  );
}
