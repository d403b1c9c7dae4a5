/** The shipped files of a product, as the loader takes them. Tests only. */
import { readdirSync, readFileSync } from 'node:fs';
import type { SourceFile } from '../loader.ts';
import type { Product } from '../model.ts';

export function filesOf(product: Product): SourceFile[] {
  const folder = new URL(`../../../resources/procedures/${product}/`, import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({
      path: `resources/procedures/${product}/${name}`,
      text: readFileSync(new URL(name, folder), 'utf8'),
    }));
}
