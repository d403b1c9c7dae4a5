/** What surrounds racadm's answer and is none: warnings, progress marks, farewells. idrac.md §1.3. */

export type Notice = 'default-password' | 'deprecated' | 'certificate';

export interface Cleaned {
  /** Lines end in LF; no control characters but LF and tab. */
  text: string;
  /** What the removed lines said, for the screen. */
  notices: Notice[];
}

/** Terminal sequences: CSI with its parameters, two-character escapes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences are made of them
const TERMINAL = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|[@-Z\\^_=>])/g;
const LINES: [pattern: RegExp, notice: Notice | null][] = [
  [/^\s*SEC0(?:612|700|701)\b/, 'default-password'],
  [
    /^\s*(?:WARNING:\s*)?Default (?:password|username and password) (?:is|are) (?:configured|currently in use)/i,
    'default-password',
  ],
  [/^\s*It is strongly recommended to change the default password/i, 'default-password'],
  [/^\s*Security Alert: Certificate\b/, 'certificate'],
  [/^\s*Continuing execution\. Use -S\b/, 'certificate'],
  [/^\s*ParseComplete\s*$/, null],
  [/^\s*Connection to \S+ closed\.?\s*$/, null],
  [/^\s*CLP Session terminated\s*$/, null],
];
/** The deprecation notice of getconfig and config: from here to the end. */
const DEPRECATED = /^\s*RAC116[89]\b/;

/** The answer alone. Takes anything, also what is no text. */
export function clean(raw: string): Cleaned {
  const notices = new Set<Notice>();
  const kept: string[] = [];
  const plain = raw
    .replace(/\r\n?/g, '\n')
    .replace(TERMINAL, '')
    .replace(/[^\P{C}\n\t]/gu, '');
  for (const line of plain.split('\n')) {
    if (DEPRECATED.test(line)) {
      notices.add('deprecated');
      break;
    }
    const noise = LINES.find(([pattern]) => pattern.test(line));
    if (!noise) kept.push(line.trimEnd());
    else if (noise[1]) notices.add(noise[1]);
  }
  return { text: kept.join('\n').replace(/^\n+|\n+$/g, ''), notices: [...notices] };
}
