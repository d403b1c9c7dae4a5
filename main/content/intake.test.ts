import { appendFileSync, mkdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { errno, faultyFiles } from '../ports/testing/faulty-files.ts';
import { FolderIntake, type IntakeOptions } from './intake.ts';
import { ContentStore } from './store.ts';
import { lazyDisk } from './testing/lazy-disk.ts';
import { bytesFor, offered, portsOn, scratchFolder, sha256 } from './testing/scratch.ts';

const BYTES = bytesFor(6, 5000);
const LIST = [offered('base-7.0.1'), offered('product-24.1', { vendorSha256: sha256(BYTES) })];

async function watching(options: Partial<IntakeOptions> = {}, files = lazyDisk) {
  const folder = scratchFolder();
  const clock = new SimulatedClock();
  const store = await ContentStore.open(scratchFolder(), portsOn(files, clock));
  const intake = new FolderIntake(store, { folder, offered: LIST, keyOf: ({ name }) => name, ...options });
  const at = (name: string) => path.join(folder, name);
  /** Looks once a second for so long. */
  const pass = async (seconds: number) => {
    for (let n = 0; n < seconds; n += 1) {
      await intake.look();
      await clock.advance(1000);
    }
  };
  const taken = async () => (await store.receipts()).flatMap(({ arrivals }) => arrivals.map(({ key }) => key)).sort();
  return { folder, store, intake, at, pass, taken, clock };
}

test('a file that grows is taken when it has come to rest, not before, and stays where it is', async () => {
  const { at, pass, taken, intake } = await watching();
  writeFileSync(at('base-7.0.1.zip'), BYTES.subarray(0, 1000));
  await pass(4);
  appendFileSync(at('base-7.0.1.zip'), BYTES.subarray(1000));
  await pass(4);
  expect(await taken()).toEqual([]);
  await pass(3);
  expect(await taken()).toEqual(['base-7.0.1']);
  expect(intake.view.arrived).toEqual([
    { file: at('base-7.0.1.zip'), sizeBytes: 5000, sha256: sha256(BYTES), package: 'base-7.0.1', failure: null },
  ]);
  expect(readFileSync(at('base-7.0.1.zip'))).toEqual(BYTES);
});

test.each([
  ['Chromium', 'base-7.0.1.zip.crdownload', null],
  ['Chromium before the name is known', 'Unconfirmed 1234.crdownload', null],
  ['Firefox', 'base-7.0.1.zip.part', 'base-7.0.1.zip'],
  ['Opera', 'base-7.0.1.zip.opdownload', null],
])(
  'what %s is still writing is left alone, however long it rests; then it is taken',
  async (_who, temporary, beside) => {
    const { at, pass, taken } = await watching();
    if (beside) writeFileSync(at(beside), '');
    writeFileSync(at(temporary), BYTES);
    await pass(60);
    expect(await taken()).toEqual([]);
    renameSync(at(temporary), at('base-7.0.1.zip'));
    await pass(7);
    expect(await taken()).toEqual(['base-7.0.1']);
  },
);

test('a final name beside its .part is not taken, even when there is something in it', async () => {
  const { at, pass, taken } = await watching();
  writeFileSync(at('base-7.0.1.zip'), 'x');
  writeFileSync(at('base-7.0.1.zip.part'), BYTES);
  await pass(20);
  expect(await taken()).toEqual([]);
});

test('a file of another name is found by the hash of the vendor; one of neither is named, once', async () => {
  let changes = 0;
  const { at, pass, taken, intake } = await watching({
    onChange: () => {
      changes += 1;
    },
  });
  writeFileSync(at('download(3).bin'), BYTES);
  writeFileSync(at('holiday.jpg'), 'jpg');
  mkdirSync(at('base-7.0.1'));
  await pass(30);
  expect(await taken()).toEqual(['product-24.1']);
  const failures = intake.view.arrived.map(({ file, failure }) => [path.basename(file), failure?.code ?? null]);
  expect(failures.sort()).toEqual([
    ['download(3).bin', null],
    ['holiday.jpg', 'content.unmatched-unknown'],
  ]);
  expect(changes).toBe(2);
});

test('a file with the name of a package and another hash is no package', async () => {
  const { at, pass, taken, intake } = await watching();
  writeFileSync(at('product-24.1.zip'), 'something else');
  await pass(10);
  expect(await taken()).toEqual([]);
  expect(intake.view.arrived).toMatchObject([{ failure: { code: 'content.mismatch' } }]);
  writeFileSync(at('product-24.1.zip'), BYTES);
  utimesSync(at('product-24.1.zip'), 5, 5);
  await pass(10);
  expect(await taken()).toEqual(['product-24.1']);
  expect(intake.view.arrived).toMatchObject([{ failure: null }]);
});

test('a file that its writer still holds has not arrived yet', async () => {
  let held = true;
  const files = faultyFiles(lazyDisk, ({ name, file }) =>
    held && name === 'open' && file.endsWith('base-7.0.1.zip') ? errno('EBUSY') : undefined,
  );
  const { at, pass, taken, intake } = await watching({}, files);
  writeFileSync(at('base-7.0.1.zip'), BYTES);
  await pass(20);
  expect(intake.view.arrived).toEqual([]);
  held = false;
  await pass(10);
  expect(await taken()).toEqual(['base-7.0.1']);
});

test('it looks until it is stopped, over a folder that is away for a while', async () => {
  const { folder, at, taken, intake, clock } = await watching({ restMs: 2000 });
  const away = `${folder}-away`;
  renameSync(folder, away);
  const abort = new AbortController();
  const running = intake.run(abort.signal);
  running.catch(() => undefined);
  await clock.advance(5000);
  renameSync(away, folder);
  writeFileSync(at('base-7.0.1.zip'), BYTES);
  while ((await taken()).length === 0) await clock.advance(1000);
  abort.abort(new Error('stopped'));
  await expect(running).rejects.toThrow('stopped');
});
