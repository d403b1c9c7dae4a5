/**
 * `Name = Value` lines under section headings, as most of racadm's answers are. Columns vary with every firmware, so a line
 * is split at its first `=`; names repeat across sections, so a value is asked for by section and name. idrac.md §1.5.
 */

export interface Property {
  /** The heading above, without its colon; empty before the first. */
  section: string;
  name: string;
  /** Trimmed; may be empty. */
  value: string;
}

export class Properties {
  readonly all: readonly Property[];

  constructor(text: string) {
    const all: Property[] = [];
    let section = '';
    for (const line of text.split('\n')) {
      const at = line.indexOf('=');
      if (at < 0) {
        const heading = /^\s*([^=]*\S)\s*:\s*$/.exec(line)?.[1];
        if (heading !== undefined) section = heading;
        continue;
      }
      const name = line.slice(0, at).trim();
      if (name !== '') all.push({ section, name, value: line.slice(at + 1).trim() });
    }
    this.all = all;
  }

  /** The first value of one of these names, in the section if one is given; null when absent or empty. */
  get(names: string | readonly string[], section?: string): string | null {
    const wanted = (typeof names === 'string' ? [names] : names).map(folded);
    const found = this.all.find(
      (property) =>
        wanted.includes(folded(property.name)) &&
        (section === undefined || folded(property.section) === folded(section)),
    );
    return found === undefined || found.value === '' ? null : found.value;
  }

  /** `1`, `Enabled`, `Yes`, `On` and their opposites; null for anything else. */
  flag(names: string | readonly string[], section?: string): boolean | null {
    return flagOf(this.get(names, section));
  }
}

/** See `Properties.flag`. */
export function flagOf(value: string | null): boolean | null {
  if (value === null) return null;
  if (/^(1|enabled?|yes|on|true)$/i.test(value)) return true;
  return /^(0|disabled?|no|off|false)$/i.test(value) ? false : null;
}

/** Names as they are compared: firmware versions differ in case and blanks (`NIC Enabled`, `NICEnabled`). */
const folded = (name: string) => name.toLowerCase().replace(/[\s_]+/g, '');
