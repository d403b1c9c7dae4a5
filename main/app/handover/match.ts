import type { Device, HandOverDevice, Site } from '../../../preload/contract.ts';
import { sameSerial } from '../../procedures/engine/serial.ts';
import type { Binding } from '../../procedures/events.ts';

/** Who plays the roles of a run that arrives: the devices of a site here, found by their serial numbers and by nothing else. */
export interface Match {
  binding: Binding;
  /** The device here; null where there is none, or nobody can tell. */
  device: Device | null;
  /** The device as it stands in the file, to be added here if somebody agrees. */
  given: Device | null;
}

/**
 * @param said device of the run (id, name or serial) to device here, where a person has said so. A person may say it for a
 * device whose serial number is not known on one side; a different serial number is another device.
 */
export function matchDevices(
  bindings: readonly Binding[],
  here: Site | null,
  file: Site,
  said: Readonly<Record<string, string>> = {},
): Match[] {
  return bindings.map((binding) => {
    const given = file.devices.find(({ id }) => id === binding.deviceId) ?? null;
    const serial = binding.serial ?? given?.serial ?? null;
    const names = [binding.deviceId, binding.deviceName, ...(serial === null ? [] : [serial])];
    const wanted = Object.entries(said).find(([name]) => names.includes(name))?.[1];
    const devices = here?.devices ?? [];
    const device =
      wanted === undefined
        ? devices.find((one) => sameSerial(one.serial, serial))
        : devices.find((one) => fits(one, wanted) && !differ(one.serial, serial));
    return { binding, device: device ?? null, given };
  });
}

const fits = ({ id, name, serial }: Device, wanted: string): boolean =>
  [id, name.toLowerCase(), serial?.toLowerCase()].includes(wanted.toLowerCase());
const differ = (a: string | null, b: string | null): boolean => a !== null && b !== null && !sameSerial(a, b);

/** As the screen shows it. */
export const deviceView = ({ binding, device, given }: Match): HandOverDevice => ({
  role: binding.role,
  name: binding.deviceName,
  serial: binding.serial,
  deviceId: device?.id ?? null,
  inFile: given !== null,
});

/** The device of the file under an id that is free here. */
export function addable(given: Device, here: Site): Device {
  const taken = new Set(here.devices.map(({ id }) => id));
  let id = given.id;
  for (let n = 2; taken.has(id); n += 1) id = `${given.id}-${n}`;
  return { ...given, id };
}
