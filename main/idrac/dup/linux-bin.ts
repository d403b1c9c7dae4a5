import type { PackageFile } from './file.ts';

/** How far into a Linux package the markers are looked for, bytes. */
const SEARCHED = 4 << 20;
const PACKAGE_MARK = '\n#####Startofpackage#####';
const ARCHIVE_MARK = '\n#####Startofarchive#####';

/**
 * The package.xml of a Linux update package (`.BIN`): a shell script with the XML in clear between two marker lines, an
 * archive after the second. Null when the markers are not there. iDRAC does not take such files; it is read to say for what
 * the file is.
 */
export async function readLinuxBin(file: PackageFile): Promise<Buffer | null> {
  const head = await file.read(0, Math.min(file.size, SEARCHED));
  const mark = head.indexOf(PACKAGE_MARK, 0, 'latin1');
  const start = mark < 0 ? -1 : head.indexOf('\n', mark + 1, 'latin1');
  const end = start < 0 ? -1 : head.indexOf(ARCHIVE_MARK, start, 'latin1');
  return end < 0 ? null : head.subarray(start + 1, end);
}
