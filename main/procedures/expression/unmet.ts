/** Why a condition does not hold, in its own words and in the smallest parts that help. */
import type { Expression } from './ast.ts';
import { holds, lookedAt, type Scope } from './evaluate.ts';
import { print } from './print.ts';

/**
 * The parts of a conjunction that are false or unknown, printed, derived facts replaced by what they are made of.
 * Of a disjunction the first alternative is taken apart and the others follow as `or …`. Empty when the condition holds.
 */
export function unmet(expression: Expression, scope: Scope): string[] {
  if (holds(expression, scope) === true) return [];
  const expanded = expand(expression, scope);
  if (expanded.node === 'binary' && expanded.op === '||') {
    return [...unmet(expanded.left, scope), `or ${print(expanded.right)}`];
  }
  return [...new Set(parts(expanded, scope))];
}

function parts(expression: Expression, scope: Scope): string[] {
  if (holds(expression, scope) === true) return [];
  const expanded = expand(expression, scope);
  if (expanded.node === 'binary' && expanded.op === '&&') {
    return [...parts(expanded.left, scope), ...parts(expanded.right, scope)];
  }
  if (expanded.node === 'devices' && (expanded.name === 'of' || expanded.name === 'every')) {
    const { of, name, role } = expanded;
    const asked = lookedAt(role, scope).slice(0, name === 'of' ? 1 : undefined);
    const lacking = asked.flatMap((device) => parts(of, device.scope).map((part) => `${device.name}: ${part}`));
    if (lacking.length > 0) return lacking;
  }
  return [print(expanded)];
}

/** A derived fact becomes its definition; everything else stays. */
function expand(expression: Expression, scope: Scope): Expression {
  let current = expression;
  while (current.node === 'fact') {
    const derive: Expression | null | undefined = scope.vocabulary(current.name)?.derive;
    if (!derive) return current;
    current = derive;
  }
  return current;
}
