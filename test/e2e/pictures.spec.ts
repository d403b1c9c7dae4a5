import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import type { KeptPicture } from '../../preload/contract.ts';
import { mirrorRun } from './mirror-run.ts';
import { expect, expectAccessible, test } from './shell.ts';

/** A black picture of 8 × 8 pixels as PNG; `note` makes each one another file. */
function png(note: string): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('tEXt', Buffer.from(`Comment\0${note}`)),
    chunk('IDAT', deflateSync(Buffer.alloc(8 * 9))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

test('a picture is chosen, pasted or dropped, looked at, and kept with its hash', async ({ app }) => {
  const { page, run, value } = await mirrorRun(app);
  const sheet = page.getByRole('dialog', { name: 'Keep this picture with the run?' });
  const keep = sheet.getByRole('button', { name: 'Keep picture' });
  /** As the person's hand does it with the mouse or Ctrl+V; `type` is what the browser makes of the name. */
  const give = (how: 'paste' | 'drop', bytes: Buffer, name: string, type: string) =>
    page.evaluate(
      ([how, base64, name, type]) => {
        const files = new DataTransfer();
        files.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type }));
        const init = { bubbles: true, cancelable: true };
        const event =
          how === 'paste'
            ? new ClipboardEvent('paste', { ...init, clipboardData: files })
            : new DragEvent('drop', { ...init, dataTransfer: files });
        document.body.dispatchEvent(event);
      },
      [how, bytes.toString('base64'), name, type] as const,
    );

  const choosing = page.waitForEvent('filechooser');
  await page.locator('.now').getByRole('button', { name: 'Keep a picture' }).click();
  await (await choosing).setFiles({ name: 'mirror.png', mimeType: 'image/png', buffer: png('chosen') });
  await expect(sheet.getByRole('img', { name: 'mirror.png' })).toBeVisible();
  await keep.click();
  await expect(sheet).toBeHidden();

  await page.getByRole('tab', { name: 'Evidence' }).click();
  const kept = page.locator('.picture');
  await expect(kept).toHaveCount(1);
  // Its name says picture, its bytes do not.
  await give('paste', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'drawn.png', 'image/png');
  await expect(sheet.getByText('This picture cannot be shown.')).toBeVisible();
  await keep.click();
  await expect(sheet.getByRole('alert')).toContainText('This is no PNG, JPEG or WebP picture.');
  await sheet.getByRole('button', { name: 'Cancel' }).click();
  await give('drop', Buffer.concat([png('large'), Buffer.alloc(3_000_000)]), 'wall.png', 'image/png');
  await expect(sheet.getByRole('alert')).toContainText('larger than 3 MB');
  await expect(keep).toBeHidden();
  await sheet.getByRole('button', { name: 'Cancel' }).click();
  await give('paste', png('pasted'), 'notes.txt', 'text/plain');
  await keep.click();
  await expect(kept).toHaveCount(2);

  const sha256 = createHash('sha256').update(png('pasted')).digest('hex');
  await expect(kept.first()).toContainText(`SHA-256 ${sha256}`);
  await expect(kept.first().getByRole('img')).toHaveAttribute('width', '8');
  await expectAccessible(page);
  expect((await value<KeptPicture[]>('runs.pictures', run.id)).map((picture) => picture.sha256)).toContain(sha256);
});
