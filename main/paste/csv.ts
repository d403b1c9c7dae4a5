/**
 * Rows of a CSV (RFC 4180), with comma, semicolon or tab, whichever the first line has most of. Unbalanced quotes give no rows:
 * half a file must not count as a whole one. Pure.
 */
export function parse(text: string): string[][] {
  const content = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const [first = ''] = content.split('\n', 1);
  const count = (mark: string) => first.split(mark).length;
  const delimiter = [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const end = () => {
    row.push(cell);
    cell = '';
  };
  for (let at = 0; at < content.length; at += 1) {
    const mark = content[at] ?? '';
    if (quoted) {
      if (mark !== '"') cell += mark;
      else if (content[at + 1] === '"') {
        cell += mark;
        at += 1;
      } else quoted = false;
    } else if (mark === '"' && cell === '') quoted = true;
    else if (mark === delimiter) end();
    else if (mark === '\n') {
      end();
      rows.push(row);
      row = [];
    } else cell += mark;
  }
  if (quoted) return [];
  if (cell !== '' || row.length > 0) {
    end();
    rows.push(row);
  }
  return rows.filter((cells) => cells.some((value) => value.trim() !== ''));
}
