import type { NodeId } from './sps/pair.ts';

/** Device ids of the practice site, and the chassis serials that its BMCs report. */
export const DEVICE_ID: Readonly<Record<NodeId, string>> = { a: 'sps-a', b: 'sps-b' };
export const SERIAL: Readonly<Record<NodeId, string>> = { a: 'RH-SPS-A', b: 'RH-SPS-B' };
/** What the slave's BMC reports while the fault `wrong-serial` is on. */
export const WRONG_SERIAL = 'RH-SPS-Z';
/** The Dell server: its device id, and the service tag that its iDRAC reports. */
export const DELL_ID = 'us-a';
export const DELL_TAG = 'RHPRAC1';
/** The Remote Support appliance: its device id, and the serial that its BMC reports and its keys belong to. */
export const RS_ID = 'rs-a';
export const RS_SERIAL = 'RH-RS-A';
