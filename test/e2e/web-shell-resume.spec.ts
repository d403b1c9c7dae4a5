import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test as base, chromium } from '@playwright/test';
import { background } from '../journeys/support/cli.ts';
import { expect, startWeb } from './shell.ts';
import { practiceAnswers, walk } from './walk.ts';

// The rack lives in a process of its own here, as a real one does: it is still there when Rackhand's process dies.
base('a run whose process was killed is resumed where it was, and reads again first', async () => {
  const home = await mkdtemp(path.join(os.tmpdir(), 'rackhand-e2e-'));
  const rack = await background(['--json', 'site', 'practice', '--small', '--scale', '60'], { home });
  const browser = await chromium.launch({ executablePath: process.env.RACKHAND_BROWSER ?? '/usr/bin/chromium' });
  try {
    const first = await startWeb(home);
    const before = await browser.newPage();
    await before.goto(first.url);
    await before.getByRole('navigation').getByRole('link', { name: 'Run' }).click();
    await before.getByLabel('Procedure').selectOption('sps-upgrade-ha-cluster');
    await before.getByLabel('Master (This node)').selectOption('sps-a');
    await before.getByLabel('Slave (Other node)').selectOption('sps-b');
    await before.getByRole('button', { name: 'Start run' }).click();
    const stood = await walk(before, practiceAnswers(), 'preflight/backup/backup');
    await first.kill();
    await expect(before.getByText('Rackhand has stopped').first()).toBeVisible();
    await before.close();

    const second = await startWeb(home);
    const page = await browser.newPage();
    await page.goto(second.url);
    await page.getByRole('navigation').getByRole('link', { name: 'Run' }).click();
    await expect(page.locator(`[data-step="${stood}"]`)).toBeVisible();
    // Nobody drives the run, so it takes no answer before it is resumed.
    await expect(page.locator(`[data-step="${stood}"] form`)).toHaveCount(0);
    await page.getByRole('button', { name: 'Resume run' }).click();
    expect(await walk(page, practiceAnswers(), 'preflight/system-monitor')).toBe('preflight/system-monitor');

    await page.getByRole('navigation').getByRole('link', { name: 'Journal' }).click();
    await expect(page.getByText('run.resumed')).toBeVisible();
    await page.getByRole('button', { name: 'Verify journal' }).click();
    await expect(page.getByText(/every hash fits|sound/i).first()).toBeVisible();
    await second.stop();
  } finally {
    await browser.close();
    await rack.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
});
