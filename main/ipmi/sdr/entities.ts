/** Entity ids (IPMI 2.0 Table 43-13): the physical thing that a sensor or a FRU belongs to. */
const NAMES =
  'unspecified|other|unknown|processor|disk or disk bay|peripheral bay|system management module|system board|memory module|processor module|power supply|add-in card|front panel board|back panel board|power system board|drive backplane|system internal expansion board|other system board|processor board|power unit|power module|power management board|chassis back panel board|system chassis|sub-chassis|other chassis board|disk drive bay|peripheral bay|device bay|fan|cooling unit|cable or interconnect|memory device|system management software|system firmware (BIOS)|operating system|system bus|group|remote management communication device|external environment|battery|processing blade|connectivity switch|processor or memory module|I/O module|processor or I/O module|management controller firmware|IPMI channel|PCI bus|PCI Express bus|SCSI bus|SATA or SAS bus|front-side bus|real-time clock|reserved|air inlet|reserved|reserved|reserved|reserved|reserved|reserved|reserved|reserved|air inlet|processor|baseboard'.split(
    '|',
  );

export interface Entity {
  id: number;
  /** 0 to 5Fh system-wide, 60h to 7Fh relative to the controller. */
  instance: number;
  /** A container of others, such as a power domain, rather than one thing. */
  logical: boolean;
}

export const decodeEntity = (id: number, instance: number): Entity => ({
  id,
  instance: instance & 0x7f,
  logical: (instance & 0x80) !== 0,
});

export const encodeEntity = (e: Entity): number[] => [e.id, (e.logical ? 0x80 : 0) | e.instance];

/** "power supply 2"; numbers beyond the table as "entity D0h". */
export function entityText(e: Entity): string {
  const oem = e.id >= 0x90 ? `${e.id < 0xb0 ? 'chassis' : e.id < 0xd0 ? 'board' : 'OEM'} entity` : 'entity';
  const name = NAMES[e.id] ?? `${oem} ${e.id.toString(16).toUpperCase()}h`;
  return `${name} ${e.instance >= 0x60 ? e.instance - 0x60 : e.instance}`;
}

export const ENTITY = {
  processor: 3,
  disk: 4,
  systemBoard: 7,
  memoryModule: 8,
  powerSupply: 10,
  powerUnit: 19,
  chassis: 23,
  fan: 29,
  memoryDevice: 32,
  environment: 39,
  battery: 40,
  airInlet: 55,
  inlet: 64,
  cpu: 65,
  baseboard: 66,
} as const;
