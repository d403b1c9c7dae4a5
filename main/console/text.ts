import type { Recordings } from './library.ts';
import { type ConsoleLine, LineSplitter } from './lines.ts';

/**
 * A recording as text for people: lines without control sequences, each with the time of its last byte when asked for,
 * and one line for every gap and every key sent, in its place.
 */
export function recordingText(recordings: Recordings, name: string, timestamps: boolean): string {
  const splitter = new LineSplitter();
  const out: string[] = [];
  const put = (at: string, text: string) => out.push(timestamps ? `${at}  ${text}` : text);
  for (const part of recordings.read(name)) {
    if ('bytes' in part) {
      const at = Date.parse(part.at);
      for (const line of splitter.feed(part.bytes, at)) put(part.at, line.text);
      continue;
    }
    const { mark, at, since, note } = part.mark;
    const what = [mark, since === null ? null : `since ${since}`, note].filter((word) => word !== null).join(', ');
    put(at, `---- ${what} ----`);
  }
  const rest = splitter.current;
  if (rest) put(new Date(rest.at).toISOString(), rest.text);
  return `${out.join('\n')}\n`;
}

/** The lines of a recording in order, the incomplete last one too. */
export function* recordedLines(recordings: Recordings, name: string): Generator<ConsoleLine> {
  const splitter = new LineSplitter();
  for (const part of recordings.read(name)) {
    if ('bytes' in part) yield* splitter.feed(part.bytes, Date.parse(part.at));
  }
  if (splitter.current) yield splitter.current;
}
