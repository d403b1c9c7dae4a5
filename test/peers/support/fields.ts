/** `Name : value` lines as a tool prints them; continued lines (no name) are joined to the line before with "; ". */
export function fieldsOf(printed: string): Map<string, string> {
  const fields = new Map<string, string>();
  let last = '';
  for (const line of printed.split('\n')) {
    const match = /^\s*-?\s*(.*?)\s*: ?(.*)$/.exec(line);
    if (!match) continue;
    const [, name = '', value = ''] = match;
    if (name !== '') last = name;
    const before = name === '' ? `${fields.get(last) ?? ''}; ` : '';
    fields.set(last, `${before}${value.trim()}`);
  }
  return fields;
}
