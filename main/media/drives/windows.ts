/** Drives of Windows, by CIM (no administrator needed); Get-Disk adds what it knows where it may be asked. */
import { bareDrive, bytesOf, type Drive, jsonOf, objectsOf, textOf } from './drive.ts';

const SCRIPT = `
$ProgressPreference = 'SilentlyContinue'
[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false
$drives = @(Get-CimInstance Win32_LogicalDisk |
  Select-Object DeviceID, VolumeName, FileSystem, DriveType, Size, FreeSpace, VolumeSerialNumber)
$links = @(Get-CimInstance Win32_LogicalDiskToPartition |
  ForEach-Object { @{ Drive = $_.Dependent.DeviceID; Partition = $_.Antecedent.DeviceID } })
$disks = @(Get-CimInstance Win32_DiskDrive | Select-Object Index, Model, SerialNumber, InterfaceType)
$known = @(Get-Disk -ErrorAction SilentlyContinue |
  ForEach-Object { @{ Number = $_.Number; Bus = [string]$_.BusType; ReadOnly = $_.IsReadOnly; System = ($_.IsBoot -or $_.IsSystem) } })
ConvertTo-Json -Compress -Depth 3 -InputObject @{ System = $env:SystemDrive; Drives = $drives; Links = $links; Disks = $disks; Known = $known }
`.trim();

export const DRIVES_ARGUMENTS: readonly string[] = encoded(SCRIPT);

/** Arguments of powershell.exe that run a script without any quoting. */
export function encoded(script: string): string[] {
  return ['-NoProfile', '-NonInteractive', '-EncodedCommand', Buffer.from(script, 'utf16le').toString('base64')];
}

/** Win32_LogicalDisk.DriveType. */
const [REMOVABLE, FIXED] = [2, 3];
const PULLED_OUT = ['USB', 'SD', 'MMC', '1394'];

/** What the question above prints: drives with a letter, without those of the network and disc drives. */
export function parseDrives(text: string): Drive[] {
  const answer = jsonOf(text) ?? {};
  const numbers = new Map(objectsOf(answer.Links).map((link) => [link.Drive, numberIn(link.Partition)]));
  const disks = new Map(objectsOf(answer.Disks).map((disk) => [disk.Index, disk]));
  const known = new Map(objectsOf(answer.Known).map((disk) => [disk.Number, disk]));
  const systemDisk = numbers.get(answer.System) ?? null;
  return objectsOf(answer.Drives).flatMap((drive): Drive[] => {
    const { DeviceID: id, DriveType: type } = drive;
    if (typeof id !== 'string' || (type !== REMOVABLE && type !== FIXED)) return [];
    const number = numbers.get(id) ?? null;
    const disk = disks.get(number);
    const more = known.get(number);
    const bus = textOf(more?.Bus) ?? textOf(disk?.InterfaceType);
    const beside = number !== null && (number === systemDisk || more?.System === true);
    return [
      {
        ...bareDrive(id, number === null ? id : `\\\\.\\PHYSICALDRIVE${number}`),
        mount: `${id}\\`,
        model: textOf(disk?.Model),
        serial: textOf(disk?.SerialNumber),
        label: textOf(drive.VolumeName),
        fileSystem: textOf(drive.FileSystem),
        uuid: volumeId(drive.VolumeSerialNumber),
        sizeBytes: bytesOf(drive.Size),
        freeBytes: bytesOf(drive.FreeSpace),
        readOnly: more?.ReadOnly === true,
        // An external hard disk is "fixed" to Windows, too: only its bus tells.
        removable: type === REMOVABLE || (bus && PULLED_OUT.includes(bus)) ? true : textOf(more?.Bus) ? false : null,
        system: id === answer.System ? 'volume' : beside ? 'disk' : null,
      },
    ];
  });
}

/** Win32_DiskPartition.DeviceID: `Disk #1, Partition #0`. */
function numberIn(partition: unknown): number | null {
  const [, digits] = /^Disk #(\d{1,4}),/.exec(typeof partition === 'string' ? partition : '') ?? [];
  return digits === undefined ? null : Number(digits);
}

/** The volume id as other systems write it: `40BD-EBE7`. */
function volumeId(value: unknown): string | null {
  const text = textOf(value);
  return text && /^[0-9A-F]{8}$/i.test(text) ? `${text.slice(0, 4)}-${text.slice(4)}`.toUpperCase() : null;
}
