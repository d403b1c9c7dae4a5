import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import type { DueView } from '../../../preload/contract.ts';
import { seeded } from '../../ports/seeded.ts';
import { calendarOf, dueSentence } from './calendar.ts';

const NOW = Date.parse('2026-11-21T08:00:00Z');
const due = (change: Partial<DueView> = {}): DueView => ({
  ...{ runId: '20261121-0803-abcd', siteId: 'vienna', path: 'phase2/wait', device: 'SPS A' },
  title: { en: 'Upgrade', de: 'Upgrade' },
  step: { en: 'Wait; then, look\\see', de: 'Warten; dann, nachsehen\nZeile zwei' },
  ...{ what: 'earliest', text: null, level: null, at: '2026-12-05T08:00:00.000Z', due: false, clockBehind: null },
  ...change,
});
/** As a calendar reads it. */
function events(ics: string) {
  const calendar = new ICAL.Component(ICAL.parse(ics));
  expect(calendar.getFirstPropertyValue('version')).toBe('2.0');
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    const alarm = component.getFirstSubcomponent('valarm');
    return { event, alarm, stamp: component.getFirstPropertyValue('dtstamp') };
  });
}

test('another parser reads the instants, texts and alarms as they are meant', () => {
  const [read, ...others] = events(calendarOf([due()], NOW, 'de'));
  expect(others).toEqual([]);
  expect(read?.event.summary).toBe(dueSentence(due(), 'de'));
  expect(read?.event.description).toBe('Upgrade\n20261121-0803-abcd phase2/wait');
  expect(read?.event.startDate.toJSDate().toISOString()).toBe('2026-12-05T08:00:00.000Z');
  expect(read?.event.startDate.zone.tzid).toBe('UTC');
  expect(String(read?.stamp)).toBe('2026-11-21T08:00:00Z');
  expect(read?.alarm?.getFirstPropertyValue('action')).toBe('DISPLAY');
});

test('lines end in CRLF and have at most 75 octets; the same instant keeps its UID', () => {
  const step = { en: 'ä€😀'.repeat(60), de: 'x' };
  const ics = calendarOf([due({ step })], NOW, 'en');
  expect(ics.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  for (const line of ics.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  const uid = (text: string) => events(text)[0]?.event.uid;
  expect(uid(ics)).toBe(uid(calendarOf([due({ step, due: true })], NOW + 1_000_000, 'de')));
  expect(uid(ics)).not.toBe(uid(calendarOf([due({ what: 'limit' })], NOW, 'en')));
});

test('no text breaks out of its property', () => {
  const random = seeded(5545);
  const parts = [
    '\r\n',
    '\n',
    '\r',
    ';',
    ',',
    '\\',
    ':',
    '"',
    'END:VEVENT',
    '\u0000',
    '\u2028',
    '€',
    ' ',
    'BEGIN:VALARM',
    '\t',
  ];
  for (let round = 0; round < 300; round += 1) {
    const text = Array.from({ length: 40 }, () => parts[Math.floor(random() * parts.length)] ?? '').join('');
    const one = due({ step: { en: text, de: text }, text: { en: text, de: text } });
    const read = events(calendarOf([one, due()], NOW, 'en'));
    expect(read).toHaveLength(2);
    const plain = dueSentence(one, 'en').replace(/\r\n?/g, '\n').replaceAll('\u0000', ' ').replaceAll('\t', ' ');
    expect(read[0]?.event.summary).toBe(plain);
  }
});

test('a calendar without events is still one', () => {
  expect(events(calendarOf([], NOW, 'en'))).toEqual([]);
});
