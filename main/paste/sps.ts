import { HA_STATUSES } from '../procedures/pastes.ts';
import { labelled, only, pageOf, section, versionIn } from './page.ts';
import type { Read } from './read.ts';

/** The running firmware. Where boot and core differ, nobody can say what runs. */
export const readVersionDetails: Read<'sps.versionDetails'> = (text) => {
  const page = pageOf(text);
  const named = labelled(page, 'Firmware version', 'Current firmware', 'Current version', 'Version details', 'Version');
  const lines = page.lines.filter((line) => /firmware|version/i.test(line)).map((line) => versionIn(line));
  return { version: versionIn(named) ?? only(lines) };
};

const SECTIONS = [
  'This node',
  'Other node',
  'High availability & Nodes',
  'Redundant heartbeat interfaces',
  'Next hop monitoring',
];

/** Status words exactly as the vendor prints them; another word is none. */
export const readHaPage: Read<'sps.haPage'> = (text) => {
  const page = pageOf(text);
  const shown = labelled(page, 'HA status', 'Status')?.toLowerCase() ?? null;
  const status = Object.entries(HA_STATUSES).find(([, word]) => word.toLowerCase() === shown)?.[0] ?? null;
  const other = section(page, 'Other node', SECTIONS);
  const versions = other.lines.map((line, index) =>
    /firmware/i.test(line) ? versionIn(/\d/.test(line) ? line : (other.lines[index + 1] ?? null)) : null,
  );
  return {
    status,
    drbd: labelled(page, 'DRBD status'),
    heartbeat: labelled(page, 'Redundant heartbeat status'),
    otherFirmware: only(versions),
  };
};

const IMPORTED = 'Started Run metadb_importer.py';
const SPLIT = 'Split-Brain detected, dropping connection!';

/** Lines with the vendor's own words. A log without them says nothing: the line may be on another page of it. */
export const readSpsLog: Read<'sps.log'> = (text) => {
  const { lines } = pageOf(text);
  return {
    metadbLine: lines.findLast((line) => line.includes(IMPORTED))?.slice(0, 1000) ?? null,
    splitBrain: lines.some((line) => line.includes(SPLIT)) ? true : null,
  };
};
