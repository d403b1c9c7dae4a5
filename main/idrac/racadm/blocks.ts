/** Answers of several records are divided by lines of dashes, some with a title inside (`----JOB QUEUE----`). */
const RULE = /^\s*-{5,}[^-]*-{5,}\s*$|^\s*-{5,}\s*$/;

/** The text between the rules; empty blocks are left out. */
export function blocks(text: string): string[] {
  const found: string[] = [];
  let lines: string[] = [];
  const end = () => {
    if (lines.some((line) => line.trim() !== '')) found.push(lines.join('\n'));
    lines = [];
  };
  for (const line of text.split('\n')) {
    if (RULE.test(line)) end();
    else lines.push(line);
  }
  end();
  return found;
}
