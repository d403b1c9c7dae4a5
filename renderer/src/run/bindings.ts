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
