/** Unit fields of a sensor record (IPMI 2.0 Table 43-1, bytes 21 to 23). */
export interface UnitFields {
  /** `none`: the sensor has no analog reading. */
  format: 'unsigned' | 'ones' | 'twos' | 'none';
  /** 0 none, 1 per µs, 2 per ms, 3 per s, 4 per minute, 5 per hour, 6 per day. */
  rate: number;
  /** 0 none, 1 base / modifier, 2 base × modifier. */
  modifierUse: number;
  percentage: boolean;
  /** Unit codes of Table 43-15. */
  base: number;
  modifier: number;
}

const FORMATS: readonly UnitFields['format'][] = ['unsigned', 'ones', 'twos', 'none'];
const RATES = ['', 'µs', 'ms', 's', 'min', 'h', 'd'];

/** Unit symbols by code (Table 43-15). They are international, so they are not translated. */
const SYMBOLS =
  '|°C|°F|K|V|A|W|J|C|VA|nit|lm|lx|cd|kPa|psi|N|CFM|RPM|Hz|µs|ms|s|min|h|d|wk|mil|in|ft|in³|ft³|mm|cm|m|cm³|m³|l|fl oz|rad|sr|rev|cycles|g-force|oz|lb|ft-lb|oz-in|Gs|Gi|H|mH|F|µF|Ω|S|mol|Bq|ppm||dB|dBA|dBC|Gy|Sv|K (color)|bit|kbit|Mbit|Gbit|byte|KiB|MiB|GiB|word|dword|qword|line|hit|miss|retry|reset|overrun|underrun|collision|packet|message|character|error|correctable error|uncorrectable error|fatal error|g'.split(
    '|',
  );

export function decodeUnits(units1: number, base: number, modifier: number): UnitFields {
  return {
    format: FORMATS[units1 >> 6] ?? 'none',
    rate: (units1 >> 3) & 7,
    modifierUse: (units1 >> 1) & 3,
    percentage: (units1 & 1) === 1,
    base,
    modifier,
  };
}

export function encodeUnits(u: UnitFields): Buffer {
  const first = (FORMATS.indexOf(u.format) << 6) | (u.rate << 3) | (u.modifierUse << 1) | (u.percentage ? 1 : 0);
  return Buffer.from([first, u.base, u.modifier]);
}

/** "°C", "RPM", "%", "J/s", "byte/min"; empty for a plain number, "unit 200" for a code that the table does not have. */
export function unitText(u: UnitFields): string {
  const symbol = (code: number) => SYMBOLS[code] ?? `unit ${code}`;
  const modifier = u.modifierUse === 1 ? `/${symbol(u.modifier)}` : u.modifierUse === 2 ? `·${symbol(u.modifier)}` : '';
  const rate = RATES[u.rate] ? `/${RATES[u.rate]}` : '';
  const base = symbol(u.base);
  // Percent of something: the base unit says of what, and is "unspecified" most of the time.
  return `${u.percentage ? (base ? `% ${base}` : '%') : base}${modifier}${rate}`;
}

export const UNIT = { celsius: 1, volts: 4, amperes: 5, watts: 6, cfm: 17, rpm: 18, hertz: 19 } as const;
