import type { Device } from '../../../preload/contract.ts';

export type BindingProblem = 'open' | 'twice' | 'serial';
/** Every role has a device, no device two roles, and every device a serial number; null when all is well. */
export function bindingProblem(
  roles: readonly { role: string }[],
  bindings: Readonly<Record<string, string>>,
  devices: readonly Pick<Device, 'id' | 'serial'>[],
): BindingProblem | null {
  const chosen = roles.map(({ role }) => bindings[role] ?? '');
  if (chosen.some((id) => !devices.some((d) => d.id === id))) return 'open';
  if (new Set(chosen).size < chosen.length) return 'twice';
  if (chosen.some((id) => devices.find((d) => d.id === id)?.serial === null)) return 'serial';
  return null;
}
