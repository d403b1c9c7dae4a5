/** How a BMC is set up, what is weak about it, and what may be changed. */
import type { Reading } from './basics.ts';

/** How the BMC is set up, as far as it could be read: parts with the same shape as any reading. */
export interface BmcSetupView {
  device: Reading<{ label: string; value: string }[]>;
  boot: Reading<BootOptionsView>;
  lan: Reading<{ label: string; value: string }[]>;
  users: Reading<{ id: number; name: string; enabled: boolean | null; privilege: string; fixedName: boolean }[]>;
  watchdog: Reading<{ label: string; value: string }[]>;
  sol: Reading<{ label: string; value: string }[]>;
  channel: Reading<{ label: string; value: string }[]>;
}
export type BootDevice = 'none' | 'pxe' | 'disk' | 'cd' | 'floppy' | 'bios-setup' | 'diagnostic' | 'safe-mode';
export interface BootOptionsView {
  /** False when the flags are not in force, whatever they say. */
  valid: boolean;
  persistent: boolean;
  firmware: 'legacy' | 'uefi';
  device: BootDevice | 'other';
}

/** A weakness of the BMC's set-up. Texts: `findings.<id>.{title,reason,fix}` in the locale. */
export interface Finding {
  id: string;
  severity: 'critical' | 'high' | 'medium' | 'low';
  values: Record<string, string | number>;
}
export interface FindingsReport {
  findings: Finding[];
  /** Checks that could not be made, with the reason: never counted as good. */
  notRead: { check: string; reason: string }[];
}

/** What a person may change on a BMC, beside power. Each goes through the gate, and is confirmed by the serial. */
export type BmcOrder =
  | { action: 'bmc.reset.cold' | 'bmc.reset.warm' }
  | { action: 'boot.set'; device: BootDevice; persistent: boolean; firmware: 'legacy' | 'uefi' }
  | { action: 'sel.clear' }
  | { action: 'lan.set'; parameter: LanParameter; value: string }
  | { action: 'user.setPassword'; userId: number; password: string };
export type LanParameter = 'source' | 'address' | 'mask' | 'gateway' | 'vlan';
