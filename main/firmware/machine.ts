/** What a fit needs to know of a machine, from Redfish, racadm or a file. */
export interface MachineFacts {
  /** For people: name or service tag. */
  name: string;
  /** `PowerEdge R640`; null when not read. */
  model: string | null;
  /** Four hexadecimal digits, upper case (`0716`); null when not read. */
  systemId: string | null;
  /** 6 to 10; null when not read. */
  idracGeneration: number | null;
  /** Firmware inventory; null when not read, which is not the same as nothing installed. */
  installed: readonly InstalledFirmware[] | null;
}
export interface InstalledFirmware {
  /** `SoftwareId`: the component ID, decimal. */
  componentId: string;
  name: string;
  version: string;
  /** `VEND:DEV:SUBV:SUBD`, hexadecimal, upper case; null when it is no PCI device or not reported. */
  pci: string | null;
}
