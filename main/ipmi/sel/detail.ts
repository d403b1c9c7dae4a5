import type { SystemEvent } from './entry.ts';

/** Event data 2 of a firmware error, offset 0 (Table 42-3, sensor type 0Fh). */
const FIRMWARE_ERRORS =
  'unspecified|no system memory installed|no usable system memory|unrecoverable hard disk failure|unrecoverable system board failure|unrecoverable diskette failure|unrecoverable hard disk controller failure|unrecoverable keyboard failure|removable boot media not found|unrecoverable video controller failure|no video device detected|firmware (BIOS) ROM corruption detected|CPU voltage mismatch|CPU speed matching failure'.split(
    '|',
  );

/** Event data 2 of a hang or of progress, offsets 1 and 2. */
const FIRMWARE_PROGRESS =
  'unspecified|memory initialization|hard disk initialization|secondary processor initialization|user authentication|user-initiated system set-up|USB resource configuration|PCI resource configuration|option ROM initialization|video initialization|cache initialization|SM bus initialization|keyboard controller initialization|embedded controller initialization|docking station attachment|enabling docking station|docking station ejection|disabling docking station|calling operating system wake-up vector|starting operating system boot|baseboard initialization|reserved|floppy initialization|keyboard test|pointing device test|primary processor initialization'.split(
    '|',
  );

const TIMER_USE = ['reserved', 'BIOS FRB2', 'BIOS/POST', 'OS load', 'SMS/OS', 'OEM'];
const SLOT_TYPES =
  'PCI|drive array|external peripheral connector|docking|other standard internal expansion slot|slot of the entity|AdvancedTCA|DIMM|fan|PCI Express|SCSI|SATA/SAS|USB'.split(
    '|',
  );

/**
 * What event data 2 and 3 say beyond the state, for the sensor types that use them (Table 42-3); null when they are not
 * given or mean nothing known. `data[0]` bits 7:6 and 5:4 = 11b announce a sensor-specific extension.
 */
export function eventDetail(e: SystemEvent): string | null {
  if (e.eventType !== 0x6f) return null;
  const [first, two, three] = e.data;
  const offset = first & 0x0f;
  const second = first >> 6 === 3 ? two : null;
  const third = ((first >> 4) & 3) === 3 ? three : null;
  switch (e.sensorType) {
    case 0x0c:
      return third === null ? null : `memory module ${third}`;
    case 0x0f:
      return second === null
        ? null
        : ((offset === 0 ? FIRMWARE_ERRORS : FIRMWARE_PROGRESS)[second] ?? `code ${second}`);
    case 0x10:
      return offset === 5 && third !== null ? `${third} % full` : null;
    case 0x12:
      return offset === 5 && second !== null ? ((second & 0x80) === 0 ? 'first of pair' : 'second of pair') : null;
    case 0x21:
      return slot(second, third);
    case 0x23:
      return second === null ? null : `timer use: ${TIMER_USE[second & 0x0f] ?? 'unspecified'}`;
    case 0x2a:
      return second === null || (second & 0x3f) === 0 ? null : `user ${second & 0x3f}`;
    default:
      return null;
  }
}

function slot(type: number | null, number: number | null): string | null {
  const parts = [
    ...(type === null ? [] : [SLOT_TYPES[type & 0x7f] ?? `type ${type}`]),
    ...(number === null ? [] : [`number ${number}`]),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}
