// What a technician reads off a page: copied as text, read by the tool, kept word for word, and vouched for by the journal.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { RunView } from '../../preload/contract.ts';
import { rackhand, rackhandJson } from './support/cli.ts';

const home = mkdtempSync(path.join(os.tmpdir(), 'rackhand-pasted-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const file = (name: string, content: string | Buffer) => {
  writeFileSync(path.join(home, name), content);
  return path.join(home, name);
};
const PAGE =
  'Mirror State\nSYNCHRONIZED\nHistorical Sync Rate (For This UVM)\t86.85 MB/min\nBeyondInsight Database Size\t1.41 GB\n';

test('the High Availability page of a U-Series, from the clipboard to the report', async () => {
  const site = file(
    'site.yaml',
    'format: rackhand-site/1\nid: vienna\nname: Vienna\ndevices:\n  - { id: us-a, name: us-a, product: u-series }\n',
  );
  await rackhand(['site', 'import', site], { home });
  const start = ['run', 'start', 'us-ha-mirror-state', '--site', 'vienna', '--bind', 'server=us-a'];
  const begun = await rackhandJson<RunView>(start, { home });
  expect(begun.code).toBe(8);
  const run = begun.document.id;
  expect(begun.document.current).toMatchObject({
    path: 'metrics',
    asks: [{ paste: 'us.haPage' }, {}, { paste: 'us.haPage' }],
  });

  // The page comes from standard input; what follows from two of its values is computed. A typed value would count before it.
  const answer = ['run', 'answer', run, '--paste', '-'];
  const first = await rackhandJson<RunView>(answer, { home, stdin: PAGE });
  expect(first).toMatchObject({ code: 8, stderr: expect.stringContaining('read: us.mirror.rate = 86.85') });
  const second = await rackhandJson<RunView>(['run', 'answer', run, '--paste', file('page.txt', PAGE)], { home });
  expect(second.document).toMatchObject({ status: 'finished' });
  const sha256 = createHash('sha256').update(PAGE).digest('hex');
  const fact = (name: string) => second.document.facts.find((one) => one.name === name);
  expect(fact('us.mirror.state')).toMatchObject({
    ...{ value: 'SYNCHRONIZED', origin: 'pasted', evidence: `paste sha256:${sha256}` },
  });
  expect(fact('us.mirror.estimate')).toMatchObject({ value: 17, origin: 'pasted', evidence: `paste sha256:${sha256}` });

  const picture = file('page.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]));
  const kept = await rackhandJson<{ name: string; sha256: string }>(['run', 'attach', run, picture], { home });
  expect(
    createHash('sha256')
      .update(readFileSync(path.join(home, kept.document.name)))
      .digest('hex'),
  ).toBe(kept.document.sha256);
  const out = path.join(home, 'journal.ndjson');
  expect((await rackhand(['journal', 'export', run, '--out', out], { home })).code).toBe(0);
  const journal = readFileSync(out, 'utf8');
  expect(journal).toContain(JSON.stringify(PAGE).slice(1, -1));
  expect((await rackhand(['journal', 'verify'], { home })).code).toBe(0);
  expect((await rackhand(['run', 'attach', run, site], { home })).code).not.toBe(0);
});
