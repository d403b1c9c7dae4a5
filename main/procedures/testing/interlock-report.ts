/** The coverage report of the interlocks, from the shipped rules and the cases that decide them. */
import catalogue from '../../../resources/procedures/catalogue.json' with { type: 'json' };
import { loadLibrary } from '../loader.ts';
import { type Interlock, type Library, PRODUCTS } from '../model.ts';
import { own } from '../own.ts';
import { type InterlockCase, interlockCases, isFactsCase } from './interlock-case.ts';
import { filesOf } from './shipped.ts';

const HEADINGS: Readonly<Record<string, string>> = {
  SPS: 'One Identity SPS',
  IMP: 'Imprivata G4',
  US: 'BeyondTrust U-Series',
  HW: 'Hardware, BitLocker and recovery',
  RS: 'BeyondTrust Remote Support',
  GEN: 'Air gap and the tool itself',
};

/** `missing`: ids of the catalogue that nothing enforces or nothing tests. */
export function interlockReport(): { text: string; missing: string[] } {
  const result = loadLibrary(PRODUCTS.flatMap(filesOf));
  if (!result.ok) throw new Error('the shipped procedures have errors; see node scripts/check-procedures.ts');
  const { library } = result;
  const cases = new Map(interlockCases().map((one) => [one.id, one]));
  const severities: Record<string, string | undefined> = catalogue.interlocks;
  const ids = [...new Set([...Object.keys(severities), ...Object.keys(library.interlocks)])];
  const missing = ids.filter((id) => !cases.has(id));
  const lines = [
    '# Interlocks',
    '',
    'Made by `node scripts/interlocks.ts --write` from the rules in `resources/procedures` and the cases in `test/interlocks`;',
    'CI fails when it is out of date or a rule has no test. Each rule is tested twice: where it blocks and where it lets pass.',
    '',
    `${ids.length} rules: ${Object.keys(severities).length} of the catalogue, the rest our own. ${ids.length - missing.length} tested both ways.`,
  ];
  for (const [key, heading] of Object.entries(HEADINGS)) {
    const rules = ids.filter((id) => id.startsWith(`I-${key}-`)).sort();
    if (rules.length === 0) continue;
    lines.push(
      '',
      `## ${heading}`,
      '',
      '| Rule | Severity | What | Enforced by | Blocks | Test |',
      '|---|---|---|---|---|---|',
    );
    for (const id of rules) lines.push(row(id, severities[id], library, cases.get(id)));
  }
  return { text: `${lines.join('\n')}\n`, missing };
}

function row(id: string, catalogued: string | undefined, library: Library, tested: InterlockCase | undefined): string {
  const rule = own(library.interlocks, id);
  const cells = [
    id,
    rule?.severity ?? catalogued ?? '',
    rule?.title.en ?? '',
    enforcement(id, rule, library, tested),
    rule ? [...new Set(rule.blocks.flatMap(({ actions }) => actions))].map((name) => `\`${name}\``).join(' ') : '',
    testOf(tested),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The procedures that list it, or the file whose code or flow keeps it. */
function enforcement(id: string, rule: Interlock | undefined, library: Library, tested: InterlockCase | undefined) {
  if (tested && !isFactsCase(tested.case)) return `\`${tested.case.where}\``;
  if (!rule) return 'nothing';
  const users = Object.values(library.procedures).filter(({ interlocks }) => interlocks.includes(id));
  return users.map((procedure) => procedure.id).join(', ') || 'nothing';
}

function testOf(tested: InterlockCase | undefined): string {
  if (!tested) return 'none';
  if (isFactsCase(tested.case)) return `\`${tested.file}\``;
  const { test, blocked, free } = tested.case;
  return `\`${test}\`: “${blocked}”, “${free}”`;
}
