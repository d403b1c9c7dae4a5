import { GENERIC_STATES, SPECIFIC_STATES, THRESHOLD_EVENTS, TYPE_NAMES } from './tables.ts';

/** How bad it is; `unknown` where nobody can tell, which is never the same as `ok`. */
export type Condition = 'ok' | 'non-critical' | 'critical' | 'non-recoverable' | 'unknown';

/** One state of a discrete sensor, or one event. */
export interface StateWord {
  /** Language-neutral: "power-supply.1", "threshold.9", "redundancy.1"; the number is the specification's offset. */
  id: string;
  /** English. */
  text: string;
  condition: Condition;
}

const CONDITIONS: readonly Condition[] = ['ok', 'non-critical', 'critical', 'non-recoverable'];

/** "1Failed" in the tables: a digit for the condition, then the words. */
function word(family: string, offset: number, entry: string | undefined): StateWord {
  const id = `${family}.${offset}`;
  if (!entry) return { id, text: `State ${offset}`, condition: 'unknown' };
  return { id, text: entry.slice(1), condition: CONDITIONS[Number(entry[0])] ?? 'unknown' };
}

/** Sensor type by number (IPMI 2.0 Table 42-3): stable id and English name. */
export function sensorTypeName(type: number): { id: string; text: string } {
  const text = TYPE_NAMES[type];
  if (text) return { id: slug(text), text };
  const number = type.toString(16).toUpperCase().padStart(2, '0');
  return {
    id: `${type >= 0xc0 ? 'oem' : 'type'}-${number.toLowerCase()}`,
    text: `${type >= 0xc0 ? 'OEM' : 'Type'} ${number}h`,
  };
}

function slug(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

/**
 * The words for one offset of an event/reading type (Table 42-2 for 02h to 0Ch, Table 42-3 for 6Fh; 01h gives the threshold
 * event). OEM types and offsets that the tables do not have are numbered and of unknown condition.
 */
export function stateWord(eventType: number, sensorType: number, offset: number): StateWord {
  if (eventType === 0x01) return word('threshold', offset, THRESHOLD_EVENTS[offset]);
  if (eventType === 0x6f) return word(sensorTypeName(sensorType).id, offset, SPECIFIC_STATES[sensorType]?.[offset]);
  const generic = GENERIC_STATES[eventType];
  if (generic) return word(generic.id, offset, generic.states[offset]);
  return word(`event-type-${eventType.toString(16).padStart(2, '0')}`, offset, undefined);
}

/** The words for all bits set in `mask`. */
export function stateWords(eventType: number, sensorType: number, mask: number): StateWord[] {
  return Array.from({ length: 15 }, (_, offset) => offset)
    .filter((offset) => (mask & (1 << offset)) !== 0)
    .map((offset) => stateWord(eventType, sensorType, offset));
}

const RANK: Readonly<Record<Condition, number>> = {
  ok: 0,
  unknown: 1,
  'non-critical': 2,
  critical: 3,
  'non-recoverable': 4,
};

/** The worst of several; `ok` for none. What is known to be bad is worse than what is not known. */
export function worst(conditions: Iterable<Condition>): Condition {
  let found: Condition = 'ok';
  for (const c of conditions) if (RANK[c] > RANK[found]) found = c;
  return found;
}
