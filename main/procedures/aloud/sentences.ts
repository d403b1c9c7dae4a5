/** Short sentences: what one breath of a phone call takes. */

/** After these a full stop ends no sentence, whatever follows; a single letter (`z. B.`, `e. g.`) does neither. */
const SHORT = /(^|[\s(„"])(\p{L}|bzw|ca|evtl|ggf|inkl|max|min|mind|Nr|No|vgl|vs|etc|e\.g|i\.e|z\.B|u\.a|d\.h)\.$/iu;

/** A text by its sentences, in order; lines end sentences too. Nothing of it is lost but white space around them. */
export function sentences(text: string): string[] {
  const found: string[] = [];
  for (const line of text.split('\n')) {
    let rest = '';
    for (const piece of line.split(/(?<=[.!?:;]["“”)]?)\s+/u)) {
      rest = rest === '' ? piece : `${rest} ${piece}`;
      if (/[.!?]["“”)]?$/u.test(rest) && !SHORT.test(rest)) {
        found.push(rest);
        rest = '';
      }
    }
    if (rest.trim() !== '') found.push(rest);
  }
  return found.map((sentence) => sentence.trim()).filter((sentence) => sentence !== '');
}
