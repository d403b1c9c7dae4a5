import path from 'node:path';
import type { Page } from '@playwright/test';
import { root } from './shell.ts';

/**
 * Pictures for the documentation, light and dark: on one shell only, and only when asked for (RACKHAND_SCREENSHOTS=1),
 * so that a test run leaves the checkout as it was.
 */
export async function picture(page: Page, shell: string, name: string): Promise<void> {
  if (shell !== 'web' || !process.env.RACKHAND_SCREENSHOTS) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: path.join(root, 'docs/screenshots', `${name}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
