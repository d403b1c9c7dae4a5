import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Finding, Language } from '../../../preload/contract.ts';

export interface FindingText {
  title: string;
  reason: string;
  fix: string;
}

/** Beside the findings the file names the checks. */
const file = z
  .object({ checks: z.record(z.string(), z.string()) })
  .catchall(z.object({ title: z.string(), reason: z.string(), fix: z.string() }));

/** The words for findings, from the same files that the screen uses. Throws when a file is missing or broken. */
export function findingTexts(resources: string, language: Language): (finding: Finding) => FindingText {
  const { checks: _, ...found } = file.parse(
    JSON.parse(readFileSync(path.join(resources, 'locales', language, 'findings.json'), 'utf8')),
  );
  return ({ id, values }) => {
    const say = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? '–'));
    const { title, reason, fix } = found[id] ?? { title: id, reason: '', fix: '' };
    return { title: say(title), reason: say(reason), fix: say(fix) };
  };
}
