/** Drives of Windows, by CIM (no administrator needed). */
import type { StickView } from '../../../../preload/contract.ts';
import { labelScore } from './label-score.ts';

const SCRIPT = `
$ProgressPreference = 'SilentlyContinue'
[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false
$drives = @(Get-CimInstance Win32_LogicalDisk | Select-Object DeviceID, VolumeName, FileSystem, DriveType)
ConvertTo-Json -Compress -InputObject @{ System = $env:SystemDrive; Drives = $drives }
`.trim();

export const DRIVES_ARGUMENTS: readonly string[] = [
  '-NoProfile',
  '-NonInteractive',
  '-EncodedCommand',
  Buffer.from(SCRIPT, 'utf16le').toString('base64'),
];

/** Win32_LogicalDisk.DriveType. */
const [REMOVABLE, FIXED] = [2, 3];

/** What the question above prints: drives with a file system, without that of Windows itself and those of the network. */
export function parseDrives(text: string): StickView[] {
  const { System: system, Drives: drives } = parsed(text);
  return (Array.isArray(drives) ? drives : [drives]).flatMap((drive: Record<string, unknown> | undefined) => {
    const { DeviceID: id, VolumeName: name, FileSystem: fileSystem, DriveType: type } = drive ?? {};
    if (typeof id !== 'string' || id === system || (type !== REMOVABLE && type !== FIXED)) return [];
    const label = typeof name === 'string' && name !== '' ? name : null;
    return [
      {
        path: `${id}\\`,
        label,
        fileSystem: typeof fileSystem === 'string' && fileSystem !== '' ? fileSystem : null,
        // An external hard disk is "fixed" to Windows, too.
        removable: type === REMOVABLE ? true : null,
        labelScore: labelScore(label),
      },
    ];
  });
}

function parsed(text: string): { System?: unknown; Drives?: unknown } {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
