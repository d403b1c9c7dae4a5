import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { parseIndex } from './format.ts';
import { Recordings } from './library.ts';
import { LineSplitter } from './lines.ts';
import { recordingText } from './text.ts';

const t = (ms: number) => new Date(1_800_000_000_000 + ms).toISOString();
const process = { pid: 1, start: 'x' };
const head = {
  siteId: 's',
  deviceId: 'sps-a',
  deviceName: 'SPS A',
  serial: 'S1',
  bmc: '127.0.0.1:623',
  openedAt: t(0),
  author: 'me',
  process,
};
const folder = () => path.join(mkdtempSync(path.join(os.tmpdir(), 'rackhand-console-')), 'console');
const textOf = (recordings: Recordings, name: string) => {
  let text = '';
  for (let offset = 0, size = 1; offset < size; ) {
    const part = recordings.replay(name, offset);
    if (part.chunks.length === 0) break;
    for (const chunk of part.chunks) {
      expect(chunk.offset).toBe(offset);
      const bytes = Buffer.from(chunk.data, 'base64');
      text += bytes.toString('latin1');
      offset += bytes.length;
    }
    size = part.size;
  }
  return text;
};

describe('a recording', () => {
  test('gives back every byte in order, while it is written and after', () => {
    const where = folder();
    const recordings = new Recordings(where);
    const recording = recordings.create(head);
    const random = seeded(7);
    let sent = '';
    for (let i = 0; i < 2_000; i++) {
      const bytes = Buffer.from(
        Array.from({ length: 1 + Math.floor(random() * 1_500) }, () => Math.floor(random() * 256)),
      );
      expect(recording.append(bytes, t(i * 7))).toBe(sent.length);
      sent += bytes.toString('latin1');
      if (i % 500 === 0) expect(textOf(recordings, recording.name)).toBe(sent);
    }
    expect(sent.length).toBeGreaterThan(1_000_000);
    const sealed = recording.seal(t(20_000));
    expect(textOf(recordings, recording.name)).toBe(sent);
    expect(sealed).toMatchObject({ size: sent.length, gaps: 0 });
    const raw = readFileSync(path.join(where, `${recording.name}.raw`));
    expect(sealed.sha256).toBe(createHash('sha256').update(raw).digest('hex'));
  });

  test('keeps marks at their place, and says them in the text', () => {
    const recordings = new Recordings(folder());
    const recording = recordings.create(head);
    recording.append(Buffer.from('one\r\n\x1b[31mtwo\x1b[0m'), t(1_000));
    recording.mark('gap', t(9_000), t(2_000), 'bmc-reset');
    recording.append(Buffer.from(' more\r\nlogin: '), t(9_500));
    recording.seal(t(10_000));
    const { marks } = recordings.replay(recording.name, 0);
    expect(marks).toEqual([
      { recording: recording.name, offset: 17, at: t(9_000), kind: 'gap', since: t(2_000), note: 'bmc-reset' },
    ]);
    expect(recordingText(recordings, recording.name, true).split('\n')).toEqual([
      `${t(1_000)}  one`,
      `${t(9_000)}  ---- gap, since ${t(2_000)}, bmc-reset ----`,
      `${t(9_500)}  two more`,
      `${t(9_500)}  login: `,
      '',
    ]);
  });

  test('of a killed process is closed by the next one, with the hash of what is there', () => {
    const where = folder();
    const recordings = new Recordings(where);
    const recording = recordings.create(head);
    recording.append(Buffer.from('last words'), t(1));
    recording.abandon();
    appendFileSync(path.join(where, `${recording.name}.ndjson`), '{"kind":"chu');
    expect(recordings.sealAbandoned(() => true, t(5))).toEqual([]);
    const [sealed] = recordings.sealAbandoned(() => false, t(5));
    expect(sealed).toMatchObject({
      name: recording.name,
      size: 10,
      sha256: createHash('sha256').update('last words').digest('hex'),
      head: { deviceId: 'sps-a' },
    });
    expect(recordings.sealAbandoned(() => false, t(6))).toEqual([]);
    expect(textOf(recordings, recording.name)).toBe('last words');
  });

  test('that was cut off on the disk gives what is left', () => {
    const where = folder();
    const recordings = new Recordings(where);
    const recording = recordings.create(head);
    recording.append(Buffer.from('0123456789'), t(1));
    recording.seal(t(2));
    truncateSync(path.join(where, `${recording.name}.raw`), 4);
    expect(textOf(recordings, recording.name)).toBe('0123');
    expect(recordings.list('s')).toMatchObject([{ size: 4, deviceName: 'SPS A' }]);
  });

  test('is found by its name only, and a name is no path', () => {
    const where = folder();
    const recordings = new Recordings(where);
    expect(recordings.list('s')).toEqual([]);
    recordings.create(head).seal(t(1));
    expect(readdirSync(where)).toHaveLength(2);
    expect(recordings.list('other')).toEqual([]);
    expect(recordings.has('../console')).toBe(false);
    expect(() => recordings.replay('../../etc/passwd', 0)).toThrow(RangeError);
  });
});

describe('lines', () => {
  test('come complete whatever the portions', () => {
    const text = 'Grüße\r\n\x1b[2J\x1b[1;1Hphase 1: 1/9\rphase 1: 2/9\r\n\x1b]0;title\x07end\nlogin: ';
    const bytes = Buffer.from(text);
    const random = seeded(3);
    for (let round = 0; round < 200; round++) {
      const splitter = new LineSplitter();
      const lines: string[] = [];
      for (let at = 0; at < bytes.length; ) {
        const step = 1 + Math.floor(random() * 5);
        lines.push(...splitter.feed(bytes.subarray(at, at + step), at).map((line) => line.text));
        at += step;
      }
      expect(lines).toEqual(['Grüße', 'phase 1: 2/9', 'end']);
      expect(splitter.current?.text).toBe('login: ');
    }
  });

  test('are bounded, and any bytes are survived', () => {
    const splitter = new LineSplitter();
    const random = seeded(11);
    for (let i = 0; i < 300; i++) {
      const noise = Buffer.from(Array.from({ length: 200 }, () => Math.floor(random() * 256)));
      for (const line of splitter.feed(noise, 0)) expect(line.text.length).toBeLessThanOrEqual(4_096);
    }
    splitter.feed(Buffer.from('\n'), 0);
    expect(splitter.feed(Buffer.alloc(100_000, 0x61), 0)).toEqual([]);
    expect(splitter.current?.text.length).toBe(4_096);
  });
});

test('an index with damaged lines gives the sound ones', () => {
  const good = JSON.stringify({ kind: 'chunk', at: t(0), offset: 0, length: 1 });
  expect(parseIndex(`{"kind":"chunk","offset":-1}\n${good}\nnonsense\n\n{"kind":`)).toHaveLength(1);
});
