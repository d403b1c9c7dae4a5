/** What a scanner has seen so far. It judges nothing: the service puts the frames together and checks the signature. */
export interface Scan {
  /** Every frame once, in the order of seeing. */
  frames: string[];
  /** Fragments of a moving code; null before the first frame, 1 for a code that stands still. */
  need: number | null;
  /** Independent parts, by the last word of the service; until then, frames. */
  have: number;
  /** A code was seen that is none of a request. */
  foreign: boolean;
}
export const nothing: Scan = { frames: [], need: null, have: 0, foreign: false };

/** More frames than this are a code that never ends. */
const MOST = 2000;
const FRAME = /^ur:bytes\/(?:[1-9]\d*-([1-9]\d*)\/)?[a-z]+$/i;

/** The scan with one more text; the same object when it says nothing new. */
export function seen(scan: Scan, text: string): Scan {
  const match = FRAME.exec(text);
  if (!match) return scan.foreign ? scan : { ...scan, foreign: true };
  const frame = text.toUpperCase();
  if (scan.frames.includes(frame) || scan.frames.length >= MOST)
    return scan.foreign ? { ...scan, foreign: false } : scan;
  const frames = [...scan.frames, frame];
  const need = scan.need ?? Number(match[1] ?? 1);
  return { frames, need, have: Math.min(need, Math.max(scan.have, frames.length)), foreign: false };
}

/** Whether there may be enough for a whole request; with fewer frames than fragments, never. */
export const isDue = ({ frames, need }: Scan): boolean => need !== null && frames.length >= need;

/** What the service says of an incomplete request, as progress. */
export function told(scan: Scan, params: Readonly<Record<string, string | number>> | undefined): Scan {
  const [have, need] = [Number(params?.have), Number(params?.need)];
  return Number.isFinite(have) && Number.isFinite(need) ? { ...scan, have, need: scan.need ?? need } : scan;
}

/** How far the bar is, in whole percent; it is full only when the request is. */
export const percentOf = ({ have, need }: Scan): number =>
  need === null ? 0 : Math.min(99, Math.floor((have / need) * 100));
