import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { parse } from 'yaml';
import { expect, root } from './shell.ts';

type Answer = string | number | boolean | Record<string, string | number | boolean>;

/** The answers of the practice rack: what its vendor interface would show a person. */
export function practiceAnswers(): Record<string, Answer> {
  const file = path.join(root, 'resources/procedures/sps/answers/practice-ha-cluster.yaml');
  return parse(readFileSync(file, 'utf8')) as Record<string, Answer>;
}

/** The step that waits for a person, or "finished"; null while the tool is at it. */
async function waitingAt(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const card = document.querySelector('[data-step]');
    if (card?.querySelector('form button[type=submit]')) return card.getAttribute('data-step');
    return document.querySelector('[data-run-status=finished]') ? 'finished' : null;
  });
}

/** Waits until a person is needed at another step than `former`, or the run is finished. Returns the step's path. */
export async function nextStep(page: Page, former: string | null): Promise<string> {
  let at: string | null = null;
  await expect
    .poll(
      async () => {
        at = await waitingAt(page);
        return at !== null && at !== former;
      },
      { timeout: 90_000, intervals: [100], message: `the step after ${former}` },
    )
    .toBe(true);
  return at ?? '';
}

/** Walks the run on the screen as a person would, up to (not including) `stop`, or to its end. */
export async function walk(page: Page, answers: Record<string, Answer>, stop: string | null): Promise<string> {
  let at = await nextStep(page, null);
  while (at !== 'finished' && at !== stop) {
    const answer = answers[at];
    if (answer === undefined) throw new Error(`nobody knows what to answer at ${at}`);
    if (answer === 'go') await sayGo(page, at);
    else await fill(page, at, answer);
    await page.locator(`[data-step="${at}"] form button[type=submit]`).click();
    at = await nextStep(page, at);
  }
  return at;
}

async function sayGo(page: Page, path: string): Promise<void> {
  const card = page.locator(`[data-step="${path}"]`);
  const serial = (await card.locator('.plate .mono').first().textContent()) ?? '';
  await card.locator('form input').fill(serial);
}

async function fill(page: Page, path: string, answer: Answer): Promise<void> {
  const form = page.locator(`[data-step="${path}"] form`);
  const names = await form
    .locator('[name]')
    .evaluateAll((fields) => [
      ...new Set(fields.map((field) => field.getAttribute('name') ?? '').filter((name) => name !== '')),
    ]);
  if (typeof answer !== 'object' && names.length > 1)
    throw new Error(`one answer for the ${names.length} fields of ${path}`);
  for (const name of names) {
    const value = typeof answer === 'object' ? answer[name] : answer;
    if (value === undefined) continue;
    const field = form.locator(`[name="${name}"]`).first();
    const kind = await field.evaluate((node) =>
      node instanceof HTMLInputElement ? node.type : node.tagName.toLowerCase(),
    );
    if (kind === 'radio') await form.locator(`[name="${name}"][value="${value}"]`).check();
    else if (kind === 'select') await field.selectOption(String(value));
    else if (kind === 'datetime-local') await field.fill(localTime(String(value)));
    else await field.fill(String(value));
  }
}

/** What a person types into a date field that shows local time. */
function localTime(iso: string): string {
  const at = new Date(iso);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/**
 * Opens the screen of a practice device. The first device stands there before: a click while the screen still comes may be
 * lost, and the buttons looked at would be another machine's.
 */
export async function openDevice(page: Page, name: string): Promise<void> {
  const heading = (text: string) => page.getByRole('heading', { level: 1, name: text, exact: true });
  await page.getByRole('navigation').getByRole('link', { name: 'Device', exact: true }).click();
  await expect(heading('SPS A')).toBeVisible();
  await page.getByRole('link', { name, exact: true }).click();
  await expect(heading(name)).toBeVisible();
}
