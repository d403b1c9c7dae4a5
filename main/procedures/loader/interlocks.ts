/** interlocks.yaml: the rules of a product. */
import type { Interlock, Product } from '../model.ts';
import { type Compiler, reference } from './compile.ts';
import type { InterlocksFile } from './schema.ts';
import type { Source } from './source.ts';

export interface InterlocksUnit {
  source: Source;
  product: Product;
  file: InterlocksFile;
}

/** All rules of all products; `rolesOf` names the roles that the product's procedures declare. */
export function compileInterlocks(
  units: InterlocksUnit[],
  compiler: Compiler,
  rolesOf: (product: Product) => Set<string> | null,
): Map<string, Interlock> {
  const rules = new Map<string, Interlock>();
  const homes = new Map<string, string>();
  for (const { source, product, file } of units) {
    const roles = rolesOf(product);
    for (const [id, surface] of Object.entries(file.interlocks)) {
      const at = (...rest: (string | number)[]) => ['interlocks', id, ...rest];
      const elsewhere = homes.get(id);
      if (elsewhere) source.reportKey(at(), `'${id}' is already declared in ${elsewhere}`);
      homes.set(id, source.path);
      const blocks = (surface.blocks ?? []).map((block, index) => {
        for (const [place, role] of (block.roles === 'any' ? [] : block.roles).entries()) {
          if (roles && !roles.has(role)) {
            const message = `no procedure of ${product} has the role '${role}'; expected ${[...roles].join(', ')}`;
            source.report(at('blocks', index, 'roles', place), message);
          }
        }
        return { actions: [...block.actions], roles: block.roles };
      });
      rules.set(id, {
        id,
        severity: surface.severity,
        title: surface.title,
        reason: surface.reason,
        lift: surface.lift,
        source: reference(surface.source),
        when: compiler.expression(source, at('when'), surface.when),
        requires: compiler.expression(source, at('requires'), surface.requires),
        blocks,
        outlivesRun: surface.outlivesRun ?? false,
      });
    }
  }
  return rules;
}
