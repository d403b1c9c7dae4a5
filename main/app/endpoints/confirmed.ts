import type { Device } from '../../../preload/contract.ts';
import { identityVerdict } from '../../actions/identity.ts';
import { CommandError } from '../router.ts';

/** What was typed must be the serial of the device. @throws CommandError `serial-mismatch` */
export function confirmed(device: Device, typed: string): void {
  const stranger = identityVerdict(device.serial, typed.trim(), device.bmc?.address ?? '');
  if (device.serial !== null && !stranger) return;
  throw new CommandError(
    'serial-mismatch',
    `What was typed is not the serial of ${device.name}.`,
    device.serial === null ? 'Bind the serial of the chassis first: test the connection.' : 'Read it off the chassis.',
  );
}
