import type { Ask, FactValue } from '../../../preload/contract.ts';

/** What stands in the form: always text; '' is "not answered". */
export type Raw = Record<string, string>;
export type Complaint = 'required' | 'choose' | 'number' | 'version' | 'sha256' | 'time';
export type Answer = { ok: true; value: FactValue | null } | { ok: false; complaint: Complaint };

const digits = (raw: string) => raw.replace(/[\s:]/g, '').toLowerCase();
export const shaDigits = (raw: string): number => digits(raw).length;

/** Reads one typed answer. `value: null` means an optional question was left open. Times become ISO 8601 UTC. */
export function parseAnswer(ask: Pick<Ask, 'type' | 'values' | 'optional'>, raw: string): Answer {
  const text = raw.trim();
  const no = (complaint: Complaint): Answer => ({ ok: false, complaint });
  const yes = (value: FactValue | null): Answer => ({ ok: true, value });
  if (text === '') {
    if (ask.optional) return yes(null);
    return no(ask.type === 'boolean' || ask.type === 'enum' ? 'choose' : 'required');
  }
  switch (ask.type) {
    case 'boolean':
      return text === 'true' || text === 'false' ? yes(text === 'true') : no('choose');
    case 'enum':
      return ask.values.some((v) => v.value === text) ? yes(text) : no('choose');
    case 'number':
      return /^[-+]?\d+([.,]\d+)?$/.test(text) ? yes(Number(text.replace(',', '.'))) : no('number');
    case 'version':
      return /\d/.test(text) ? yes(text) : no('version');
    case 'sha256':
      return /^[0-9a-f]{64}$/.test(digits(text)) ? yes(digits(text)) : no('sha256');
    case 'time': {
      const at = new Date(text);
      return Number.isNaN(at.getTime()) ? no('time') : yes(at.toISOString());
    }
    case 'text':
      return yes(text);
  }
}

export type Answers =
  | { ok: true; values: Record<string, FactValue> }
  | { ok: false; complaints: Record<string, Complaint> };
/** Reads the whole form; open optional questions are left out. */
export function parseAnswers(asks: readonly Ask[], raw: Raw): Answers {
  const values: Record<string, FactValue> = {};
  const complaints: Record<string, Complaint> = {};
  for (const ask of asks) {
    const answer = parseAnswer(ask, raw[ask.fact] ?? '');
    if (!answer.ok) complaints[ask.fact] = answer.complaint;
    else if (answer.value !== null) values[ask.fact] = answer.value;
  }
  return Object.keys(complaints).length > 0 ? { ok: false, complaints } : { ok: true, values };
}

const two = (n: number) => String(n).padStart(2, '0');
/** Present local time as `<input type="datetime-local" step="1">` wants it. */
export function localStamp(d: Date): string {
  const date = `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
  return `${date}T${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}
