import type { Device, RoleBindings } from '../../../preload/contract.ts';

export type BindingProblem = 'open' | 'twice' | 'serial';
/** Every role that is not optional has a device, no device two roles, and every device a serial number; null when all is well. */
export function bindingProblem(
  roles: readonly { role: string; many?: true; optional?: true }[],
  bindings: RoleBindings,
  devices: readonly Pick<Device, 'id' | 'serial'>[],
): BindingProblem | null {
  const chosen = roles.flatMap(({ role, optional }) => {
    const ids = devicesOf(bindings, role);
    return ids.length > 0 || optional ? ids : [''];
  });
  if (chosen.some((id) => !devices.some((d) => d.id === id))) return 'open';
  if (new Set(chosen).size < chosen.length) return 'twice';
  if (chosen.some((id) => devices.find((d) => d.id === id)?.serial === null)) return 'serial';
  return null;
}

/** The devices of a role in their order: of a list all, otherwise the one. */
export function devicesOf(bindings: RoleBindings, role: string): string[] {
  return [bindings[role] ?? []].flat();
}

/** The list with one device a place earlier; the first one stays first. */
export function movedUp(ids: readonly string[], id: string): string[] {
  const at = ids.indexOf(id);
  if (at < 1) return [...ids];
  return [...ids.slice(0, at - 1), id, ...ids.slice(at - 1, at), ...ids.slice(at + 1)];
}

/** Which device is chosen for a role other than `role`, and the name of that role as `say` puts it. */
export function takenBy<R extends { role: string }>(
  roles: readonly R[],
  bindings: RoleBindings,
  role: string,
  say: (role: R) => string,
): Record<string, string> {
  const others = roles.filter((other) => other.role !== role);
  return Object.fromEntries(others.flatMap((other) => devicesOf(bindings, other.role).map((id) => [id, say(other)])));
}
