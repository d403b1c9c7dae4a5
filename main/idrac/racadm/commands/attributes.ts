/**
 * Settings by name, in the two languages of racadm: `get iDRAC.IPMILan` since iDRAC 7, `getconfig -g cfgIpmiLan` up to
 * iDRAC 8. idrac.md §1.7.
 */
import { type RacadmRead, UnexpectedAnswer } from '../command.ts';

export interface Attribute {
  name: string;
  /** Null for a value that is written only, or shown as asterisks. */
  value: string | null;
  /** What it will be after the next restart. */
  pending: string | null;
  readOnly: boolean;
}

/** @param group `iDRAC.IPMILan`, with or without an attribute behind it */
export function getAttributes(group: string): RacadmRead<Attribute[]> {
  return { name: `get ${group}`, words: ['get', group], parse };
}

/** @param object reads one object of the group, all when it is not given */
export function getConfig(group: string, object?: string, index?: number): RacadmRead<Attribute[]> {
  const words = ['getconfig', '-g', group];
  if (object !== undefined) words.push('-o', object);
  if (index !== undefined) words.push('-i', String(index));
  // With -o the answer is the bare value, which has no shape of its own.
  const one = object === undefined ? parse : (text: string) => bare(object, text);
  return { name: `getconfig ${group}`, words, parse: one };
}

function parse(text: string): Attribute[] {
  const found: Attribute[] = [];
  for (const line of text.split('\n')) {
    if (/^\s*\[Key=[^\]]*\]\s*$/.test(line)) continue;
    const [, mark, name, rest = ''] = /^\s*(#\s*|!!\s*)?([A-Za-z][\w.-]*)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const [, value = '', pending = null] = /^(.*?)\s*(?:\(Pending Value=(.*)\))?$/.exec(rest.trim()) ?? [];
    const hidden = /^\*+|\(write-only\)/i.test(value);
    found.push({ name, value: hidden ? null : value, pending, readOnly: mark !== undefined });
  }
  if (found.length === 0) throw new UnexpectedAnswer('no setting is in it');
  return found;
}

function bare(name: string, text: string): Attribute[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const [value] = lines;
  if (value === undefined || lines.length > 1) throw new UnexpectedAnswer('it is not one value');
  return [{ name, value: value.trim(), pending: null, readOnly: false }];
}
