import { blocks } from '../blocks.ts';
import { type RacadmRead, UnexpectedAnswer } from '../command.ts';
import { Properties } from '../properties.ts';

export interface LifecycleLogEntry {
  sequence: number;
  messageId: string | null;
  category: string | null;
  severity: string | null;
  /** The iDRAC's own time and format. */
  timestamp: string | null;
  message: string | null;
  fqdd: string | null;
}

/** The newest `count` entries, newest first as the iDRAC gives them. @param count 1 to 1000 */
export function lclogView(count = 50): RacadmRead<LifecycleLogEntry[]> {
  const number = Math.min(1000, Math.max(1, Math.floor(count)));
  return { name: 'lclog view', words: ['lclog', 'view', '-n', String(number)], slow: true, parse };
}

function parse(text: string): LifecycleLogEntry[] {
  const entries: LifecycleLogEntry[] = [];
  for (const block of blocks(text)) {
    const all = new Properties(block);
    const sequence = all.get(['SeqNumber', 'Sequence Number']);
    if (sequence === null || !/^\d{1,15}$/.test(sequence)) continue;
    entries.push({
      sequence: Number(sequence),
      messageId: all.get('Message ID'),
      category: all.get('Category'),
      severity: all.get('Severity'),
      timestamp: all.get('Timestamp'),
      message: all.get('Message'),
      fqdd: all.get('FQDD'),
    });
  }
  if (entries.length === 0 && !/no (?:matching )?(?:log )?(?:entries|records)/i.test(text)) {
    throw new UnexpectedAnswer('no log entry is in it');
  }
  return entries;
}
