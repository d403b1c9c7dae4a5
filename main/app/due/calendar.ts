/** Due times as an iCalendar file (RFC 5545), which every calendar takes. */
import type { DueView, Language, Text } from '../../../preload/contract.ts';

/** Octets of a line without its end (RFC 5545 §3.1). */
const WIDTH = 75;

const WORDS: Record<DueView['what'], Text> = {
  earliest: { en: 'the wait may end', de: 'die Wartezeit darf enden' },
  condition: { en: 'what it waits for has come', de: 'worauf er wartet, ist eingetreten' },
  band: { en: 'what is normal changes', de: 'ab jetzt gilt' },
  limit: { en: 'the limit is reached', de: 'die Frist läuft ab' },
  rule: { en: 'the step may begin', de: 'der Schritt darf beginnen' },
};

/** What an instant means, in one sentence without its time. */
export function dueSentence({ what, text, step, device }: DueView, language: Language): string {
  const meaning = `${WORDS[what][language]}${text ? ` (${text[language]})` : ''}`;
  return `${device ? `${device}: ` : ''}${step[language]}: ${meaning}`;
}

/**
 * One event with an alarm for each instant. The same instant always has the same UID, so that a file that is read again
 * replaces what it brought before.
 */
export function calendarOf(dues: readonly DueView[], now: number, language: Language): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Rackhand//Due times//EN', 'CALSCALE:GREGORIAN'];
  for (const due of dues) {
    const at = stamp(Date.parse(due.at));
    const summary = escaped(dueSentence(due, language));
    lines.push(
      ...['BEGIN:VEVENT', `UID:${uidOf(due)}`, `DTSTAMP:${stamp(now)}`, `DTSTART:${at}`, `DTEND:${at}`],
      ...[`SUMMARY:${summary}`, `DESCRIPTION:${escaped(`${due.title[language]}\n${due.runId} ${due.path}`)}`],
      ...['TRANSP:TRANSPARENT', 'BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:PT0S', `DESCRIPTION:${summary}`],
      ...['END:VALARM', 'END:VEVENT'],
    );
  }
  lines.push('END:VCALENDAR');
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

const uidOf = ({ runId, path, what }: DueView): string => `${runId}-${path.replace(/[^\w-]/g, '.')}-${what}@rackhand`;

/** `20261121T080000Z` (§3.3.5, form 2). */
const stamp = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');

/** TEXT (§3.3.11); other control characters have no place in it. */
const escaped = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    .replace(/[\0-\x09\x0b-\x1f\x7f]/g, ' ')
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');

/** Lines of at most 75 octets, broken between characters; a continuation begins with a blank, which counts. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const char of line) {
    const size = Buffer.byteLength(char);
    if (octets + size > WIDTH) {
      parts.push(part);
      part = ' ';
      octets = 1;
    }
    part += char;
    octets += size;
  }
  return [...parts, part].join('\r\n');
}
